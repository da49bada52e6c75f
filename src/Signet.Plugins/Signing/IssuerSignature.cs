using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Plugins.Signing;

/// <summary>
/// Verifies a certificate's own signature with its issuer's key, RSA (PKCS#1 v1.5 or PSS) or ECDSA, with SHA-2. Done by
/// hand because building an <see cref="X509Chain"/> loads the machine's roots, which takes some 40 ms of every call.
/// </summary>
internal static class IssuerSignature
{
    /// <summary>False too for malformed certificates and for algorithms that verifiers refuse (MD5, SHA-1).</summary>
    public static bool Verifies(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        try
        {
            var outer = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            var toBeSigned = outer.ReadEncodedValue().Span;
            var algorithm = outer.ReadSequence();
            var oid = algorithm.ReadObjectIdentifier();
            var signature = outer.ReadBitString(out var unusedBits);
            return unusedBits == 0 && oid switch
            {
                "1.2.840.113549.1.1.11" => VerifiesRsa(HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, toBeSigned),
                "1.2.840.113549.1.1.12" => VerifiesRsa(HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, toBeSigned),
                "1.2.840.113549.1.1.13" => VerifiesRsa(HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, toBeSigned),
                "1.2.840.113549.1.1.10" => VerifiesRsa(ReadPssHash(algorithm), RSASignaturePadding.Pss, toBeSigned),
                "1.2.840.10045.4.3.2" => VerifiesEcdsa(HashAlgorithmName.SHA256, toBeSigned),
                "1.2.840.10045.4.3.3" => VerifiesEcdsa(HashAlgorithmName.SHA384, toBeSigned),
                "1.2.840.10045.4.3.4" => VerifiesEcdsa(HashAlgorithmName.SHA512, toBeSigned),
                _ => false,
            };

            bool VerifiesRsa(HashAlgorithmName? hash, RSASignaturePadding padding, ReadOnlySpan<byte> data)
            {
                using var rsa = issuer.GetRSAPublicKey();
                return hash is { } name && rsa is not null && rsa.VerifyData(data, signature, name, padding);
            }

            bool VerifiesEcdsa(HashAlgorithmName hash, ReadOnlySpan<byte> data)
            {
                using var ecdsa = issuer.GetECDsaPublicKey();
                return ecdsa is not null
                    && ecdsa.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
            }
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return false;
        }
    }

    /// <summary>
    /// The hash in RSASSA-PSS parameters (RFC 4055 §3.1); salt and mask are not read, because .NET verifies only with a salt
    /// as long as the hash and the same hash in the mask.
    /// </summary>
    private static HashAlgorithmName? ReadPssHash(AsnReader algorithm)
    {
        var parameters = algorithm.ReadSequence();
        var hash = parameters.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence().ReadObjectIdentifier();
        return hash switch
        {
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }
}
