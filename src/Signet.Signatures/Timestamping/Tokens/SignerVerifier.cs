using System.Formats.Asn1;
using System.Security.Cryptography;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>
/// Verifies what one signer of a token signed (RFC 5652 §5.4 and §5.6, RFC 5816). Who the signer is, is decided by
/// <see cref="AuthorityPath"/> afterwards.
/// </summary>
/// <remarks>
/// Stricter than Go: the certificate must be the one that both the signer and its signing-certificate attribute name, the
/// hash of the signature must be the signer's, parameters of RSASSA-PSS must be written out, and the attribute of RFC 6211,
/// where present, must name the algorithms that were used.
/// </remarks>
internal static class SignerVerifier
{
    private static readonly Asn1Tag ProtectedSignatureTag = new(TagClass.ContextSpecific, 1);

    /// <summary>The certificate whose key signed.</summary>
    /// <exception cref="TimestampFaultException">The signature does not hold.</exception>
    public static TokenCertificate Verify(SignerInfo signer, SignedData data)
    {
        CheckContentType(signer.Attributes);
        CheckMessageDigest(signer, data.Content.Span);
        CheckAlgorithmProtection(signer);
        var named = SigningCertificate.Of(signer.Attributes);
        var certificate = FindCertificate(signer, data.Certificates, named);
        CheckSignature(signer, certificate);
        return certificate;
    }

    /// <summary>RFC 5652 §11.3: the signing time, an optional attribute; null when absent.</summary>
    /// <exception cref="TimestampFaultException">It is malformed.</exception>
    public static DateTimeOffset? SigningTime(SignedAttributes attributes) =>
        attributes.Find(TimestampOids.SigningTime, "signing-time", "signing-time", value => (object)(
            value.PeekTag() == Asn1Tag.UtcTime ? value.ReadUtcTime(2049) : value.ReadGeneralizedTime())) as DateTimeOffset?;

    /// <summary>RFC 5652 §11.1: the signer meant a timestamp.</summary>
    private static void CheckContentType(SignedAttributes attributes)
    {
        var type = attributes.Find(
            TimestampOids.ContentType, "content-type-attribute", "content-type", value => value.ReadObjectIdentifier());
        if (type != TimestampOids.TstInfo)
        {
            throw new TimestampFaultException("content-type-attribute", type is null
                ? "the timestamp has no signed attribute content-type"
                : $"the timestamp's signed attribute content-type is {type}, so something else was signed than a timestamp");
        }
    }

    /// <summary>RFC 5652 §11.2: the signer meant this content.</summary>
    private static void CheckMessageDigest(SignerInfo signer, ReadOnlySpan<byte> content)
    {
        var digest = signer.Attributes.Find(
            TimestampOids.MessageDigest, "message-digest", "message-digest", value => value.ReadOctetString());
        if (digest is null)
        {
            throw new TimestampFaultException("message-digest", "the timestamp has no signed attribute message-digest");
        }

        if (!CryptographicOperations.HashData(signer.Hash, content).AsSpan().SequenceEqual(digest))
        {
            throw new TimestampFaultException(
                "message-digest", "the timestamp's content was changed: it has another hash than the signed attribute message-digest");
        }
    }

