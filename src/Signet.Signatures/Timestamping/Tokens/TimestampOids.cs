using System.Formats.Asn1;
using System.Security.Cryptography;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>Object identifiers that occur in timestamps, and the hash functions among them.</summary>
internal static class TimestampOids
{
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string TstInfo = "1.2.840.113549.1.9.16.1.4";

    public const string ContentType = "1.2.840.113549.1.9.3";
    public const string MessageDigest = "1.2.840.113549.1.9.4";
    public const string SigningTime = "1.2.840.113549.1.9.5";
    public const string SigningCertificateV1 = "1.2.840.113549.1.9.16.2.12";
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    public const string AlgorithmProtection = "1.2.840.113549.1.9.52";

    /// <summary>ETSI EN 319 421, baseline timestamp policy: the clock is within a second of UTC.</summary>
    public const string BaselinePolicy = "0.4.0.2023.1.1";

    /// <summary>The hash function of an AlgorithmIdentifier; null for one that is refused (SHA-1, MD5) or not known.</summary>
    /// <exception cref="AsnContentException">It is not well formed, or has parameters.</exception>
    public static HashAlgorithmName? ReadHash(AsnReader reader, out string oid)
    {
        var algorithm = reader.ReadSequence();
        oid = algorithm.ReadObjectIdentifier();
        ReadNoParameters(algorithm);
        return HashOf(oid);
    }

    /// <summary>Reads the rest of an AlgorithmIdentifier: NULL or nothing, the same to every reader (RFC 5754 §2).</summary>
    /// <exception cref="AsnContentException">There is something else.</exception>
    public static void ReadNoParameters(AsnReader algorithm)
    {
        if (algorithm.HasData)
        {
            algorithm.ReadNull();
        }

        algorithm.ThrowIfNotEmpty();
    }

    /// <summary>The object identifier of SHA-256, SHA-384 or SHA-512.</summary>
    public static string OidOf(HashAlgorithmName hash) => hash.Name switch
    {
        "SHA256" => CertificateOids.Sha256,
        "SHA384" => CertificateOids.Sha384,
        "SHA512" => CertificateOids.Sha512,
        _ => throw new ArgumentException($"timestamps are made with SHA-256, SHA-384 or SHA-512, not {hash.Name}", nameof(hash)),
    };

    /// <summary>Bytes of a hash value.</summary>
    public static int SizeOf(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA256 ? 32 : hash == HashAlgorithmName.SHA384 ? 48 : 64;

    private static HashAlgorithmName? HashOf(string oid) => oid switch
    {
        CertificateOids.Sha256 => HashAlgorithmName.SHA256,
        CertificateOids.Sha384 => HashAlgorithmName.SHA384,
        CertificateOids.Sha512 => HashAlgorithmName.SHA512,
        _ => null,
    };
}
