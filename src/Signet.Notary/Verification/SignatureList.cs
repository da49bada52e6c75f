using Signet.Oci;

namespace Signet.Notary.Verification;

/// <summary>The signatures that a repository lists for an artifact.</summary>
public sealed record SignatureList
{
    /// <summary>The artifact, as the repository resolved it.</summary>
    public required Descriptor Artifact { get; init; }

    /// <summary><c>name@digest</c> of the artifact.</summary>
    public required string ResolvedReference { get; init; }

    /// <summary>The signature manifests, in the repository's order.</summary>
    public required IReadOnlyList<Descriptor> Signatures { get; init; }

    /// <summary>True when there are more than were asked for.</summary>
    public bool IsLimitReached { get; init; }
}
