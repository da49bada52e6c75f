using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Envelopes;

/// <summary>What an envelope says, whichever format it came in.</summary>
public sealed record EnvelopeContent
{
    /// <summary>Media type of the envelope: <see cref="NotaryMediaTypes.Jws"/> or <see cref="NotaryMediaTypes.Cose"/>.</summary>
    public required string MediaType { get; init; }

    /// <summary>The signed bytes.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Media type of the signed bytes (<c>cty</c>, COSE label 3).</summary>
    public required string ContentType { get; init; }

    /// <summary>Algorithm, from the header; after verification also that of the leaf key.</summary>
    public required SignatureAlgorithm Algorithm { get; init; }

    /// <summary>Signing scheme.</summary>
    public required SigningScheme Scheme { get; init; }

    /// <summary>
    /// The signer's claim (<see cref="SigningScheme.X509"/>) or the authority's word
    /// (<see cref="SigningScheme.X509SigningAuthority"/>). JWS keeps the offset in the envelope; COSE is UTC.
    /// </summary>
    public required DateTimeOffset SigningTime { get; init; }

    /// <summary>Time from which the signature no longer counts; null for never.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>Signed attributes beyond those with a member here, in the envelope's order.</summary>
    public IReadOnlyList<SignedAttribute> ExtendedAttributes { get; init; } = [];

    /// <summary>Certificates, leaf first. Validated only when the envelope was verified.</summary>
    public required IReadOnlyList<X509Certificate2> CertificateChain { get; init; }

    /// <summary>The primitive signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The RFC 3161 token, as stored; null when there is none.</summary>
    public ReadOnlyMemory<byte>? TimestampToken { get; init; }

    /// <summary>The signing program's name and version, unsigned: information only.</summary>
    public string? SigningAgent { get; init; }

    /// <summary>
    /// Name of the plugin that must take part in verification; null when none is asked for
    /// (<c>io.cncf.notary.verificationPlugin</c>; it stays among <see cref="ExtendedAttributes"/> too).
    /// </summary>
    public string? VerificationPlugin { get; init; }

    /// <summary>Lowest version of that plugin; null when none is stated.</summary>
    public string? VerificationPluginMinVersion { get; init; }
}
