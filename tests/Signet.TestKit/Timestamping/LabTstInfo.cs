using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;

namespace Signet.TestKit.Timestamping;

/// <summary>What an authority signs (TSTInfo, RFC 3161 §2.4.2), as it should be or not.</summary>
public sealed record LabTstInfo
{
    public const string Sha1 = "1.3.14.3.2.26";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";
    public const string Sha512 = "2.16.840.1.101.3.4.2.3";

    /// <summary>Policy under which a token without accuracy is good to a second (ETSI EN 319 421).</summary>
    public const string BaselinePolicy = "0.4.0.2023.1.1";

    public int Version { get; init; } = 1;

    public string Policy { get; init; } = "2.999.3161.1";

    /// <summary>Object identifier of the imprint's hash function.</summary>
    public string HashOid { get; init; } = Sha256;

    /// <summary>Writes NULL as the hash function's parameters.</summary>
    public bool HasNullParameters { get; init; } = true;

    /// <summary>The hash.</summary>
    public byte[] Imprint { get; init; } = [];

    public BigInteger SerialNumber { get; init; } = 0x1234;

    /// <summary>Content of the GeneralizedTime; <see cref="At"/> makes one.</summary>
    public string Time { get; init; } = "20260601120000Z";

    /// <summary>Seconds, thousandths and millionths, each optional; null leaves accuracy out.</summary>
    public (BigInteger? Seconds, BigInteger? Millis, BigInteger? Micros)? Accuracy { get; init; } = (1, null, null);

    public bool? Ordering { get; init; }

    /// <summary>Content of the INTEGER; null leaves the nonce out.</summary>
    public byte[]? Nonce { get; init; }

    /// <summary>The GeneralName of <c>tsa</c>, DER; null leaves it out.</summary>
    public byte[]? Authority { get; init; }

    /// <summary>Extensions, all with the value 0500.</summary>
    public IReadOnlyList<(string Oid, bool IsCritical)> Extensions { get; init; } = [];

    /// <summary>Bytes after the last field, inside the sequence.</summary>
    public byte[] Trailer { get; init; } = [];

    /// <summary>The content of a GeneralizedTime in UTC, with as many digits after the second as it needs.</summary>
    public static string At(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMddHHmmss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";

    public byte[] Encode()
    {
        // BER, because DER refuses to write what some of this is.
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version);
            writer.WriteObjectIdentifier(Policy);
            using (writer.PushSequence())
            {
                WriteAlgorithm(writer, HashOid, HasNullParameters);
                writer.WriteOctetString(Imprint);
            }

            writer.WriteInteger(SerialNumber);
            writer.WriteEncodedValue([0x18, (byte)Time.Length, .. System.Text.Encoding.ASCII.GetBytes(Time)]);
            WriteAccuracy(writer);
            if (Ordering is { } ordering)
            {
                writer.WriteBoolean(ordering);
            }

            if (Nonce is not null)
            {
                writer.WriteInteger(Nonce);
            }

            if (Authority is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteEncodedValue(Authority);
                }
            }

            WriteExtensions(writer);
            if (Trailer.Length > 0)
            {
                writer.WriteEncodedValue(Trailer);
            }
        }

        return writer.Encode();
    }

    internal static void WriteAlgorithm(AsnWriter writer, string oid, bool hasNull)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (hasNull)
            {
                writer.WriteNull();
            }
        }
    }

    private void WriteAccuracy(AsnWriter writer)
    {
        if (Accuracy is not { } accuracy)
        {
            return;
        }

        using (writer.PushSequence())
        {
            Write(accuracy.Seconds, Asn1Tag.Integer);
            Write(accuracy.Millis, new Asn1Tag(TagClass.ContextSpecific, 0));
            Write(accuracy.Micros, new Asn1Tag(TagClass.ContextSpecific, 1));
        }

        void Write(BigInteger? value, Asn1Tag tag)
        {
            if (value is { } number)
            {
                writer.WriteInteger(number, tag);
            }
        }
    }

    private void WriteExtensions(AsnWriter writer)
    {
        if (Extensions.Count == 0)
        {
            return;
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        {
            foreach (var (oid, isCritical) in Extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    if (isCritical)
                    {
                        writer.WriteBoolean(true);
                    }

                    writer.WriteOctetString([5, 0]);
                }
            }
        }
    }
}
