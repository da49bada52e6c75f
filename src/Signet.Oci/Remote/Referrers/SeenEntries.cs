namespace Signet.Oci.Remote.Referrers;

/// <summary>
/// The entries one writer has seen in a fallback index while it works on it. What another writer's stale update wipes out
/// is put back, once each: a writer that removes an entry on purpose wins the second time.
/// </summary>
internal sealed class SeenEntries(Descriptor change, bool isRemoval)
{
    private readonly List<Descriptor> _seen = [];
    private readonly HashSet<(string, Digest, long)> _restored = [];

    /// <summary>Remembers entries.</summary>
    public void Add(IEnumerable<Descriptor> entries)
    {
        foreach (var entry in entries)
        {
            if (!_seen.Exists(entry.NamesSameContent))
            {
                _seen.Add(entry);
            }
        }
    }

    /// <summary>
    /// What the index should hold, given what it holds now: its entries without doubles and empty ones, those that got
    /// lost, and this writer's change. Null when it holds that already.
    /// </summary>
    public IReadOnlyList<Descriptor>? Wanted(FallbackIndex current)
    {
        var wanted = new List<Descriptor>();
        foreach (var entry in current.Entries.Concat(Lost(current)))
        {
            if (!(isRemoval && change.NamesSameContent(entry)) && !wanted.Exists(entry.NamesSameContent))
            {
                wanted.Add(entry);
            }
        }

        if (!isRemoval && !wanted.Exists(change.NamesSameContent))
        {
            wanted.Add(change);
        }

        var isAlreadySo = wanted.Count == current.Entries.Count && wanted.TrueForAll(current.Lists);
        return isAlreadySo ? null : wanted;
    }

    /// <summary>True when something that was seen, or this writer's own entry, is not in <paramref name="current"/>.</summary>
    public bool IsMissingAny(FallbackIndex current) =>
        (!isRemoval && !current.Lists(change)) || _seen.Exists(e => !(isRemoval && change.NamesSameContent(e)) && !current.Lists(e));

    private List<Descriptor> Lost(FallbackIndex current) =>
        _seen.FindAll(e => !current.Lists(e) && _restored.Add((e.MediaType, e.Digest, e.Size)));
}
