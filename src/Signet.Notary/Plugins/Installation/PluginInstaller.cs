using Microsoft.Extensions.Logging;
using Signet.Notary.Configuration;
using Signet.Oci.Files;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Installs and removes plugins (plugin-extensibility.md, "Plugin lifecycle management"; attack H2). A new plugin is put
/// together aside and asked for its metadata there, with all checks that every run has; only then it takes the place of
/// the installed one, in one step where the file system can.
/// </summary>
/// <remarks>
/// <c>notation</c> deletes the installed plugin before it copies the new one. Here a kill at any moment leaves the one or the
/// other, whole.
/// </remarks>
public sealed partial class PluginInstaller
{
    private readonly PluginManager _manager;
    private readonly PluginOptions _options;

    /// <summary>An installer into the directory of all plugins.</summary>
    public PluginInstaller(NotaryDirectories directories, PluginOptions? options = null)
    {
        _options = options ?? new();
        _manager = new(directories, _options);
    }

    /// <summary>Installs a package: an executable, or a zip or tar.gz archive, told apart by their first bytes.</summary>
    /// <exception cref="PluginInstallException">It was not installed.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public Task<PluginInstallation> InstallAsync(
        PluginSource source, PluginInstallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        CheckDigest(source, options.Sha256);
        return InstallAsync(folder => PluginPackage.UnpackAsync(source, folder, cancellationToken), options, cancellationToken);
    }

    /// <summary>
    /// Installs from the files of a directory. Directories in it and links are passed over; every other file goes along
    /// with the executable.
    /// </summary>
    /// <exception cref="PluginInstallException">It was not installed.</exception>
    /// <exception cref="IOException">The directory cannot be read, or that of all plugins cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public Task<PluginInstallation> InstallDirectoryAsync(
        string path, PluginInstallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        return options.Sha256 is not null
            ? throw new ArgumentException("a directory has no SHA-256", nameof(options))
            : InstallAsync(folder => PluginPackage.CopyAsync(path, folder, cancellationToken), options, cancellationToken);
    }

    /// <summary>True when there is something to remove: an executable of that name, safe to run or not.</summary>
    /// <exception cref="PluginCallException">The name is none, or it cannot be seen.</exception>
    public bool Exists(string name)
    {
        if (PluginName.FindFault(name) is { } fault)
        {
            throw new PluginCallException(PluginFailure.NotFound, fault);
        }

        var path = Path.GetFullPath(Path.Combine(_manager.PluginsDirectory, name, PluginName.ExecutableOf(name)));
        return FileFacts.TryRead(path, out var why) is not null
            || (why is not ("no such file or directory" or "not a directory")
                ? throw new PluginCallException(PluginFailure.NotFound, $"stat {path}: {why}")
                : false);
    }

    /// <summary>Removes a plugin with all files in its directory: first out of sight in one step, then for good.</summary>
    /// <exception cref="PluginCallException">There is none.</exception>
    /// <exception cref="PluginInstallException">Another installation runs.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public async Task UninstallAsync(string name, CancellationToken cancellationToken = default)
    {
        EnsureExists(name);
        using var staging = await StagingArea.OpenAsync(_manager.PluginsDirectory, _options.TimeProvider, cancellationToken);
        EnsureExists(name);
        Directory.Move(Path.Combine(staging.PluginsDirectory, name), Path.Combine(staging.Removed, name));
        DirectorySync.Flush(staging.PluginsDirectory);
    }

    private async Task<PluginInstallation> InstallAsync(
        Func<PackageFolder, Task> unpack, PluginInstallOptions options, CancellationToken cancellationToken)
    {
        using var staging = await StagingArea.OpenAsync(_manager.PluginsDirectory, _options.TimeProvider, cancellationToken);
        var folder = new PackageFolder(staging.CreateFolder("unpacked"));
        await unpack(folder);
        var (name, wasMadeExecutable) = PluginCandidates.Choose(folder.Path);
        if (wasMadeExecutable)
        {
            LogMadeExecutable(_options.Logger, PluginName.ExecutableOf(name));
        }

        StagingArea.OpenToReaders(folder.Path);
        DirectorySync.Flush(folder.Path);
        Directory.Move(folder.Path, Path.Combine(staging.New, name));

        var installed = await AskNewAsync(name, staging.New, cancellationToken);
        var replaced = await AskExistingAsync(name, options, cancellationToken);
        if (replaced is not null && !options.IsForced)
        {
            CheckVersions(name, installed, replaced);
        }

        cancellationToken.ThrowIfCancellationRequested();
        Place(name, staging);
        return new(installed, replaced);
    }

    /// <summary>Compares the SHA-256 that the user gave, before anything looks into the source.</summary>
    private static void CheckDigest(PluginSource source, string? sha256)
    {
        if (string.IsNullOrEmpty(sha256))
        {
            if (source.IsDownload)
            {
                throw new PluginInstallException(
                    PluginInstallFault.Checksum,
                    "installing from URL requires non-empty SHA256 checksum of the plugin source");
            }
        }
        else if (!source.Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new PluginInstallException(
                PluginInstallFault.Checksum,
                "plugin SHA-256 checksum does not match user input. Expecting "
                + PluginText.Printable(sha256, PluginText.WordLength));
        }
    }

    private async Task<PluginMetadata> AskNewAsync(string name, string directory, CancellationToken cancellationToken)
    {
        try
        {
            return await new PluginClient(PluginExecutable.Find(name, directory), _options)
                .GetMetadataAsync(pluginConfig: null, cancellationToken);
        }
        catch (PluginCallException e)
        {
            throw new PluginInstallException(
                PluginInstallFault.NewPlugin, $"failed to get metadata of new plugin: {e.Message}", e);
        }
    }

    private async Task<PluginMetadata?> AskExistingAsync(
        string name, PluginInstallOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await _manager.Open(name).GetMetadataAsync(pluginConfig: null, cancellationToken);
        }
        catch (PluginCallException e) when (options.IsForced || e.Failure == PluginFailure.NotFound)
        {
            return null;
        }
        catch (PluginCallException e)
        {
            throw new PluginInstallException(
                PluginInstallFault.ExistingPlugin, $"failed to get metadata of existing plugin: {e.Message}", e);
        }
    }

    /// <summary>An update goes up ("Plugin lifecycle management"); build metadata counts for nothing.</summary>
    private static void CheckVersions(string name, PluginMetadata installing, PluginMetadata existing)
    {
        var (ours, theirs) = (ParseVersion(installing.Version), ParseVersion(existing.Version));
        var (oursText, theirsText) = (installing.Version, existing.Version);
        if (ours == theirs)
        {
            throw new PluginInstallException(
                PluginInstallFault.SameVersion, $"plugin {name} with version {theirsText} already exists");
        }

        if (ours < theirs)
        {
            throw new PluginInstallException(
                PluginInstallFault.Downgrade,
                $"failed to install plugin {name}. The installing plugin version {oursText} is lower than the existing plugin "
                + $"version {theirsText}.");
        }
    }

    private static SemanticVersion ParseVersion(string version) => SemanticVersion.TryParse(version, out var parsed)
        ? parsed
        : throw new PluginInstallException(
            PluginInstallFault.Version,
            "failed to compare plugin versions: "
            + $"{PluginText.Printable(version, PluginText.WordLength)} is not a valid semantic version");

    /// <summary>
    /// Puts the new plugin in its place. Where the file system cannot exchange directories, the old one is moved away first;
    /// a kill between the two moves leaves it in <see cref="StagingArea.Old"/>, from where the next installation takes it
    /// back.
    /// </summary>
    private static void Place(string name, StagingArea staging)
    {
        var (made, place) = (Path.Combine(staging.New, name), Path.Combine(staging.PluginsDirectory, name));
        switch (FileFacts.TryRead(place, out _)?.Kind)
        {
            case null:
                Directory.Move(made, place);
                break;
            case FileKind.Directory or FileKind.Link:
                if (!DirectoryExchange.TryExchange(made, place))
                {
                    Directory.Move(place, Path.Combine(staging.Old, name));
                    Directory.Move(made, place);
                }

                break;
            default:
                throw new PluginInstallException(
                    PluginInstallFault.Place, $"\"{place}\" is no directory; find out what it is, and remove it");
        }

        DirectorySync.Flush(staging.PluginsDirectory);
    }

    private void EnsureExists(string name)
    {
        if (!Exists(name))
        {
            throw new PluginCallException(PluginFailure.NotFound, $"there is no plugin {name} in {_manager.PluginsDirectory}");
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Found candidate plugin executable file {File} without executable permission. Setting user executable bit and trying to install.")]
    private static partial void LogMadeExecutable(ILogger logger, string file);
}
