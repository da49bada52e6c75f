using System.Formats.Asn1;
using Signet.TestKit.Pki;

namespace Signet.TestKit.Timestamping;

/// <summary>
/// A timestamp token, as it should be or broken in one chosen way: <c>token with { … }</c>. Written by hand, without the
/// code under test.
/// </summary>
public sealed record LabToken
{
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string ContentOid = "1.2.840.113549.1.9.16.1.4";
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1);

    /// <summary>Chain of the authority; its leaf signs.</summary>
    public required LabChain Chain { get; init; }

    /// <summary>What is signed.</summary>
    public required LabTstInfo Info { get; init; }

    public string ContentInfoType { get; init; } = SignedData;

    public int Version { get; init; } = 3;

    public string ContentType { get; init; } = ContentOid;

    /// <summary>Elements of <c>certificates</c>, each encoded; null for the chain without its root.</summary>
    public IReadOnlyList<byte[]>? Certificates { get; init; }

    /// <summary>Elements of <c>crls</c>; none leaves the field out.</summary>
    public IReadOnlyList<byte[]> Crls { get; init; } = [];

    /// <summary>The signer; null for a token without one.</summary>
    public LabSigner? Signer { get; init; } = new();

    /// <summary>Further signers before the good one.</summary>
    public IReadOnlyList<LabSigner> SignersBefore { get; init; } = [];

    /// <summary>Further signers after it.</summary>
    public IReadOnlyList<LabSigner> SignersAfter { get; init; } = [];

    /// <summary>Indefinite lengths and strings in pieces, everywhere but in the certificates.</summary>
    public bool IsBer { get; init; }

    /// <summary>Changes the bytes at the end.</summary>
    public Func<byte[], byte[]> Change { get; init; } = token => token;

    public byte[] Encode()
    {
        var content = Info.Encode();
        var certificates = Certificates ?? [.. Chain.Members.SkipLast(1).DefaultIfEmpty(Chain.Root).Select(m => m.Der.ToArray())];
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(ContentInfoType);
            using (writer.PushSequence(Zero))
            using (writer.PushSequence())
            {
                writer.WriteInteger(Version);
                using (writer.PushSetOf())
                {
                    LabTstInfo.WriteAlgorithm(writer, LabTstInfo.Sha256, hasNull: true);
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(ContentType);
                    using (writer.PushSequence(Zero))
                    {
                        writer.WriteOctetString(content);
                    }
                }

                WriteSet(writer, Zero, certificates);
                WriteSet(writer, One, Crls);
                using (writer.PushSetOf())
                {
                    foreach (var signer in (LabSigner?[])[.. SignersBefore, Signer, .. SignersAfter])
                    {
                        if (signer is not null)
                        {
                            writer.WriteEncodedValue(signer.Encode(content, Chain));
                        }
                    }
                }
            }
        }

        var token = writer.Encode();
        return Change(IsBer ? LabBer.Loosen(token, [.. certificates, .. Crls]) : token);
    }

    private static void WriteSet(AsnWriter writer, Asn1Tag tag, IReadOnlyList<byte[]> elements)
    {
        if (elements.Count > 0)
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
}
