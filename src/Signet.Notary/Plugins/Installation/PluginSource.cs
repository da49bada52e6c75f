using System.Security.Cryptography;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// A package to install: a copy that no other process can change, with its SHA-256, so that what was compared is what is
/// unpacked. It has no name on disk (on Windows it goes with this process), so nothing stays behind.
/// </summary>
public sealed class PluginSource : IAsyncDisposable
{
    private PluginSource(string name, bool isDownload, FileStream content)
    {
        Name = name;
        IsDownload = isDownload;
        Content = content;
    }

    /// <summary>File name, which for a bare executable is that of the plugin.</summary>
    public string Name { get; }

    /// <summary>True when it came from the network: then a SHA-256 is required.</summary>
    public bool IsDownload { get; }

    /// <summary>SHA-256 of all of it, lower-case hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    internal FileStream Content { get; }

    /// <summary>Permissions of the file; a download has none, and as a bare executable gets those of one.</summary>
    internal UnixFileMode Mode { get; private init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Copies a file.</summary>
    /// <param name="path">An executable, or a zip or tar.gz archive; a symbolic link is followed, it is the user's own.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="PluginInstallException">It is missing, no regular file, or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<PluginSource> OpenFileAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckIsFile(path);
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        });
        var source = new PluginSource(Path.GetFileName(path), isDownload: false, CreateUnnamed())
        {
            Mode = OperatingSystem.IsWindows() ? UnixFileMode.UserExecute : File.GetUnixFileMode(file.SafeFileHandle),
        };
        return await source.FillAsync(file, "file size", cancellationToken);
    }

    /// <summary>Frees the copy.</summary>
    public ValueTask DisposeAsync() => Content.DisposeAsync();

    /// <summary>Copies a download.</summary>
    internal static Task<PluginSource> OpenDownloadAsync(string name, Stream body, CancellationToken cancellationToken) =>
        new PluginSource(name, isDownload: true, CreateUnnamed()).FillAsync(body, "https response", cancellationToken);

    private async Task<PluginSource> FillAsync(Stream stream, string what, CancellationToken cancellationToken)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var bytes = 0L;
            await PackageBytes.CopyAsync(
                stream,
                Content,
                piece =>
                {
                    bytes += piece.Length;
                    if (bytes >= NotaryLimits.PluginPackageBytes)
                    {
                        throw PackageBytes.LimitReached(what);
                    }

                    hash.AppendData(piece.Span);
                },
                cancellationToken);
            await Content.FlushAsync(cancellationToken);
            Content.Position = 0;
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Before it is opened: opening a pipe would wait for whoever writes it.</summary>
    private static void CheckIsFile(string path)
    {
        var facts = FileFacts.TryRead(Path.GetFullPath(path), out var why);
        if (facts?.Kind == FileKind.Link)
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true);
            facts = target is null ? null : FileFacts.TryRead(target.FullName, out why);
        }

        if (facts is null)
        {
            throw new PluginInstallException(PluginInstallFault.Source, $"stat {PluginText.Printable(path, PluginText.MessageLength)}: {why}");
        }

        if (facts.Kind != FileKind.Regular)
        {
            throw new PluginInstallException(
                PluginInstallFault.Source, $"{PluginText.Printable(path, PluginText.MessageLength)} is not a valid file");
        }
    }

    private static FileStream CreateUnnamed()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = Path.Combine(Path.GetTempPath(), $"notation-plugin-{RandomNumberGenerator.GetHexString(16, true)}");
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }
}
