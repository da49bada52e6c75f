using Signet.Oci;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification;

/// <summary>What was found about one signature.</summary>
public sealed record SignatureVerdict
{
    /// <summary>The signature manifest, as the repository listed it.</summary>
    public required Descriptor Manifest { get; init; }

    /// <summary>What this signature alone would lead to.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>The checks in the order of the pipeline.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>Media type of the envelope; null when its manifest could not be read.</summary>
    public string? EnvelopeMediaType { get; init; }

    /// <summary>Verified content; null unless integrity passed.</summary>
    public EnvelopeContent? Content { get; init; }

    /// <summary>
    /// True when the candidate could not be fetched or parsed at all: recorded and passed over, it never hides a good
    /// one (attack A7).
    /// </summary>
    public bool IsIgnored { get; init; }
}
