using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>
/// What the signer of a bundle states: what is in it, where it is from, and by which policy, certificates and answers it was
/// accepted there. All of it is claim until the bundle's signature was verified.
/// </summary>
public sealed record BundleStatement
{
    /// <summary>When the bundle was made, to the second.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The program that made it; null when it does not say.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The reference as it was given.</summary>
    public required string Reference { get; init; }

    /// <summary>The repository, or for a layout the scope, whose policy statement applied.</summary>
    public required string Repository { get; init; }

    /// <summary>The tag, when it was asked for by tag.</summary>
    public string? Tag { get; init; }

    /// <summary>What the reference was resolved to: the root of the graph.</summary>
    public required Descriptor Root { get; init; }

    /// <summary>The environment whose policy was used; null for the policy outside of environments.</summary>
    public string? Environment { get; init; }

    /// <summary>The policy.</summary>
    public required BundlePolicy Policy { get; init; }

    /// <summary>The certificates of the trust stores that the policy's statement names.</summary>
    public required IReadOnlyList<BundleCertificate> Certificates { get; init; }

    /// <summary>The answers about revocation.</summary>
    public required BundleRevocation Revocation { get; init; }

    /// <summary>The manifests of the graph, with what was found about each.</summary>
    public required IReadOnlyList<BundleNode> Nodes { get; init; }

    /// <summary>Every manifest and blob of the graph once, in the order of their digests.</summary>
    public required IReadOnlyList<Descriptor> Content { get; init; }
}
