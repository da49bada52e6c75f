namespace Signet.Notary.Graph;

/// <summary>What a manifest is in the graph that is verified.</summary>
public enum GraphRole
{
    /// <summary>A manifest that was asked for: an image or artifact of one platform.</summary>
    Artifact,

    /// <summary>An index or manifest list: asked for, or an entry of another one.</summary>
    Index,

    /// <summary>An entry of an index: the manifest of one platform, or an attestation that is stored as one.</summary>
    Platform,

    /// <summary>What refers to something and is no signature: SBOM, scan report, attestation, anything else.</summary>
    Report,

    /// <summary>A Notary Project signature of its subject.</summary>
    Signature,
}
