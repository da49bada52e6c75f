using Signet.Oci.Manifests;

namespace Signet.Oci.Graph;

/// <summary>How far a walk goes.</summary>
public sealed record WalkOptions
{
    /// <summary>Requests at once; at most <see cref="OciLimits.GraphConcurrency"/>.</summary>
    public int Concurrency { get; init; } = 5;

    /// <summary>
    /// True to walk to the referrers of the roots, of the manifests in them however deep their indexes are nested, and of
    /// those referrers in turn.
    /// </summary>
    public bool IncludeReferrers { get; init; }

    /// <summary>
    /// True to go on where a manifest below a root, or a list of referrers, cannot be read: the node says so
    /// (<see cref="GraphNode.Fault"/>, <see cref="GraphNode.ReferrersFault"/>), and nothing is known below it. Caps still end
    /// the walk.
    /// </summary>
    public bool KeepsGoing { get; init; }

    /// <summary>
    /// Of a root that is an index only the first entry of this platform (<see cref="PlatformSelector.Matches"/>); null for
    /// all. The graph is then not the whole of the index.
    /// </summary>
    public Platform? Platform { get; init; }

    /// <summary>The caps of the walk.</summary>
    public OciLimits Limits { get; init; } = OciLimits.Default;

    /// <summary>Manifests that are here already, by digest.</summary>
    internal IReadOnlyDictionary<Digest, Manifest> Known { get; init; } = new Dictionary<Digest, Manifest>();

    /// <summary>
    /// Says of a manifest that nothing below it is wanted, because where it is going it is complete already; null to walk
    /// everything.
    /// </summary>
    internal Func<Descriptor, CancellationToken, Task<bool>>? IsThere { get; init; }

    /// <summary>A nearer place to read manifests from; null, or null from it, for the repository itself.</summary>
    internal Func<Descriptor, CancellationToken, Task<Manifest?>>? ReadNearby { get; init; }

    /// <summary>True to leave what the manifests refer to aside.</summary>
    internal bool LeavesSubjects { get; init; }
}