    /// <summary>RFC 6211 §2: without this attribute nothing signed says which algorithms the signer used.</summary>
    private static void CheckAlgorithmProtection(SignerInfo signer)
    {
        const string rule = "algorithm-protection";
        var agrees = signer.Attributes.Find(TimestampOids.AlgorithmProtection, rule, "cms-algorithm-protection", value =>
        {
            var algorithms = value.ReadSequence();
            var hash = TimestampOids.ReadHash(algorithms, out _);
            var signature = algorithms.ReadSequence(ProtectedSignatureTag).ReadObjectIdentifier();
            algorithms.ThrowIfNotEmpty();
            var used = new AsnReader(signer.SignatureAlgorithm, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
            return (object)(hash == signer.Hash && signature == used);
        });
        if (agrees is false)
        {
            throw new TimestampFaultException(
                rule, "the timestamp's signer used other algorithms than its signed attribute cms-algorithm-protection says");
        }
    }

    /// <summary>
    /// The certificate must be in the token: it is what the signed attribute vouches for. Names alone could be given to
    /// several, so the hash picks.
    /// </summary>
    private static TokenCertificate FindCertificate(
        SignerInfo signer, IReadOnlyList<TokenCertificate> certificates, SigningCertificate named)
    {
        TimestampFault? fault = null;
        foreach (var candidate in certificates)
        {
            if (candidate.IsNamed(signer.Issuer.Span, signer.SerialNumber.Span))
            {
                fault = named.FindFault(candidate);
                if (fault is null)
                {
                    return candidate;
                }
            }
        }

        throw fault is null
            ? new TimestampFaultException("signer-certificate", "signing certificate not found in the timestamp token: "
                + $"none has the serial number {Convert.ToHexStringLower(signer.SerialNumber.Span)} "
                + $"and the issuer \"{CertificateName.Format(signer.Issuer)}\"")
            : new TimestampFaultException(fault.Rule, fault.Message);
    }

    /// <summary>RFC 5652 §5.6.</summary>
    private static void CheckSignature(SignerInfo signer, TokenCertificate certificate)
    {
        var (hash, padding) = ReadAlgorithm(signer);
        if (hash != signer.Hash)
        {
            throw new TimestampFaultException(
                "signature-algorithm", $"the timestamp is signed with {hash.Name} and hashed with {signer.Hash.Name}; they must be the same");
        }

        if (certificate.Parsed.Key.Fault is { } fault)
        {
            throw new TimestampFaultException(
                "signer-key", $"the certificate \"{certificate.Parsed.SubjectName}\" of the timestamp cannot be used: {fault}");
        }

        if (!Holds(signer, certificate.Parsed.Key, padding))
        {
            throw new TimestampFaultException(
                "signature",
                $"the signature of the timestamp does not verify with the key of \"{certificate.Parsed.SubjectName}\": "
                + "the timestamp was changed, or its signer's certificate is another");
        }
    }

    /// <summary>
    /// RFC 5754 §3: RSA by its bare name takes the signer's hash; the others name their own. SHA-1 and EdDSA are refused, as
    /// in Go.
    /// </summary>
    private static (HashAlgorithmName Hash, RSASignaturePadding? Padding) ReadAlgorithm(SignerInfo signer)
    {
        const string rule = "signature-algorithm";
        return TimestampFaultException.Guard(rule, "the signature algorithm of the timestamp", () =>
        {
            var identifier = new AsnReader(signer.SignatureAlgorithm, AsnEncodingRules.DER).ReadSequence();
            var oid = identifier.ReadObjectIdentifier();
            if (oid != CertificateOids.RsaPss)
            {
                TimestampOids.ReadNoParameters(identifier);
            }

            if (oid == CertificateOids.Rsa)
            {
                return (signer.Hash, RSASignaturePadding.Pkcs1);
            }

            var algorithm = CertificateSignatureAlgorithm.Read(signer.SignatureAlgorithm);
            return algorithm.Fault is null
                ? (algorithm.Hash, algorithm.Padding)
                : throw new TimestampFaultException(
                    rule, $"the timestamp's signature algorithm {oid} is not accepted; RSA and ECDSA with SHA-256, SHA-384 or SHA-512 are");
        });
    }

    private static bool Holds(SignerInfo signer, PublicKeyInfo key, RSASignaturePadding? padding)
    {
        try
        {
            if (padding is not null)
            {
                using var rsa = key.IsRsa ? key.CreateRsa() : null;
                return rsa?.VerifyData(signer.Attributes.Encoded.Span, signer.Signature.Span, signer.Hash, padding) ?? false;
            }

            using var ecdsa = key.IsEc ? key.CreateEcdsa() : null;
            return ecdsa?.VerifyData(
                signer.Attributes.Encoded.Span, signer.Signature.Span, signer.Hash, DSASignatureFormat.Rfc3279DerSequence) ?? false;
        }
        catch (CryptographicException)
        {
            // A point off its curve, a signature that is no DER: OpenSSL's words for it vary between versions.
            return false;
        }
    }
}
