using Microsoft.Win32.SafeHandles;
using Signet.Oci.Files;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Reads an open file from its beginning, and leaves it open.</summary>
internal sealed class HandleStream(SafeFileHandle handle) : ForwardStream
{
    private long _position;

    public override long Length => RandomAccess.GetLength(handle);

    public override long Position
    {
        get => _position;
        set => base.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await RandomAccess.ReadAsync(handle, buffer, _position, cancellationToken);
        _position += count;
        return count;
    }
}
