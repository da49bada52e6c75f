using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Signatures;

namespace Signet.Notary.Graph;

/// <summary>
/// The tree that is shown of a graph: each manifest once, below the first that leads to it, breadth first, entries before
/// referrers. What the artifact itself refers to is above it and not part of the tree.
/// </summary>
internal sealed class GraphPlaces
{
    private readonly Dictionary<GraphNode, GraphPlace> _byNode = [];
    private readonly List<GraphPlace> _order = [];

    private GraphPlaces()
    {
    }

    public GraphPlace Root => _order[0];

    /// <summary>Parents first.</summary>
    public IReadOnlyList<GraphPlace> InOrder => _order;

    /// <summary>The tree of a graph that could not be walked.</summary>
    public static GraphPlaces OfRoot(Descriptor root, IReadOnlyDictionary<Digest, ManifestFacts> facts)
    {
        var places = new GraphPlaces();
        places._order.Add(new GraphPlace(root, null, RoleOf(root, null, isReferrer: false, facts), null));
        return places;
    }

    public static GraphPlaces Of(GraphNode root, IReadOnlyDictionary<Digest, ManifestFacts> facts)
    {
        var places = new GraphPlaces();
        var open = new Queue<GraphNode>();
        Meet(root, null, false);
        while (open.TryDequeue(out var node))
        {
            var parent = places._byNode[node];
            foreach (var entry in node.Entries)
            {
                Meet(entry, parent, false);
            }

            foreach (var referrer in node.Referrers)
            {
                Meet(referrer, parent, true);
            }
        }

        return places;

        void Meet(GraphNode node, GraphPlace? parent, bool isReferrer)
        {
            if (places._byNode.ContainsKey(node))
            {
                return;
            }

            var role = RoleOf(node.Descriptor, parent, isReferrer, facts);
            var place = new GraphPlace(node.Descriptor, parent, role, node.Fault);
            places._byNode.Add(node, place);
            places._order.Add(place);
            (isReferrer ? parent!.Referrers : parent?.Entries)?.Add(place);
            open.Enqueue(node);
        }
    }

    public GraphPlace? Find(GraphNode node) => _byNode.GetValueOrDefault(node);

    /// <summary>
    /// A signature is what its own manifest says it is; a list can call anything so. One that could not be read is left to the
    /// verdict about its subject, which says that a signature could not be read.
    /// </summary>
    private static GraphRole RoleOf(
        Descriptor descriptor, GraphPlace? parent, bool isReferrer, IReadOnlyDictionary<Digest, ManifestFacts> facts)
    {
        if (isReferrer)
        {
            var isSignature = facts.TryGetValue(descriptor.Digest, out var known)
                ? known.IsSignature
                : descriptor.ArtifactType == NotaryMediaTypes.Signature;
            return isSignature ? GraphRole.Signature : GraphRole.Report;
        }

        return MediaTypes.IsIndex(descriptor.MediaType) ? GraphRole.Index
            : parent is null ? GraphRole.Artifact
            : GraphRole.Platform;
    }
}
