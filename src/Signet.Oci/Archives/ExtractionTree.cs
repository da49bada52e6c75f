namespace Signet.Oci.Archives;

/// <summary>
/// What was extracted so far, by path. An entry is placed by what the tree says lies above it, never by what the file system
/// answers: a link cannot be walked through, because the tree knows it is one (attack H4).
/// </summary>
internal sealed class ExtractionTree(string title, bool isWindows, bool ignoresCase, OciLimits limits)
{
    private readonly string[] _title = title == "." ? [] : title.Split('/');
    private readonly Dictionary<string, TarEntryKind> _kinds =
        new(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) { [""] = TarEntryKind.Directory };

    private readonly List<(string Path, TarEntryKind Kind)> _placed = [];

    /// <summary>Everything below the archive's folder in the order of its coming, folders that were only implied included.</summary>
    public IReadOnlyList<(string Path, TarEntryKind Kind)> Placed => _placed;

    /// <summary>
    /// The path of an entry below the archive's folder, "" for the folder itself; null when it is a folder that is there.
    /// </summary>
    /// <exception cref="OciException"><see cref="OciError.UnsafeLocation"/>: it must not be there.</exception>
    public string? Place(TarEntry entry)
    {
        if (entry.Kind == TarEntryKind.Special)
        {
            throw ArchiveName.Unsafe(entry.Name, "it is a device or pipe, and no content");
        }

        var path = Relative(entry.Name, entry.Name);
        if (_kinds.TryGetValue(path, out var there))
        {
            return there == TarEntryKind.Directory && entry.Kind == TarEntryKind.Directory
                ? null
                : throw ArchiveName.Unsafe(entry.Name, ignoresCase
                    ? "the archive has it twice, on a file system that does not tell capitals"
                    : "the archive has it twice");
        }

        if (entry.Kind == TarEntryKind.SymbolicLink)
        {
            CheckLink(entry, path);
        }

        AddParents(entry.Name, path);
        Add(path, entry.Kind);
        return path;
    }

    /// <summary>The file a hard link means: one that was extracted before.</summary>
    public string LinkedFile(TarEntry entry)
    {
        var path = Relative(entry.LinkName, entry.Name);
        return _kinds.GetValueOrDefault(path, TarEntryKind.Special) is TarEntryKind.File or TarEntryKind.HardLink
            ? path
            : throw ArchiveName.Unsafe(entry.Name, $"it links to \"{ArchiveName.Clean(entry.LinkName)}\", which is no file before it");
    }

    private string Relative(string name, string entryName)
    {
        var parts = ArchiveName.Split(name, isWindows, limits.ArchiveDepth);
        return parts.Length >= _title.Length && parts.AsSpan(0, _title.Length).SequenceEqual(_title)
            ? string.Join('/', parts.Skip(_title.Length))
            : throw ArchiveName.Unsafe(entryName, $"it is outside of \"{ArchiveName.Clean(title)}\"");
    }

    private void AddParents(string name, string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            var parent = path[..slash];
            if (!_kinds.TryGetValue(parent, out var kind))
            {
                Add(parent, TarEntryKind.Directory);
            }
            else if (kind != TarEntryKind.Directory)
            {
                throw ArchiveName.Unsafe(name, $"\"{ArchiveName.Clean(parent)}\" above it is {(kind == TarEntryKind.SymbolicLink ? "a symbolic link" : "a file")}");
            }
        }
    }

    private void Add(string path, TarEntryKind kind)
    {
        _kinds.Add(path, kind);
        _placed.Add((path, kind));
    }

    /// <summary>
    /// A link may climb first and then only descend, and not above the archive's folder. Then whatever it passes, links
    /// included, lies inside, because each of those keeps the same rule.
    /// </summary>
    private void CheckLink(TarEntry entry, string path)
    {
        var target = isWindows ? entry.LinkName.Replace('\\', '/') : entry.LinkName;
        if (target.Length == 0 || target.StartsWith('/') || target.Any(char.IsControl)
            || (isWindows && target.Contains(':', StringComparison.Ordinal)))
        {
            throw Outside();
        }

        var climbs = 0;
        var descends = false;
        foreach (var part in target.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                descends = true;
            }
            else if (descends)
            {
                throw ArchiveName.Unsafe(
                    entry.Name,
                    $"its target \"{ArchiveName.Clean(entry.LinkName)}\" descends before it climbs, so that where it leads depends on other links");
            }
            else
            {
                climbs++;
            }
        }

        if (path.Length == 0 || climbs > path.Count(c => c == '/'))
        {
            throw Outside();
        }

        OciException Outside() => ArchiveName.Unsafe(
            entry.Name, $"it links to \"{ArchiveName.Clean(entry.LinkName)}\", outside of \"{ArchiveName.Clean(title)}\"");
    }
}
