using Signet.Notary.Configuration;
using Signet.Oci;
using Signet.Oci.Files;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Where a plugin is put together before it takes its place, beside the directory of all plugins so that one rename is
/// enough, and closed to everybody else. One process at a time has it; what a killed one left in it is put back or
/// removed by the next.
/// </summary>
/// <remarks>
/// Where the directory of all plugins is a mount of its own, a rename into it must start inside; then it is a directory
/// there, which <see cref="PluginManager.FindNames"/> passes over and <c>notation</c> lists while it exists.
/// </remarks>
internal sealed class StagingArea : IDisposable
{
    /// <summary>Name of the area inside the directory of all plugins.</summary>
    public const string NameInside = ".signet-staging";

    private const string NameBeside = ".plugins-staging";
    private const string LockEnding = ".lock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OthersRead = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>A plugin may take <see cref="PluginOptions.Timeout"/> to answer, twice.</summary>
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(10);

    private readonly FileLock _lock;

    private StagingArea(string path, string pluginsDirectory, FileLock heldLock)
    {
        _lock = heldLock;
        Root = path;
        PluginsDirectory = pluginsDirectory;
    }

    /// <summary>Full path of the area.</summary>
    public string Root { get; }

    /// <summary>The directory of all plugins, links resolved.</summary>
    public string PluginsDirectory { get; }

    /// <summary>What is to be installed, or was just replaced: a directory named like the plugin is in it.</summary>
    public string New => Path.Combine(Root, "new");

    /// <summary>What must be put back when it is not replaced.</summary>
    public string Old => Path.Combine(Root, "old");

    /// <summary>What is to go.</summary>
    public string Removed => Path.Combine(Root, "removed");

    /// <summary>Waits for its turn, tidies up, and makes the area.</summary>
    /// <exception cref="PluginInstallException">Another process has it all the time, or it is not safe.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static async Task<StagingArea> OpenAsync(
        string pluginsDirectory, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var plugins = Prepare(pluginsDirectory);
        var root = Locate(plugins);
        FileLock held;
        try
        {
            held = await FileLock.AcquireAsync(root + LockEnding, LockTime, timeProvider, cancellationToken);
        }
        catch (OciException e)
        {
            throw new PluginInstallException(PluginInstallFault.Place, e.Message, e);
        }

        var area = new StagingArea(root, plugins, held);
        try
        {
            area.TidyUp();
            foreach (var folder in new[] { root, area.New, area.Old, area.Removed })
            {
                CreateDirectory(folder, OwnerOnly);
            }

            CheckIsOwn(root);
            return area;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A new folder in the area.</summary>
    public string CreateFolder(string name)
    {
        var path = Path.Combine(Root, name);
        CreateDirectory(path, OwnerOnly);
        return path;
    }

    /// <summary>Gives the plugin's directory the mode it has in its place.</summary>
    public static void OpenToReaders(string directory)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory, OthersRead);
        }
    }

    /// <summary>Removes the area and lets the next one in. What cannot be removed is the next one's to remove.</summary>
    public void Dispose()
    {
        try
        {
            TidyUp();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On Windows an executable that still runs stays until then.
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static string Prepare(string pluginsDirectory)
    {
        var path = Path.GetFullPath(pluginsDirectory);
        PrivateDirectory.Create(Path.GetDirectoryName(path)!);
        CreateDirectory(path, OthersRead);
        return Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
    }

    private static string Locate(string plugins)
    {
        var parent = Path.GetDirectoryName(plugins);
        return parent is not null
            && FileFacts.TryRead(parent, out _) is { } above
            && FileFacts.TryRead(plugins, out _) is { } own
            && above.Identity.Device == own.Identity.Device
                ? Path.Combine(parent, NameBeside)
                : Path.Combine(plugins, NameInside);
    }

    /// <summary>Puts back what was moved away and not replaced, and removes everything else; links are not followed.</summary>
    private void TidyUp()
    {
        if (FileFacts.TryRead(Root, out _) is not { } facts)
        {
            return;
        }

        if (facts.Kind != FileKind.Directory)
        {
            File.Delete(Root);
            return;
        }

        if (Directory.Exists(Old))
        {
            foreach (var moved in Directory.GetFileSystemEntries(Old))
            {
                var place = Path.Combine(PluginsDirectory, Path.GetFileName(moved));
                if (FileFacts.TryRead(place, out _) is null)
                {
                    Directory.Move(moved, place);
                }
            }
        }

        Directory.Delete(Root, recursive: true);
    }

    /// <summary>In a directory others can write to, somebody may have made it first.</summary>
    private static void CheckIsOwn(string root)
    {
        if (FileFacts.TryRead(root, out _) is not { Kind: FileKind.Directory } facts
            || (facts.Owner is { } owner && owner != FileFacts.CurrentUser)
            || (!OperatingSystem.IsWindows() && (facts.Mode & ~OwnerOnly) != 0))
        {
            throw new PluginInstallException(
                PluginInstallFault.Place, $"the directory \"{root}\" was made by somebody else meanwhile; find out who, and remove it");
        }
    }

    private static void CreateDirectory(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, mode);
        }
    }
}
