using Signet.Notary.Signing;
using Signet.Oci;

namespace Signet.Notary.Graph;

/// <summary>What became of one part of a graph that was to be signed.</summary>
public sealed record GraphSignResult
{
    /// <summary>The manifest, with the platform of where it was first met.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>What it is in the graph; never a signature.</summary>
    public required GraphRole Role { get; init; }

    /// <summary>Its type, as the manifest states it.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>How it ended.</summary>
    public required GraphSignOutcome Outcome { get; init; }

    /// <summary>The new signature; null when none was made.</summary>
    public SignedArtifact? Signature { get; init; }

    /// <summary>The signature that was there already; null for any other outcome.</summary>
    public Descriptor? Existing { get; init; }

    /// <summary>Why it could not be signed; null when it could.</summary>
    public Exception? Failure { get; init; }
}
