using Signet.Oci.Packing;

namespace Signet.Oci.Graph;

/// <summary>One manifest or blob of an <see cref="ArtifactGraph"/>.</summary>
public sealed class GraphNode
{
    private readonly List<GraphNode> _successors = [];
    private readonly List<GraphNode> _entries = [];
    private readonly List<GraphNode> _referrers = [];
    private List<Descriptor>? _sameContent;

    internal GraphNode(Descriptor descriptor, int depth)
    {
        Descriptor = descriptor;
        Depth = depth;
    }

    /// <summary>What it is, with the annotations and platform of where it was first met.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>True for a manifest or index, false for a blob.</summary>
    public bool IsManifest => MediaTypes.IsManifest(Descriptor.MediaType);

    /// <summary>Steps from the nearest root; 0 for a root.</summary>
    public int Depth { get; }

    /// <summary>True when the walk met it as a referrer of something.</summary>
    public bool IsReferrer { get; internal set; }

    /// <summary>
    /// What it names, each once: the subject, then configuration and layers, or the entries of an index. Layers that nobody
    /// may distribute are left out.
    /// </summary>
    public IReadOnlyList<GraphNode> Successors => _successors;

    /// <summary>What was found to refer to it; empty unless referrers were asked for.</summary>
    public IReadOnlyList<GraphNode> Referrers => _referrers;

    /// <summary>Why it could not be read, in a walk that keeps going; null when it was.</summary>
    public OciException? Fault { get; internal set; }

    /// <summary>Why what refers to it could not be listed, in a walk that keeps going; null when it was.</summary>
    public OciException? ReferrersFault { get; internal set; }

    /// <summary>True when the destination of a copy had it already and what is below it was not looked at.</summary>
    public bool IsThere { get; internal set; }

    /// <summary>Entries of an index, whose referrers belong to it as their own do; each once.</summary>
    public IReadOnlyList<GraphNode> Entries => _entries;

    /// <summary>The bytes of a manifest, while there is room to keep them.</summary>
    internal ReadOnlyMemory<byte>? Content { get; set; }

    /// <summary>True for a manifest that refers to another one.</summary>
    internal bool HasSubject { get; set; }

    internal bool AreReferrersWanted { get; set; }

    /// <summary>Files it names whose content the graph has under another title: nothing is moved for them.</summary>
    internal IReadOnlyList<Descriptor> SameContent => _sameContent ?? [];

    /// <summary>How many manifests refer to it or to an entry of it, directly or through others.</summary>
    public int CountReferrers()
    {
        var referrers = new HashSet<GraphNode>();
        var seen = new HashSet<GraphNode> { this };
        var open = new Stack<GraphNode>([this]);
        while (open.TryPop(out var node))
        {
            referrers.UnionWith(node._referrers);
            foreach (var below in node._referrers.Concat(node._entries).Where(seen.Add))
            {
                open.Push(below);
            }
        }

        return referrers.Count;
    }

    internal void AddReferrer(GraphNode referrer) => _referrers.Add(referrer);

    internal void Add(GraphNode successor, bool isEntry)
    {
        // A manifest may name one layer many times, but not thousands of different ones thousands of times: it was
        // bounded when it was read.
        _successors.Add(successor);
        if (isEntry)
        {
            _entries.Add(successor);
        }
    }

    /// <summary>Notes that <paramref name="file"/> has the content of <paramref name="node"/>, if it has another title.</summary>
    internal void AddSameContent(Descriptor file, GraphNode node)
    {
        if (TitleOf(file) is { } title && title != TitleOf(node.Descriptor))
        {
            (_sameContent ??= []).Add(file);
        }

        static string? TitleOf(Descriptor descriptor) => descriptor.Annotations?.GetValueOrDefault(PackingTypes.Title);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Descriptor.MediaType} {Descriptor.Digest}";
}
