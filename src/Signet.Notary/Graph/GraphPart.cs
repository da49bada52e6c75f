using Signet.Notary.Signing;
using Signet.Oci;

namespace Signet.Notary.Graph;

/// <summary>One part of a graph on its way to being signed.</summary>
internal sealed class GraphPart(Descriptor descriptor, GraphRole role, string? artifactType)
{
    public Descriptor Descriptor => descriptor;

    /// <summary>Signatures that name it as their subject.</summary>
    public List<Descriptor> Signatures { get; } = [];

    /// <summary>The one among them that makes another unnecessary.</summary>
    public Descriptor? Existing { get; set; }

    public GraphSignOutcome Outcome { get; set; } = GraphSignOutcome.NotAttempted;

    public SignedArtifact? Signed { get; set; }

    public Exception? Failure { get; set; }

    public GraphSignResult Result => new()
    {
        Descriptor = descriptor,
        Role = role,
        ArtifactType = artifactType,
        Outcome = Outcome,
        Signature = Signed,
        Existing = Existing,
        Failure = Failure,
    };
}
