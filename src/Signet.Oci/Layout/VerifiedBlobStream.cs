using System.Security.Cryptography;
using Signet.Oci.Repositories;

namespace Signet.Oci.Layout;

/// <summary>
/// A blob's file, hashed as it is read: the read that meets the end throws when the digest differs, and the one that
/// passes the size when there is more.
/// </summary>
internal sealed class VerifiedBlobStream : VerifiedStream
{
    private readonly Stream _file;
    private readonly Descriptor _descriptor;
    private readonly IncrementalHash _hash;
    private long _position;
    private bool _checked;

    public VerifiedBlobStream(Stream file, Descriptor descriptor)
        : this(file, descriptor, 0, descriptor.Digest.CreateHash())
    {
    }

    /// <summary>The rest of a blob whose first <paramref name="offset"/> bytes are in <paramref name="hashed"/> already.</summary>
    public VerifiedBlobStream(Stream rest, Descriptor descriptor, long offset, IncrementalHash hashed)
    {
        _file = rest;
        _descriptor = descriptor;
        _position = offset;
        _hash = hashed;
    }

    public override Descriptor Verifies => _descriptor;

    public override long Position
    {
        get => _position;
        set => base.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Take(buffer.Span[..read], atEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _file.Read(buffer);
        Take(buffer[..read], atEnd: read == 0 && buffer.Length > 0);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> read, bool atEnd)
    {
        _position += read.Length;
        _hash.AppendData(read);
        if (_position > _descriptor.Size || (atEnd && _position < _descriptor.Size))
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"content of {_descriptor.Digest} does not have the {_descriptor.Size} bytes of its descriptor");
        }

        // Checked with the last byte, not with the empty read after it, which a caller who knows the size never does.
        if (_position == _descriptor.Size && !_checked)
        {
            _checked = true;
            if (Digest.FromHash(_descriptor.Digest.Algorithm, _hash.GetHashAndReset()) != _descriptor.Digest)
            {
                throw new OciException(
                    OciError.ContentMismatch, $"content does not have the digest {_descriptor.Digest}: the copy is damaged");
            }
        }
    }
}
