using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;

namespace Signet.TestKit.Revocation;

/// <summary>
/// How a revocation list is to be made: good as it stands; break what the test is about with <c>crl with { … }</c>, then
/// <see cref="Sign"/>. Valid at any time a test runs unless it says otherwise.
/// </summary>
public sealed record LabCrl
{
    private static readonly DateTimeOffset LastUtcTime = new(2049, 12, 31, 23, 59, 59, TimeSpan.Zero);

    public DateTimeOffset ThisUpdate { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null leaves it out.</summary>
    public DateTimeOffset? NextUpdate { get; init; } = new(2098, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The version field: 1 stands for v2; null leaves it out, which is v1.</summary>
    public int? Version { get; init; } = 1;

    /// <summary>cRLNumber; null leaves it out.</summary>
    public BigInteger? Number { get; init; } = 1;

    /// <summary>deltaCRLIndicator with this base number; null makes a complete list.</summary>
    public BigInteger? DeltaOf { get; init; }

    /// <summary>issuingDistributionPoint; null leaves it out.</summary>
    public LabCrlScope? Scope { get; init; }

    /// <summary>freshestCRL, each address a distribution point of its own.</summary>
    public IReadOnlyList<string> DeltaAddresses { get; init; } = [];

    /// <summary>keyIdentifier of authorityKeyIdentifier; null leaves the extension out.</summary>
    public ReadOnlyMemory<byte>? AuthorityKeyId { get; init; }

    public IReadOnlyList<LabCrlEntry> Entries { get; init; } = [];

    /// <summary>Further extensions.</summary>
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    /// <summary>No extensions at all, for v1.</summary>
    public bool HasNoExtensions { get; init; }

    /// <summary>Issuer name to write, when it is not to be the signer's subject.</summary>
    public X500DistinguishedName? IssuerName { get; init; }

    /// <summary>Hash of the signature.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>An RSA key signs with RSASSA-PSS.</summary>
    public bool IsSignedWithPss { get; init; }

    /// <summary>The signed part names another signature algorithm than the one outside.</summary>
    public bool HasOtherAlgorithmInside { get; init; }

    /// <summary>One bit of the signature is flipped afterwards.</summary>
    public bool HasBrokenSignature { get; init; }

    /// <summary>This list with one more entry.</summary>
    public LabCrl Revoke(X509Certificate2 certificate, int? reason = null) => Revoke(LabCrlEntry.For(certificate, reason));

    /// <summary>This list with one more entry.</summary>
    public LabCrl Revoke(LabCrlEntry entry) => this with { Entries = [.. Entries, entry] };

    /// <summary>DER of the list, signed by <paramref name="issuer"/>.</summary>
    public byte[] Sign(LabCertificate issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        using var key = issuer.CreateKey();
        var inner = key is RSA rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, IsSignedWithPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
        var generator = new LabSignatureGenerator(inner, Hash, IsSignedWithPss);
        var algorithm = generator.GetSignatureAlgorithmIdentifier(Hash);
        var toBeSigned = ToBeSigned(
            HasOtherAlgorithmInside ? inner.GetSignatureAlgorithmIdentifier(HashAlgorithmName.SHA512) : algorithm,
            IssuerName ?? issuer.Certificate.SubjectName);
        var signature = generator.SignData(toBeSigned, Hash);
        if (HasBrokenSignature)
        {
            signature[^1] ^= 1;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            writer.WriteEncodedValue(algorithm);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }

    private byte[] ToBeSigned(byte[] algorithm, X500DistinguishedName issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (Version is { } version)
            {
                writer.WriteInteger(version);
            }

            writer.WriteEncodedValue(algorithm);
            writer.WriteEncodedValue(issuer.RawData);
            WriteTime(writer, ThisUpdate);
            if (NextUpdate is { } nextUpdate)
            {
                WriteTime(writer, nextUpdate);
            }

            WriteEntries(writer);
            if (!HasNoExtensions)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    WriteExtensions(writer, ListExtensions());
                }
            }
        }

        return writer.Encode();
    }

    private void WriteEntries(AsnWriter writer)
    {
        if (Entries.Count == 0)
        {
            return;
        }

        using (writer.PushSequence())
        {
            foreach (var entry in Entries)
            {
                using (writer.PushSequence())
                {
                    writer.WriteInteger(entry.SerialNumber.Span);
                    WriteTime(writer, entry.RevokedAt);
                    var extensions = EntryExtensions(entry);
                    if (extensions.Count > 0)
                    {
                        WriteExtensions(writer, extensions);
                    }
                }
            }
        }
    }

    private List<X509Extension> ListExtensions()
    {
        var extensions = new List<X509Extension>();
        if (AuthorityKeyId is { } keyId)
        {
            extensions.Add(LabExtensions.Sequence(
                "2.5.29.35", false, w => w.WriteOctetString(keyId.Span, new Asn1Tag(TagClass.ContextSpecific, 0))));
        }

        if (Number is { } number)
        {
            extensions.Add(Value("2.5.29.20", false, w => w.WriteInteger(number)));
        }

        if (DeltaOf is { } baseNumber)
        {
            extensions.Add(Value("2.5.29.27", true, w => w.WriteInteger(baseNumber)));
        }

        if (Scope is not null)
        {
            extensions.Add(LabExtensions.IssuingPoint(Scope));
        }

        if (DeltaAddresses.Count > 0)
        {
            extensions.Add(LabExtensions.FreshestCrl([.. DeltaAddresses.Select(a => new LabCrlPoint(a))]));
        }

        return [.. extensions, .. Extensions];
    }

    private static List<X509Extension> EntryExtensions(LabCrlEntry entry)
    {
        var extensions = new List<X509Extension>();
        if (entry.Reason is { } reason)
        {
            extensions.Add(new X509Extension("2.5.29.21", new byte[] { 0x0A, 1, (byte)reason }, critical: false));
        }

        if (entry.InvalidityDate is { } date)
        {
            extensions.Add(Value("2.5.29.24", false, w => w.WriteGeneralizedTime(date, omitFractionalSeconds: true)));
        }

        return [.. extensions, .. entry.Extensions];
    }

    private static X509Extension Value(string oid, bool isCritical, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return new X509Extension(oid, writer.Encode(), isCritical);
    }

    private static void WriteExtensions(AsnWriter writer, List<X509Extension> extensions)
    {
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

    /// <summary>RFC 5280 §5.1.2.4: UTCTime up to 2049, GeneralizedTime after.</summary>
    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time <= LastUtcTime)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }
}
