namespace Signet.Notary.Plugins;

/// <summary>
/// The executable of a plugin, checked: a regular file that may be executed, which nobody but its owner and group can
/// change, in a directory of which the same holds, all owned by this user or root (attack H1).
/// </summary>
/// <remarks>
/// <c>notation</c> follows symbolic links and asks for neither owner nor mode; the specification rules links out
/// (plugin-extensibility.md, "Plugin executable file"). Group write is left alone, as for trust stores: many systems give
/// each user a group of their own.
/// <para>
/// The checks are made again just before each start and just after, and a plugin gets its request only then: a file that
/// was put in the place of the checked one, even if it was put back, is ended unasked, because the time of the change of
/// an inode cannot be set. What remains: for that moment it runs, and whoever could put it there is the same user, root,
/// or, in a directory that a group may write, a member of that group. Running through an open descriptor would close
/// this for native executables, and would break every script, which its interpreter opens by name.
/// </para>
/// </remarks>
internal sealed class PluginExecutable
{
    private readonly string _pluginsDirectory;
    private readonly string _directory;
    private readonly FileIdentity _fileIdentity;
    private readonly FileIdentity _directoryIdentity;

    private PluginExecutable(string name, string pluginsDirectory)
    {
        Name = name;
        _pluginsDirectory = pluginsDirectory;
        _directory = System.IO.Path.Combine(pluginsDirectory, name);
        Path = System.IO.Path.Combine(_directory, PluginName.ExecutableOf(name));
        (_directoryIdentity, _fileIdentity) = Check();
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Finds and checks the executable of a plugin.</summary>
    /// <exception cref="PluginCallException">There is none, or it is not safe to run.</exception>
    public static PluginExecutable Find(string name, string pluginsDirectory) =>
        PluginName.FindFault(name) is { } fault
            ? throw new PluginCallException(PluginFailure.NotFound, fault)
            : new(name, System.IO.Path.GetFullPath(pluginsDirectory));

    /// <summary>Checks again, and that it is the file that was found.</summary>
    /// <exception cref="PluginCallException">It is not, or it is no longer safe to run.</exception>
    public void EnsureUnchanged()
    {
        var (directory, file) = Check();
        if (file != _fileIdentity || !directory.IsSameEntry(_directoryIdentity))
        {
            throw Unsafe(
                $"the plugin executable file \"{Path}\" was replaced or changed while it was used. If it was just installed "
                + "or updated, try again; otherwise find out who changed it");
        }
    }

    private (FileIdentity Directory, FileIdentity File) Check()
    {
        var file = FileFacts.TryRead(Path, out var why)
            ?? throw new PluginCallException(
                PluginFailure.NotFound, $"plugin executable file is either not found or inaccessible: stat {Path}: {why}");
        var directory = CheckDirectory(_directory, mayBeLink: false);
        CheckDirectory(_pluginsDirectory, mayBeLink: true);

        if (file.Kind == FileKind.Link)
        {
            throw Unsafe(
                $"plugin executable file is not a regular file: \"{Path}\" is a symbolic link. "
                + "Put the executable itself there");
        }

        if (file.Kind != FileKind.Regular)
        {
            throw Unsafe($"plugin executable file is not a regular file: \"{Path}\". Install the plugin again");
        }

        CheckRights("the plugin executable file", Path, file);
        return file.IsExecutable
            ? (directory.Identity, file.Identity)
            : throw new PluginCallException(PluginFailure.NotRunnable, $"fork/exec {Path}: permission denied");
    }

    /// <summary>
    /// Checks a directory. The one of all plugins is the user's choice and may be a link, whose target is checked; that of
    /// a plugin may not (plugin-extensibility.md, "Plugin lifecycle").
    /// </summary>
    private static FileFacts CheckDirectory(string path, bool mayBeLink)
    {
        var facts = Read(path);
        if (facts.Kind == FileKind.Link)
        {
            var target = mayBeLink ? Directory.ResolveLinkTarget(path, returnFinalTarget: true) : null;
            facts = target is null
                ? throw Unsafe(
                    $"the plugin directory \"{path}\" is a symbolic link. Put the plugin's files into a directory of that name")
                : Read(path = target.FullName);
        }

        CheckRights("the plugin directory", path, facts);
        return facts;
    }

    private static FileFacts Read(string path) => FileFacts.TryRead(path, out var why)
        ?? throw new PluginCallException(
            PluginFailure.NotFound, $"plugin executable file is either not found or inaccessible: stat {path}: {why}");

    private static void CheckRights(string what, string path, FileFacts facts)
    {
        if (facts.IsWritableByAll)
        {
            throw Unsafe(
                $"{what} \"{path}\" can be written by every user of this machine, so it is not run. "
                + $"Check its content, then run: chmod o-w '{path}'");
        }

        const uint Root = 0;
        if (facts.Owner is { } owner && owner != Root && owner != FileFacts.CurrentUser)
        {
            throw Unsafe(
                $"{what} \"{path}\" belongs to another user (id {owner}), who could change what runs as you, so it is not "
                + $"run. Check its content, then run: chown {FileFacts.CurrentUser} '{path}'");
        }
    }

    private static PluginCallException Unsafe(string message) => new(PluginFailure.Unsafe, message);
}
