namespace Signet.Oci.Packing;

/// <summary>Where a title may be written.</summary>
internal static class OutputPath
{
    private const int MaxLinks = 40;

    /// <summary>The full path of <paramref name="title"/> in <paramref name="root"/>.</summary>
    /// <param name="root">The output folder.</param>
    /// <param name="title">A path in it, with slashes.</param>
    /// <param name="isFolder">True for a folder to be filled, false for a file to be put there.</param>
    /// <param name="allowsTraversal">True to let it lead anywhere.</param>
    /// <exception cref="OciException">
    /// <see cref="OciError.UnsafeLocation"/>: it leads out of the folder, by its name or by a link that is in its way.
    /// </exception>
    public static string Resolve(string root, string title, bool isFolder, bool allowsTraversal)
    {
        if (title.Contains('\0', StringComparison.Ordinal))
        {
            throw Disallowed(title);
        }

        var full = Path.GetFullPath(title, root);
        if (allowsTraversal)
        {
            return full;
        }

        if (!IsWithin(root, full) || (OperatingSystem.IsWindows() && title.Contains(':', StringComparison.Ordinal)))
        {
            throw Disallowed(title);
        }

        // A file in the last place is replaced, not followed; everything above it is followed by the system, and so is a
        // folder that is filled (attack H4).
        var followed = isFolder || full == root ? full : Path.GetDirectoryName(full)!;
        return IsWithin(RealPath(root), RealPath(followed)) ? full : throw Disallowed(title);
    }

    private static bool IsWithin(string root, string path)
    {
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;
        return path.Equals(root, comparison)
            || path.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, comparison);
    }

    /// <summary>The path with every link in it followed, as far as it exists.</summary>
    private static string RealPath(string path)
    {
        var links = 0;
        var real = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Enumerable.Reverse(Parts(path[real.Length..])));
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new OciException(OciError.UnsafeLocation, $"{path}: too many links are in the way");
            }

            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
                target = target[real.Length..];
            }

            foreach (var step in Enumerable.Reverse(Parts(target)))
            {
                rest.Push(step);
            }
        }

        return real;
    }

    private static string[] Parts(string path) => [.. path
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != ".")];

    private static OciException Disallowed(string title) => new(
        OciError.UnsafeLocation,
        $"failed to resolve path for writing: path traversal disallowed: the artifact wants to write \"{Archives.ArchiveName.Clean(title)}\". "
        + "If you trust who made it, use --allow-path-traversal");
}
