using Signet.Oci;
using Signet.Oci.Repositories;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Signing;

/// <summary>A signature that was made and stored.</summary>
public sealed record SignedArtifact
{
    /// <summary>The artifact, as the repository resolved it.</summary>
    public required Descriptor Artifact { get; init; }

    /// <summary><c>name@digest</c> of the artifact.</summary>
    public required string ResolvedReference { get; init; }

    /// <summary>The signature manifest.</summary>
    public required Descriptor SignatureManifest { get; init; }

    /// <summary>What the signature says, as a verifier reads it.</summary>
    public required EnvelopeContent Content { get; init; }

    /// <summary>How the repository stored it.</summary>
    public required PushedManifest PushedManifest { get; init; }
}
