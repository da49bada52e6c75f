using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>What a response says about one certificate.</summary>
internal sealed record OcspAnswer
{
    /// <summary>Good, revoked or unknown.</summary>
    public required RevocationStatus Status { get; init; }

    /// <summary>Why it is unknown.</summary>
    public RevocationFailure? Failure { get; init; }

    /// <summary>One sentence, no trailing dot.</summary>
    public required string Message { get; init; }

    /// <summary>thisUpdate of the single response.</summary>
    public DateTimeOffset? ThisUpdate { get; init; }

    /// <summary>nextUpdate of the single response.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>The revocation, when there is one.</summary>
    public RevocationEvent? Revocation { get; init; }

    /// <summary>
    /// A delegated responder whose own revocation must be looked up in lists before the answer may be believed; null when
    /// the issuer signed itself, or the responder's certificate has <c>id-pkix-ocsp-nocheck</c> (RFC 6960 §4.2.2.2.1).
    /// </summary>
    public X509Certificate2? ResponderToCheck { get; init; }
}
