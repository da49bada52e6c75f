namespace Signet.Notary.Plugins.Installation;

/// <summary>Copies what comes from outside, never more than a plugin may have.</summary>
internal static class PackageBytes
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Copies a stream to its end; <paramref name="onBytes"/> sees each piece before it is written and may refuse it.</summary>
    public static Task CopyAsync(
        Stream source, Stream target, Action<ReadOnlyMemory<byte>> onBytes, CancellationToken cancellationToken) =>
        CopyAsync(source.ReadAsync, target, onBytes, cancellationToken);

    /// <summary>The same for what is read by a function that gives 0 at the end.</summary>
    public static async Task CopyAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> source,
        Stream target,
        Action<ReadOnlyMemory<byte>> onBytes,
        CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await source(buffer, cancellationToken) is > 0 and var read)
        {
            onBytes(buffer.AsMemory(0, read));
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    /// <summary>The failure of <paramref name="what"/> that reached the limit: fewer bytes are allowed than that.</summary>
    public static PluginInstallException LimitReached(string what, Exception? innerException = null) => new(
        PluginInstallFault.TooLarge,
        $"{what} reached the {NotaryLimits.PluginPackageBytes / 1024 / 1024} MiB size limit",
        innerException);
}
