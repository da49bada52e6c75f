using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Trust;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Verification;

/// <summary>A timestamp whose token holds: it is over the signature, by an authority that a trust store backs.</summary>
public sealed record VerifiedTimestamp
{
    /// <summary>The token.</summary>
    public required TimestampToken Token { get; init; }

    /// <summary>The authority's chain, leaf first, root last.</summary>
    public required IReadOnlyList<X509Certificate2> Chain { get; init; }

    /// <summary>The <c>tsa</c> store that has the root.</summary>
    public required TrustStoreName TrustStore { get; init; }
}
