using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;

namespace Signet.TestKit.Revocation;

/// <summary>
/// How an OCSP response is to be made: good as it stands, signed by the issuer itself; break what the test is about with
/// <c>ocsp with { … }</c>, then <see cref="Sign"/>.
/// </summary>
public sealed record LabOcsp
{
    private const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";
    private const string NoCheck = "1.3.6.1.5.5.7.48.1.5";

    /// <summary>Who signs; null is the issuer.</summary>
    public LabCertificate? Responder { get; init; }

    /// <summary>Certificates that come along; null is the delegated responder's, or none.</summary>
    public IReadOnlyList<X509Certificate2>? Certificates { get; init; }

    /// <summary>ResponderID byKey instead of byName.</summary>
    public bool IsByKey { get; init; }

    /// <summary>Whose ResponderID to write, when it is not to be the signer's.</summary>
    public X509Certificate2? NamedResponder { get; init; }

    /// <summary>The version field; null leaves it out, which is v1.</summary>
    public int? Version { get; init; }

    public DateTimeOffset ProducedAt { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Written for producedAt as it is, when it is not to be a proper time.</summary>
    public string? ProducedAtText { get; init; }

    public IReadOnlyList<LabOcspAnswer> Answers { get; init; } = [];

    /// <summary>responseExtensions.</summary>
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    public string ResponseType { get; init; } = BasicResponse;

    /// <summary>Hash of the signature.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>An RSA key signs with RSASSA-PSS.</summary>
    public bool IsSignedWithPss { get; init; }

    /// <summary>One bit of the signature is flipped afterwards.</summary>
    public bool HasBrokenSignature { get; init; }

    /// <summary>A good certificate of a delegated responder, to be issued by the authority it speaks for.</summary>
    /// <param name="isNoCheck">With <c>id-pkix-ocsp-nocheck</c>: its own revocation is not to be looked up.</param>
    public static LabRecipe ResponderRecipe(bool isNoCheck = true) => new()
    {
        CommonName = "ocsp.example.com",
        KeySlot = 90, // Apart from the keys of chains.
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        Purposes = [LabPurposes.OcspSigning],
        Extensions = isNoCheck ? [new X509Extension(NoCheck, [5, 0], critical: false)] : [],
    };

    /// <summary>A response that answers nothing: 1 malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized.</summary>
    public static byte[] Error(int status) => [0x30, 3, 0x0A, 1, (byte)status];

    /// <summary>This response with one more answer.</summary>
    public LabOcsp Add(LabOcspAnswer answer) => this with { Answers = [.. Answers, answer] };

    /// <summary>DER of the response.</summary>
    public byte[] Sign(LabCertificate issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        var signer = Responder ?? issuer;
        using var key = signer.CreateKey();
        var generator = new LabSignatureGenerator(
            key is RSA rsa
                ? X509SignatureGenerator.CreateForRSA(
                    rsa, IsSignedWithPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
                : X509SignatureGenerator.CreateForECDsa((ECDsa)key),
            Hash,
            IsSignedWithPss);
        var toBeSigned = ToBeSigned(NamedResponder ?? signer.Certificate);
        var signature = generator.SignData(toBeSigned, Hash);
        if (HasBrokenSignature)
        {
            signature[^1] ^= 1;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            writer.WriteEncodedValue(generator.GetSignatureAlgorithmIdentifier(Hash));
            writer.WriteBitString(signature);
            WriteCertificates(writer, Certificates ?? (Responder is null ? [] : [Responder.Certificate]));
        }

        return Wrap(writer.Encode());
    }

    private byte[] Wrap(byte[] basic)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue([0x0A, 1, 0]);
            using (writer.PushSequence(Tag(0)))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(ResponseType);
                writer.WriteOctetString(basic);
            }
        }

        return writer.Encode();
    }

    private static void WriteCertificates(AsnWriter writer, IReadOnlyList<X509Certificate2> certificates)
    {
        if (certificates.Count == 0)
        {
            return;
        }

        using (writer.PushSequence(Tag(0)))
        using (writer.PushSequence())
        {
            foreach (var certificate in certificates)
            {
                writer.WriteEncodedValue(certificate.RawData);
            }
        }
    }

    private byte[] ToBeSigned(X509Certificate2 responder)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (Version is { } version)
            {
                using (writer.PushSequence(Tag(0)))
                {
                    writer.WriteInteger(version);
                }
            }

            using (writer.PushSequence(Tag(IsByKey ? 2 : 1)))
            {
                if (IsByKey)
                {
                    writer.WriteOctetString(CryptographicOperations.HashData(
                        HashAlgorithmName.SHA1, responder.PublicKey.EncodedKeyValue.RawData));
                }
                else
                {
                    writer.WriteEncodedValue(responder.SubjectName.RawData);
                }
            }

            if (ProducedAtText is { } text)
            {
                writer.WriteEncodedValue([0x18, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)]);
            }
            else
            {
                WriteTime(writer, ProducedAt);
            }

            using (writer.PushSequence())
            {
                foreach (var answer in Answers)
                {
                    WriteAnswer(writer, answer);
                }
            }

            WriteExtensions(writer, Extensions);
        }

        return writer.Encode();
    }

    private static void WriteAnswer(AsnWriter writer, LabOcspAnswer answer)
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(answer.Id.Encode());
            if (answer.Status == LabOcspStatus.Revoked)
            {
                using (writer.PushSequence(Tag(1)))
                {
                    WriteTime(writer, answer.RevokedAt);
                    if (answer.Reason is { } reason)
                    {
                        using (writer.PushSequence(Tag(0)))
                        {
                            writer.WriteEncodedValue([0x0A, 1, (byte)reason]);
                        }
                    }
                }
            }
            else
            {
                writer.WriteNull(Tag((int)answer.Status));
            }

            WriteTime(writer, answer.ThisUpdate);
            if (answer.NextUpdate is { } nextUpdate)
            {
                using (writer.PushSequence(Tag(0)))
                {
                    WriteTime(writer, nextUpdate);
                }
            }

            WriteExtensions(writer, answer.InvalidityDate is { } date ? [InvalidityDate(date), .. answer.Extensions] : answer.Extensions);
        }
    }

    private static X509Extension InvalidityDate(DateTimeOffset date)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        WriteTime(writer, date);
        return new X509Extension("2.5.29.24", writer.Encode(), critical: false);
    }

    private static void WriteExtensions(AsnWriter writer, IReadOnlyList<X509Extension> extensions)
    {
        if (extensions.Count == 0)
        {
            return;
        }

        using (writer.PushSequence(Tag(1)))
        using (writer.PushSequence())
        {
            foreach (var extension in extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(extension.Oid!.Value!);
                    if (extension.Critical)
                    {
                        writer.WriteBoolean(true);
                    }

                    writer.WriteOctetString(extension.RawData);
                }
            }
        }
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time) =>
        writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
}
