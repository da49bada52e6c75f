using Signet.Oci.Files;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// The first bytes of a stream, which is left open. After them it ends, or fails when there are more.
/// </summary>
/// <param name="inner">Read from its position on.</param>
/// <param name="length">Bytes that may be read.</param>
/// <param name="excess">Called when they were read and more is asked for: what to fail with. Null: it just ends.</param>
internal sealed class BoundedStream(Stream inner, long length, Func<Exception>? excess = null) : ForwardStream
{
    private long _left = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        if (_left == 0)
        {
            return await IsExcessAsync(cancellationToken) ? throw excess!() : 0;
        }

        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= read;
        return read;
    }

    private async ValueTask<bool> IsExcessAsync(CancellationToken cancellationToken) =>
        excess is not null && await inner.ReadAsync(new byte[1], cancellationToken) > 0;
}
