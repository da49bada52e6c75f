namespace Signet.Oci.Files;

/// <summary>Reads another stream, which belongs to it, and says after each read how many bytes that makes.</summary>
/// <param name="source">What is read.</param>
/// <param name="moved">Is told the bytes read so far; null for nobody.</param>
public sealed class CountingStream(Stream source, Action<long>? moved) : ForwardStream
{
    private long _count;

    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _count;
        set => base.Position = value;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count > 0)
        {
            _count += count;
            moved?.Invoke(_count);
        }

        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
