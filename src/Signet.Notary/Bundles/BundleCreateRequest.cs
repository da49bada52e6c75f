using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Plugins;
using Signet.Notary.Signing;
using Signet.Oci.Graph;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>What to put into a bundle, and how to sign it.</summary>
public sealed record BundleCreateRequest
{
    /// <summary>Tag or digest of the artifact. It is resolved once; a tag becomes the tag in the bundle.</summary>
    public required string Reference { get; init; }

    /// <summary>The reference as the user gave it; null for repository and reference joined.</summary>
    public string? OriginalReference { get; init; }

    /// <summary>The repository path to choose the policy statement by; null for the repository's name.</summary>
    public string? Scope { get; init; }

    /// <summary>The environment the policy is of; null for none. It is stated and nothing else.</summary>
    public string? Environment { get; init; }

    /// <summary>Name and version of the program, stated in the bundle and, unsigned, in its signature.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>How the bundle's signature is made.</summary>
    public EnvelopeOptions Envelope { get; init; } = new();

    /// <summary>Metadata to sign with the bundle, where the policy that will verify it asks for some.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The certificates of the key that signs the bundle, its own first, when they are known beforehand: answers about them come
    /// along, and no other certificate may sign. Empty when they are not; then whoever verifies must have such answers.
    /// </summary>
    public IReadOnlyList<X509Certificate2> SignerChain { get; init; } = [];

    /// <summary>How servers are asked about revocation.</summary>
    public IRevocationTransport? Transport { get; init; } = RevocationHttpTransport.Shared;

    /// <summary>Plugins that signatures may demand. What only a plugin accepts cannot be bundled: no plugin runs offline.</summary>
    public PluginManager? Plugins { get; init; }

    /// <summary>Concurrency and progress of the copy into the file.</summary>
    public CopyOptions Copy { get; init; } = new();
}
