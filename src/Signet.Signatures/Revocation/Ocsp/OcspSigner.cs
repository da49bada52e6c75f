using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>Who signed a response and may do so; or why nobody who may did.</summary>
internal sealed record OcspSigner
{
    /// <summary>One who needs no further look: the issuer, or a responder with <c>id-pkix-ocsp-nocheck</c>.</summary>
    public static OcspSigner Settled { get; } = new();

    /// <summary>Why the response is not authentic; null when it is.</summary>
    public string? Fault { get; init; }

    /// <summary>A delegated responder whose revocation must be checked; null when there is nothing to check.</summary>
    public X509Certificate2? ToCheck { get; init; }

    /// <summary>Not authentic.</summary>
    public static OcspSigner Refused(string fault) => new() { Fault = fault };
}
