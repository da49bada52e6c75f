using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.TestKit.Revocation;

/// <summary>A CertID, written by code of its own: what the library writes is compared with it.</summary>
public sealed record LabOcspId
{
    /// <summary>Object identifier of the hash function.</summary>
    public required string HashOid { get; init; }

    public required ReadOnlyMemory<byte> NameHash { get; init; }

    public required ReadOnlyMemory<byte> KeyHash { get; init; }

    /// <summary>Serial number, big endian, as the certificate has it.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>The parameters of the hash are left out instead of NULL.</summary>
    public bool HasNoParameters { get; init; }

    /// <summary>The id of a certificate.</summary>
    public static LabOcspId Of(X509Certificate2 certificate, X509Certificate2 issuer, HashAlgorithmName? hash = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        var name = hash ?? HashAlgorithmName.SHA1;
        return new LabOcspId
        {
            HashOid = Oids[name.Name!],
            NameHash = CryptographicOperations.HashData(name, certificate.IssuerName.RawData),
            KeyHash = CryptographicOperations.HashData(name, issuer.PublicKey.EncodedKeyValue.RawData),
            SerialNumber = certificate.SerialNumberBytes,
        };
    }

    /// <summary>Reads the id out of a request for one certificate.</summary>
    public static LabOcspId ReadRequest(ReadOnlyMemory<byte> request)
    {
        var id = new AsnReader(request, AsnEncodingRules.DER).ReadSequence().ReadSequence().ReadSequence().ReadSequence().ReadSequence();
        return new LabOcspId
        {
            HashOid = id.ReadSequence().ReadObjectIdentifier(),
            NameHash = id.ReadOctetString(),
            KeyHash = id.ReadOctetString(),
            SerialNumber = id.ReadIntegerBytes(),
        };
    }

    /// <summary>The DER.</summary>
    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(HashOid);
                if (!HasNoParameters)
                {
                    writer.WriteNull();
                }
            }

            writer.WriteOctetString(NameHash.Span);
            writer.WriteOctetString(KeyHash.Span);
            writer.WriteInteger(SerialNumber.Span);
        }

        return writer.Encode();
    }

    private static readonly Dictionary<string, string> Oids = new(StringComparer.Ordinal)
    {
        ["MD5"] = "1.2.840.113549.2.5",
        ["SHA1"] = "1.3.14.3.2.26",
        ["SHA256"] = "2.16.840.1.101.3.4.2.1",
        ["SHA384"] = "2.16.840.1.101.3.4.2.2",
        ["SHA512"] = "2.16.840.1.101.3.4.2.3",
    };
}
