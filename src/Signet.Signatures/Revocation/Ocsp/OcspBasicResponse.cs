using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>A signed response (BasicOCSPResponse, RFC 6960 §4.2.1) as it was read, nothing verified.</summary>
internal sealed record OcspBasicResponse
{
    /// <summary>tbsResponseData, tag and length included.</summary>
    public required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    /// <summary>ResponderID byName: the subject of who signed, DER; null when it is by key.</summary>
    public ReadOnlyMemory<byte>? ResponderName { get; init; }

    /// <summary>ResponderID byKey: SHA-1 of the key of who signed; null when it is by name.</summary>
    public ReadOnlyMemory<byte>? ResponderKeyHash { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset ProducedAt { get; init; }

    /// <summary>The answers, one or more.</summary>
    public required IReadOnlyList<OcspSingleResponse> Responses { get; init; }

    /// <summary>responseExtensions.</summary>
    public required IReadOnlyList<OcspExtension> Extensions { get; init; }

    /// <summary>How it is signed.</summary>
    public required CertificateSignatureAlgorithm SignatureAlgorithm { get; init; }

    /// <summary>The signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Certificates that came along, DER, not looked into.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; init; }
}
