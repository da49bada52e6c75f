using Signet.Oci.Files;

namespace Signet.Notary.Tests.Blobs;

/// <summary>A stream that cannot be sought and gives at each read as many bytes as it likes, like a pipe.</summary>
internal sealed class OddStream(ReadOnlyMemory<byte> content, Func<int, int> countOf) : ForwardStream
{
    private int _position;

    /// <summary>How often the content is given, one after the other.</summary>
    public long Repeats { get; set; } = 1;

    /// <summary>The position at which reading fails.</summary>
    public int FailsAt { get; init; } = int.MaxValue;

    /// <summary>Nothing comes before this; whether the reader still wants it is not looked at, as in a blocking read.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>Reads that were after the end.</summary>
    public int ReadsAfterEnd { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Gate;
        if (_position >= FailsAt)
        {
            throw new IOException("the disk is gone");
        }

        if (_position == content.Length)
        {
            if (Repeats-- <= 1)
            {
                ReadsAfterEnd++;
                return 0;
            }

            _position = 0;
        }

        var count = Math.Min(Math.Clamp(countOf(buffer.Length), 1, buffer.Length), content.Length - _position);
        content.Slice(_position, count).Span.CopyTo(buffer.Span);
        _position += count;
        return count;
    }
}
