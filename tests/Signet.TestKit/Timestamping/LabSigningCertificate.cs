using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.TestKit.Timestamping;

/// <summary>The signing-certificate attribute (RFC 5035), as it should be or not.</summary>
public sealed record LabSigningCertificate
{
    /// <summary>1 writes the old attribute with SHA-1.</summary>
    public int Version { get; init; } = 2;

    /// <summary>hashAlgorithm to write; null leaves it out, which stands for SHA-256.</summary>
    public string? HashOid { get; init; }

    /// <summary>Hash of the certificate; null computes it with <see cref="Hash"/>.</summary>
    public byte[]? CertificateHash { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>Writes issuerSerial.</summary>
    public bool HasIssuerSerial { get; init; } = true;

    /// <summary>Tag of the issuer's GeneralName; 4 is directoryName.</summary>
    public int IssuerTag { get; init; } = 4;

    /// <summary>Issuer name to write, when it is not to be the certificate's.</summary>
    public X500DistinguishedName? Issuer { get; init; }

    /// <summary>Serial number to write, when it is not to be the certificate's.</summary>
    public byte[]? SerialNumber { get; init; }

    /// <summary>Writes no certificate at all.</summary>
    public bool IsEmpty { get; init; }

    internal LabAttribute Encode(X509Certificate2 certificate) => LabAttribute.Of(
        Version == 1 ? LabAttribute.SigningCertificateV1 : LabAttribute.SigningCertificateV2,
        writer =>
        {
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                if (!IsEmpty)
                {
                    WriteId(writer, certificate);
                }
            }
        });

    private void WriteId(AsnWriter writer, X509Certificate2 certificate)
    {
        using (writer.PushSequence())
        {
            if (HashOid is not null)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(HashOid);
                }
            }

            writer.WriteOctetString(CertificateHash
                ?? CryptographicOperations.HashData(Version == 1 ? HashAlgorithmName.SHA1 : Hash, certificate.RawData));
            if (HasIssuerSerial)
            {
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, IssuerTag)))
                    {
                        writer.WriteEncodedValue((Issuer ?? certificate.IssuerName).RawData);
                    }

                    writer.WriteInteger(SerialNumber ?? certificate.SerialNumberBytes.Span);
                }
            }
        }
    }
}
