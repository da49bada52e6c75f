namespace Signet.Oci.Archives;

/// <summary>Moves an extracted tree to its place: at once where nothing is there, file by file where a folder is.</summary>
internal static class TreePlacer
{
    /// <summary>Moves everything below <paramref name="staging"/> to <paramref name="target"/>.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.Refused"/>: something of another kind is in the way. That is found before anything is moved.
    /// </exception>
    public static void Place(
        string staging, string target, IReadOnlyList<(string Path, TarEntryKind Kind)> placed, UnixFileMode mode)
    {
        if (!Path.Exists(target) && new FileInfo(target).LinkTarget is null)
        {
            if (!OperatingSystem.IsWindows())
            {
                // What a new folder would have: the archive's bits less those the umask takes from every new folder here.
                var umasked = File.GetUnixFileMode(staging);
                var fresh = staging + ".mode";
                Directory.CreateDirectory(fresh, mode | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                umasked |= File.GetUnixFileMode(fresh);
                Directory.Delete(fresh);
                File.SetUnixFileMode(staging, umasked);
            }

            Directory.Move(staging, target);
            return;
        }

        foreach (var (path, kind) in placed)
        {
            CheckWay(Path.Combine(target, path), kind);
        }

        // Links last here too, should a folder of the target tell names apart in another way than the one of extraction did.
        foreach (var (path, kind) in placed.OrderBy(one => one.Kind == TarEntryKind.SymbolicLink))
        {
            var from = Path.Combine(staging, path);
            var to = Path.Combine(target, path);
            switch (kind)
            {
                case TarEntryKind.Directory when !OperatingSystem.IsWindows():
                    Directory.CreateDirectory(to, File.GetUnixFileMode(from));
                    break;
                case TarEntryKind.Directory:
                    Directory.CreateDirectory(to);
                    break;
                case TarEntryKind.SymbolicLink:
                    File.Delete(to);
                    File.CreateSymbolicLink(to, new FileInfo(from).LinkTarget!);
                    break;
                default:
                    File.Move(from, to, overwrite: true); // Replaces a link, does not follow it.
                    break;
            }
        }
    }

    private static void CheckWay(string path, TarEntryKind kind)
    {
        // Not following links: one that is in the way of a folder leads somewhere else.
        var info = new FileInfo(path);
        var isLink = info.LinkTarget is not null;
        var isDirectory = !isLink && Directory.Exists(path);
        if (kind == TarEntryKind.Directory ? isLink || info.Exists : isDirectory)
        {
            throw new OciException(
                OciError.Refused,
                $"{path} is in the way: it is {(isLink ? "a link" : isDirectory ? "a folder" : "a file")} where the archive has "
                + $"{(kind == TarEntryKind.Directory ? "a folder" : "none")}. Remove it, or choose another output folder");
        }
    }
}
