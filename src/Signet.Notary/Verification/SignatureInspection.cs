using Signet.Oci;

namespace Signet.Notary.Verification;

/// <summary>The signatures of an artifact with what they say.</summary>
public sealed record SignatureInspection
{
    /// <summary>The artifact, as the repository resolved it.</summary>
    public required Descriptor Artifact { get; init; }

    /// <summary><c>name@digest</c> of the artifact.</summary>
    public required string ResolvedReference { get; init; }

    /// <summary>The signatures, in the repository's order, with the faults of those that could not be read.</summary>
    public required IReadOnlyList<InspectedSignature> Signatures { get; init; }

    /// <summary>True when there are more than were asked for.</summary>
    public bool IsLimitReached { get; init; }
}
