using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Graph;

/// <summary>One manifest of a verified graph. Each is in the tree once, below the first that led to it.</summary>
public sealed record GraphNodeVerdict
{
    /// <summary>The manifest, with the annotations and platform of where it was first met.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>What it is in the graph.</summary>
    public required GraphRole Role { get; init; }

    /// <summary>The platform it is for, as the index says; null when nothing says it.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Its type, as the manifest itself says it: <c>artifactType</c>, else the configuration's media type.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>
    /// The verdict about it with everything that counts for it: its own signatures, and for an entry of an index those of the
    /// index.
    /// </summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>What its own signatures lead to; null for a signature, and where nothing was verified.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Of a signature: what was found about it; null when it was not looked at.</summary>
    public SignatureVerdict? Signature { get; init; }

    /// <summary>
    /// Of a signature where there was no policy: what it says of itself, unverified; null otherwise.
    /// </summary>
    public InspectedSignature? Claim { get; init; }

    /// <summary>Which trusted signature vouches for it.</summary>
    public Coverage Coverage { get; init; }

    /// <summary>True when the whole is accepted only if this is.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What one should know though it changes no verdict, each one sentence; may come from outside.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Entries of an index, in its order.</summary>
    public IReadOnlyList<GraphNodeVerdict> Entries { get; init; } = [];

    /// <summary>What refers to it: reports and signatures, in the repository's order.</summary>
    public IReadOnlyList<GraphNodeVerdict> Referrers { get; init; } = [];

    /// <summary>Bytes of the manifest, its configuration and its layers, as it states them.</summary>
    public long Size { get; init; }

    /// <summary>When it was made, as its annotations say; of a signature, as it was signed. Null when nothing says it.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>True when what it is required for can rely on it.</summary>
    public bool IsAccepted => Kind is VerdictKind.Trusted or VerdictKind.Skipped;
}
