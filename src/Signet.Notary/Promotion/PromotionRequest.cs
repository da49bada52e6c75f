using Signet.Notary.Signing;
using Signet.Oci.Graph;

namespace Signet.Notary.Promotion;

/// <summary>What to promote, from where to where, and who vouches for it there.</summary>
public sealed record PromotionRequest
{
    /// <summary>Where the artifact is.</summary>
    public required PromotionSide Source { get; init; }

    /// <summary>Where it is to be.</summary>
    public required PromotionSide Destination { get; init; }

    /// <summary>
    /// The destination's key, which stamps the artifact and signs the record; null for neither. A record that nobody signed
    /// would prove nothing.
    /// </summary>
    public ISigner? Signer { get; init; }

    /// <summary>How stamps are made.</summary>
    public EnvelopeOptions Stamp { get; init; } = new();

    /// <summary>Metadata that each stamp signs.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// True to stamp platforms and reports too, those that the source's policy accepts; false for the artifact alone.
    /// </summary>
    public bool StampsEverything { get; init; }

    /// <summary>Who promotes, for the record: a person or a job. A claim, as the signer's word; null for none.</summary>
    public string? Actor { get; init; }

    /// <summary>Name and version of the program, for the record.</summary>
    public string? Tool { get; init; }

    /// <inheritdoc cref="Verification.VerifyRequest.PluginConfig"/>
    public IReadOnlyDictionary<string, string> PluginConfig { get; init; } = new Dictionary<string, string>();

    /// <summary>Manifests and blobs copied at once.</summary>
    public int Concurrency { get; init; } = 5;

    /// <summary>Told each step of the copy, on many threads; null for nobody.</summary>
    public Action<TransferEvent>? CopyProgress { get; init; }

    /// <summary>Told each stage when it has ended; null for nobody.</summary>
    public Action<PromotionStep>? Progress { get; init; }
}
