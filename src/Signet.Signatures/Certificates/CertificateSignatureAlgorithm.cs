using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Signet.Signatures.Certificates;

/// <summary>
/// How a certificate is signed, read from its AlgorithmIdentifier (RFC 4055, RFC 5758): RSA PKCS#1 v1.5, RSASSA-PSS or
/// ECDSA, each with SHA-256, SHA-384 or SHA-512. Everything else is kept with <see cref="Fault"/> and verifies nothing.
/// </summary>
internal sealed class CertificateSignatureAlgorithm
{
    private static readonly Asn1Tag HashTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag MaskTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag SaltTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag TrailerTag = new(TagClass.ContextSpecific, 3);

    private static readonly Dictionary<string, string> Weak = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.1.2"] = "MD2 with RSA",
        ["1.2.840.113549.1.1.4"] = "MD5 with RSA",
        ["1.2.840.113549.1.1.5"] = "SHA-1 with RSA",
        ["1.2.840.113549.1.1.14"] = "SHA-224 with RSA",
        ["1.3.14.3.2.29"] = "SHA-1 with RSA",
        ["1.2.840.10040.4.3"] = "SHA-1 with DSA",
        ["1.2.840.10045.4.1"] = "SHA-1 with ECDSA",
        ["1.2.840.10045.4.3.1"] = "SHA-224 with ECDSA",
    };

    private CertificateSignatureAlgorithm(string fault) => Fault = fault;

    private CertificateSignatureAlgorithm(HashAlgorithmName hash, RSASignaturePadding? padding)
    {
        Hash = hash;
        Padding = padding;
    }

    /// <summary>Hash function.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>Padding of an RSA signature; null for ECDSA.</summary>
    public RSASignaturePadding? Padding { get; }

    /// <summary>Why the algorithm is refused; null when it is good.</summary>
    public string? Fault { get; }

    /// <summary>Reads one AlgorithmIdentifier.</summary>
    /// <exception cref="AsnContentException">It is not well formed.</exception>
    public static CertificateSignatureAlgorithm Read(ReadOnlyMemory<byte> identifier)
    {
        var outer = new AsnReader(identifier, AsnEncodingRules.DER);
        var algorithm = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var oid = algorithm.ReadObjectIdentifier();
        return oid switch
        {
            CertificateOids.RsaSha256 => new(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            CertificateOids.RsaSha384 => new(HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            CertificateOids.RsaSha512 => new(HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            CertificateOids.EcdsaSha256 => new(HashAlgorithmName.SHA256, null),
            CertificateOids.EcdsaSha384 => new(HashAlgorithmName.SHA384, null),
            CertificateOids.EcdsaSha512 => new(HashAlgorithmName.SHA512, null),
            CertificateOids.RsaPss => ReadPss(algorithm),
            _ when Weak.TryGetValue(oid, out var name) => new(
                $"the signature algorithm {name} is insecure; have it signed anew with SHA-256 or better"),
            _ => new($"the signature algorithm {oid} is not supported"),
        };
    }

    /// <summary>
    /// RFC 4055 §3.1. As in Go: the mask's hash is the message's, the salt is as long as the hash, the trailer is 1. All
    /// defaults stand for SHA-1, so nothing may be left out but the trailer.
    /// </summary>
    private static CertificateSignatureAlgorithm ReadPss(AsnReader algorithm)
    {
        var unsupported = new CertificateSignatureAlgorithm("its RSASSA-PSS parameters are not supported");
        if (!algorithm.HasData)
        {
            return unsupported;
        }

        var parameters = algorithm.ReadSequence();
        if (!Next(parameters, HashTag))
        {
            return new CertificateSignatureAlgorithm("the signature algorithm SHA-1 with RSASSA-PSS is insecure");
        }

        var hash = ReadHash(parameters.ReadSequence(HashTag));
        if (hash is not { } name || !Next(parameters, MaskTag))
        {
            return unsupported;
        }

        var mask = parameters.ReadSequence(MaskTag).ReadSequence();
        if (mask.ReadObjectIdentifier() != CertificateOids.Mgf1 || ReadHash(mask) != hash || !Next(parameters, SaltTag))
        {
            return unsupported;
        }

        var isSaltAsLongAsHash = parameters.ReadSequence(SaltTag).TryReadInt32(out var salt) && salt == HashBytes(name);
        var isTrailerOne = !Next(parameters, TrailerTag)
            || (parameters.ReadSequence(TrailerTag).TryReadInt32(out var trailer) && trailer == 1);
        parameters.ThrowIfNotEmpty();
        return isSaltAsLongAsHash && isTrailerOne
            ? new CertificateSignatureAlgorithm(name, RSASignaturePadding.Pss)
            : unsupported;
    }

    private static bool Next(AsnReader reader, Asn1Tag tag) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);

    private static HashAlgorithmName? ReadHash(AsnReader wrapped) => wrapped.ReadSequence().ReadObjectIdentifier() switch
    {
        CertificateOids.Sha256 => HashAlgorithmName.SHA256,
        CertificateOids.Sha384 => HashAlgorithmName.SHA384,
        CertificateOids.Sha512 => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static int HashBytes(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA256 ? 32 : hash == HashAlgorithmName.SHA384 ? 48 : 64;
}
