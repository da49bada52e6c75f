namespace Signet.Notary.Configuration;

/// <summary>Creates directories as <c>notation</c> does: for their owner alone, 0700.</summary>
internal static class PrivateDirectory
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates <paramref name="path"/> and what is missing above it; what exists keeps its mode.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // The class library gives the mode to the last directory only, and the umask's to those above.
        var missing = new Stack<string>();
        for (var folder = Path.GetFullPath(path);
             folder is not null && !Directory.Exists(folder);
             folder = Path.GetDirectoryName(folder))
        {
            missing.Push(folder);
        }

        while (missing.TryPop(out var next))
        {
            Directory.CreateDirectory(next, Mode);
        }
    }
}
