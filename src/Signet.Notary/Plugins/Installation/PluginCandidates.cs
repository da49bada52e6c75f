using Signet.Plugins;

namespace Signet.Notary.Plugins.Installation;

/// <summary>Finds the plugin among the files of a package.</summary>
internal static class PluginCandidates
{
    private const string WindowsEnding = ".exe";

    /// <summary>
    /// The name of the plugin in a folder: that of the one executable called <c>notation-…</c>. Where no file is
    /// executable, because the archive was made on a system that knows no such thing, and one has such a name, it is made so.
    /// </summary>
    /// <exception cref="PluginInstallException">There is none, or more than one.</exception>
    public static (string Name, bool WasMadeExecutable) Choose(string folder)
    {
        var candidates = new DirectoryInfo(folder).GetFiles()
            .Where(f => f.LinkTarget is null && FindName(f.Name) is not null)
            .ToArray();
        var executables = candidates.Where(IsExecutable).ToArray();
        if (executables.Length > 1)
        {
            throw Fault("found more than one plugin executable files");
        }

        if (executables is [var executable])
        {
            return (FindName(executable.Name)!, false);
        }

        // On Windows the name alone makes a file executable, so there is nothing to repair.
        if (candidates is not [var only] || OperatingSystem.IsWindows())
        {
            throw Fault("no plugin executable file was found");
        }

        only.UnixFileMode |= UnixFileMode.UserExecute;
        return (FindName(only.Name)!, true);
    }

    /// <summary>The plugin's name in a file name; null when it is not an executable's.</summary>
    public static string? FindName(string fileName)
    {
        var isWindows = OperatingSystem.IsWindows();
        if (!fileName.StartsWith(PluginProtocol.ExecutablePrefix, StringComparison.Ordinal)
            || (isWindows && !fileName.EndsWith(WindowsEnding, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var name = fileName[PluginProtocol.ExecutablePrefix.Length..(isWindows ? ^WindowsEnding.Length : ^0)];
        return PluginName.FindFault(name) is null ? name : null;
    }

    private static bool IsExecutable(FileInfo file) =>
        OperatingSystem.IsWindows() || (file.UnixFileMode & UnixFileMode.UserExecute) != 0;

    private static PluginInstallException Fault(string what) =>
        new(PluginInstallFault.Executable, $"failed to read plugin from input directory: {what}");
}
