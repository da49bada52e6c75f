using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>What a response says about one certificate.</summary>
internal sealed record OcspAnswer : RevocationAnswer
{
    /// <summary>
    /// A delegated responder whose own revocation must be looked up in lists before the answer may be believed; null when
    /// the issuer signed itself, or the responder's certificate has <c>id-pkix-ocsp-nocheck</c> (RFC 6960 §4.2.2.2.1).
    /// </summary>
    public X509Certificate2? ResponderToCheck { get; init; }
}
