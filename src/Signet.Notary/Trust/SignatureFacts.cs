using Signet.Signatures;

namespace Signet.Notary.Trust;

/// <summary>What <see cref="SignatureRequirements"/> look at, of a signature whose integrity and authenticity hold.</summary>
public sealed record SignatureFacts
{
    /// <summary>Kind of the signing certificate's key.</summary>
    public required KeySpec KeySpec { get; init; }

    /// <summary>Signed signing time: the signer's claim, or the signing authority's word.</summary>
    public required DateTimeOffset SigningTime { get; init; }

    /// <summary>
    /// Earliest time of a verified RFC 3161 timestamp; null when none was verified. A timestamp that was not verified is
    /// no fact.
    /// </summary>
    public DateTimeOffset? TimestampTime { get; init; }

    /// <summary>The signed artifact's annotations.</summary>
    public required IReadOnlyDictionary<string, string> UserMetadata { get; init; }
}
