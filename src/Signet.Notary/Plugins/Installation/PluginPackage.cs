namespace Signet.Notary.Plugins.Installation;

/// <summary>Gets the files out of what a plugin is installed from.</summary>
internal static class PluginPackage
{
    /// <summary>As many as Go looks at to tell what a file is.</summary>
    private const int SniffedBytes = 512;

    /// <summary>Unpacks an archive, or copies an executable; what it is, its first bytes say and never its name.</summary>
    public static async Task UnpackAsync(PluginSource source, PackageFolder folder, CancellationToken cancellationToken)
    {
        var start = new byte[SniffedBytes];
        source.Content.Position = 0;
        var read = await source.Content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        source.Content.Position = 0;
        var sniffed = start.AsSpan(0, read);
        await (sniffed.StartsWith("PK\x03\x04"u8) ? ZipUnpacker.UnpackAsync(source.Content, folder, cancellationToken)
            : sniffed.StartsWith(Gzip) ? TarUnpacker.UnpackAsync(source.Content, folder, cancellationToken)
            : CopyExecutableAsync(source, folder, cancellationToken));
    }

    /// <summary>Copies the files of a directory that are neither links nor directories.</summary>
    public static async Task CopyAsync(string directory, PackageFolder folder, CancellationToken cancellationToken)
    {
        var entries = new DirectoryInfo(directory).EnumerateFiles("*", new EnumerationOptions { AttributesToSkip = 0 });
        var count = 0;
        foreach (var file in entries.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (FileFacts.TryRead(file.FullName, out _) is not { Kind: FileKind.Regular } facts)
            {
                continue;
            }

            if (++count > NotaryLimits.PluginPackageEntries)
            {
                throw new PluginInstallException(
                    PluginInstallFault.Archive, $"{directory} has more than {NotaryLimits.PluginPackageEntries} files");
            }

            await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await folder.AddAsync(
                file.Name, facts.Mode, (target, counted) => PackageBytes.CopyAsync(content, target, counted, cancellationToken));
        }
    }

    /// <summary>RFC 1952: the magic number, and deflate, which is the only method.</summary>
    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B, 0x08];

    private static Task CopyExecutableAsync(PluginSource source, PackageFolder folder, CancellationToken cancellationToken)
    {
        var shown = PluginText.Printable(source.Name, PluginText.WordLength);
        if (PluginCandidates.FindName(source.Name) is not { } name)
        {
            var form = OperatingSystem.IsWindows() ? "notation-{plugin-name}.exe" : "notation-{plugin-name}";
            throw new PluginInstallException(
                PluginInstallFault.Executable,
                $"failed to read plugin name from input file {shown}: invalid plugin executable file name. Plugin file name requires "
                + $"format {form}, but got {shown}");
        }

        return (source.Mode & UnixFileMode.UserExecute) != 0
            ? folder.AddAsync(
                PluginName.ExecutableOf(name),
                source.Mode,
                (file, count) => PackageBytes.CopyAsync(source.Content, file, count, cancellationToken))
            : throw new PluginInstallException(PluginInstallFault.Executable, $"input file {shown} is not executable");
    }
}
