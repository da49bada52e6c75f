using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Graph;

/// <summary>A manifest's place in the tree, on its way to its verdict.</summary>
internal sealed class GraphPlace(Descriptor descriptor, GraphPlace? parent, GraphRole role, OciException? fault)
{
    public Descriptor Descriptor => descriptor;

    public GraphPlace? Parent => parent;

    public GraphRole Role => role;

    /// <summary>Why it could not be read.</summary>
    public OciException? Fault => fault;

    public List<GraphPlace> Entries { get; } = [];

    public List<GraphPlace> Referrers { get; } = [];

    /// <summary>The index whose own signature covers it, directly or through indexes between; null when none does.</summary>
    public GraphPlace? CoveringIndex { get; set; }

    /// <summary>An index that names it is required.</summary>
    public bool IsNeeded { get; set; }

    public bool IsRequired { get; set; }

    public VerdictKind Kind { get; set; }

    public Coverage Coverage { get; set; }

    public Verdict? Verdict { get; set; }

    public SignatureVerdict? Signature { get; set; }

    public InspectedSignature? Claim { get; set; }

    public List<string> Notes { get; } = [];
}
