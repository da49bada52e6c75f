using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;

namespace Signet.TestKit.Timestamping;

/// <summary>A signer of a token (SignerInfo, RFC 5652 §5.3), as it should be or not.</summary>
public sealed record LabSigner
{
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1);

    public int Version { get; init; } = 1;

    /// <summary>Signs with this certificate's key instead of the chain's leaf, and names it.</summary>
    public LabCertificate? Certificate { get; init; }

    /// <summary>Names this certificate as signer, whoever signs.</summary>
    public X509Certificate2? NamedCertificate { get; init; }

    /// <summary>Hash function of digest and signature.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>digestAlgorithm to write, when it is not to be <see cref="Hash"/>.</summary>
    public string? DigestOid { get; init; }

    /// <summary>An RSA key signs with RSASSA-PSS.</summary>
    public bool IsPss { get; init; }

    /// <summary>signatureAlgorithm to write, DER; null for the one that was used.</summary>
    public byte[]? SignatureAlgorithm { get; init; }

    /// <summary>RSA is written as <c>rsaEncryption</c>, without the hash.</summary>
    public bool IsBareRsa { get; init; }

    /// <summary>The attribute that names the certificate; null leaves it out.</summary>
    public LabSigningCertificate? SigningCertificate { get; init; } = new();

    /// <summary>signing-time; null leaves it out.</summary>
    public DateTimeOffset? SigningTime { get; init; }

    /// <summary>Changes the signed attributes before they are signed.</summary>
    public Func<List<LabAttribute>, IEnumerable<LabAttribute>> Attributes { get; init; } = attributes => attributes;

    /// <summary>Leaves the signed attributes out, and signs the content itself.</summary>
    public bool HasNoAttributes { get; init; }

    /// <summary>Writes the signed attributes in another order than they are signed in.</summary>
    public bool IsUnsorted { get; init; }

    /// <summary>Unsigned attributes; none leaves the field out.</summary>
    public IReadOnlyList<LabAttribute> UnsignedAttributes { get; init; } = [];

    /// <summary>Flips a bit of the signature.</summary>
    public bool IsBroken { get; init; }

    internal byte[] Encode(byte[] content, LabChain chain)
    {
        var signer = Certificate ?? chain.Leaf;
        var attributes = HasNoAttributes ? [] : Attributes(GoodAttributes(content, signer.Certificate)).Select(a => a.Encode()).ToList();
        var signature = Sign(HasNoAttributes ? content : SetOf(attributes), signer);
        if (IsBroken)
        {
            signature[^1] ^= 1;
        }

        var named = NamedCertificate ?? signer.Certificate;
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(named.IssuerName.RawData);
                writer.WriteInteger(named.SerialNumberBytes.Span);
            }

            LabTstInfo.WriteAlgorithm(writer, DigestOid ?? OidOf(Hash), hasNull: true);
            if (!HasNoAttributes)
            {
                WriteSet(writer, Zero, IsUnsorted ? attributes.OrderByDescending(Convert.ToHexString, StringComparer.Ordinal) : Sorted(attributes));
            }

            writer.WriteEncodedValue(SignatureAlgorithm ?? AlgorithmOf(signer));
            writer.WriteOctetString(signature);
            if (UnsignedAttributes.Count > 0)
            {
                WriteSet(writer, One, UnsignedAttributes.Select(a => a.Encode()));
            }
        }

        return writer.Encode();
    }

    /// <summary>The object identifier of a hash function.</summary>
    public static string OidOf(HashAlgorithmName hash) => hash.Name switch
    {
        "SHA1" => LabTstInfo.Sha1,
        "SHA256" => LabTstInfo.Sha256,
        "SHA384" => LabTstInfo.Sha384,
        _ => LabTstInfo.Sha512,
    };

    private List<LabAttribute> GoodAttributes(byte[] content, X509Certificate2 certificate)
    {
        var attributes = new List<LabAttribute>
        {
            LabAttribute.Of(LabAttribute.ContentType, w => w.WriteObjectIdentifier(LabToken.ContentOid)),
            LabAttribute.Of(LabAttribute.MessageDigest, w => w.WriteOctetString(CryptographicOperations.HashData(Hash, content))),
        };
        if (SigningCertificate is { } signingCertificate)
        {
            attributes.Add(signingCertificate.Encode(certificate));
        }

        if (SigningTime is { } time)
        {
            attributes.Add(LabAttribute.Of(LabAttribute.SigningTime, w => w.WriteUtcTime(time)));
        }

        return attributes;
    }

    private byte[] Sign(byte[] data, LabCertificate signer)
    {
        using var key = signer.CreateKey();
        return key is RSA rsa
            ? rsa.SignData(data, Hash, IsPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : ((ECDsa)key).SignData(data, Hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private byte[] AlgorithmOf(LabCertificate signer)
    {
        using var key = signer.CreateKey();
        X509SignatureGenerator generator = key is RSA rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, IsPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
        return IsBareRsa
            ? LabAttribute.Der(w => LabTstInfo.WriteAlgorithm(w, "1.2.840.113549.1.1.1", hasNull: true))
            : Hash == HashAlgorithmName.SHA1
                ? LabAttribute.Der(w => LabTstInfo.WriteAlgorithm(w, key is RSA ? "1.2.840.113549.1.1.5" : "1.2.840.10045.4.1", key is RSA))
                : generator.GetSignatureAlgorithmIdentifier(Hash);
    }

    private static byte[] SetOf(List<byte[]> elements)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            foreach (var element in elements)
            {
                writer.WriteEncodedValue(element);
            }
        }

        return writer.Encode();
    }

    private static List<byte[]> Sorted(List<byte[]> elements)
    {
        var set = new AsnReader(SetOf(elements), AsnEncodingRules.DER).ReadSetOf();
        var sorted = new List<byte[]>();
        while (set.HasData)
        {
            sorted.Add(set.ReadEncodedValue().ToArray());
        }

        return sorted;
    }

    private static void WriteSet(AsnWriter writer, Asn1Tag tag, IEnumerable<byte[]> elements)
    {
        using (writer.PushSetOf(tag))
        {
            foreach (var element in elements)
            {
                writer.WriteEncodedValue(element);
            }
        }
    }
}
