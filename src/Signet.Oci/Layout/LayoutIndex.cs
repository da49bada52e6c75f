using Signet.Oci.Manifests;

namespace Signet.Oci.Layout;

/// <summary>
/// The entries of a layout's <c>index.json</c>, as <c>oras</c> and <c>notation</c> keep them: each manifest once for
/// every tag it has, or once without a tag. Changes keep the order of what stays, so that equal steps give equal bytes.
/// </summary>
internal sealed class LayoutIndex
{
    /// <summary>The annotation that makes an entry a tag (image-spec, annotations.md).</summary>
    public const string TagAnnotation = "org.opencontainers.image.ref.name";

    private readonly Manifest? _read;
    private readonly List<Descriptor> _entries;

    private LayoutIndex(Manifest? read, IEnumerable<Descriptor> entries)
    {
        _read = read;
        _entries = [.. entries];
    }

    /// <summary>An index without entries.</summary>
    public static LayoutIndex Empty => new(null, []);

    /// <summary>All entries in their order.</summary>
    public IReadOnlyList<Descriptor> Entries => _entries;

    /// <summary>Reads <c>index.json</c>, which may state the media type of an index or none.</summary>
    /// <exception cref="OciException">It is malformed or beyond the limits.</exception>
    public static LayoutIndex Read(ReadOnlyMemory<byte> content, OciLimits limits)
    {
        var inLayout = limits with { ManifestBytes = limits.LayoutIndexBytes, ManifestEntries = limits.ListedEntries };
        var manifest = ManifestReader.Read(Descriptor.Of(MediaTypes.ImageIndex, content.Span), content, inLayout);
        return new LayoutIndex(manifest, manifest.Manifests);
    }

    /// <summary>The bytes of <c>index.json</c>.</summary>
    public byte[] Write() => ManifestWriter.WriteIndex(
        _entries, _read?.ArtifactType, _read?.Subject, _read?.Annotations);

    /// <summary>The tag of an entry; null when it has none.</summary>
    public static string? TagOf(Descriptor entry) =>
        entry.Annotations is { } annotations && annotations.TryGetValue(TagAnnotation, out var tag) && tag.Length > 0
            ? tag
            : null;

    /// <summary>The entry without its tag.</summary>
    public static Descriptor Untagged(Descriptor entry)
    {
        if (entry.Annotations is null || !entry.Annotations.ContainsKey(TagAnnotation))
        {
            return entry;
        }

        var rest = entry.Annotations.Where(pair => pair.Key != TagAnnotation).ToDictionary(StringComparer.Ordinal);
        return entry with { Annotations = rest.Count == 0 ? null : rest };
    }

    /// <summary>Entries with this tag; more than one when the layout is ambiguous.</summary>
    public IEnumerable<Descriptor> FindTag(string tag) => _entries.Where(entry => TagOf(entry) == tag);

    /// <summary>The first entry of a manifest, tagged or not.</summary>
    public Descriptor? FindDigest(Digest digest) => _entries.Find(entry => entry.Digest == digest);

    /// <summary>Lists a manifest, unless it is listed already.</summary>
    /// <returns>True when the index changed.</returns>
    public bool Add(Descriptor entry)
    {
        if (FindDigest(entry.Digest) is not null)
        {
            return false;
        }

        // A signature's annotations come along; one of them must not become a tag of the layout.
        _entries.Add(Untagged(entry));
        return true;
    }

    /// <summary>Lists many manifests, those that are not listed already.</summary>
    /// <returns>True when the index changed.</returns>
    public bool AddRange(IEnumerable<Descriptor> entries)
    {
        var listed = _entries.Select(entry => entry.Digest).ToHashSet();
        var before = _entries.Count;
        _entries.AddRange(entries.Where(entry => listed.Add(entry.Digest)).Select(Untagged));
        return _entries.Count != before;
    }

    /// <summary>Points a tag at a manifest. One that loses its last tag stays listed without.</summary>
    /// <returns>True when the index changed.</returns>
    public bool Tag(Descriptor entry, string tag)
    {
        var tagged = WithTag(FindDigest(entry.Digest) ?? entry, tag);
        var current = FindTag(tag).ToList();
        if (current.Count == 1 && current[0].Digest == entry.Digest)
        {
            return false;
        }

        foreach (var old in current)
        {
            Untag(old, keepListed: old.Digest != entry.Digest);
        }

        var untagged = _entries.FindIndex(other => other.Digest == entry.Digest && TagOf(other) is null);
        if (untagged >= 0)
        {
            _entries[untagged] = tagged;
        }
        else
        {
            _entries.Add(tagged);
        }

        return true;
    }

    /// <summary>Takes a manifest and its tags off the list.</summary>
    /// <returns>True when the index changed.</returns>
    public bool Remove(Digest digest) => _entries.RemoveAll(entry => entry.Digest == digest) > 0;

    private void Untag(Descriptor old, bool keepListed)
    {
        var position = _entries.IndexOf(old);
        _entries.RemoveAt(position);
        if (keepListed && FindDigest(old.Digest) is null)
        {
            _entries.Insert(position, Untagged(old));
        }
    }

    private static Descriptor WithTag(Descriptor entry, string tag) => entry with
    {
        Annotations = new Dictionary<string, string>(
            entry.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [TagAnnotation] = tag,
        },
    };
}
