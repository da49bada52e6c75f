using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>What an authority signs (TSTInfo, RFC 3161 §2.4.2), always DER, whatever the token around it is.</summary>
/// <remarks>
/// Stricter than Go: what follows the last known field, an accuracy out of range, a critical extension (none is known) and
/// a negative serial number are refused. The name of the authority (<c>tsa</c>) and <c>ordering</c> decide nothing here: the
/// signing-certificate attribute says which certificate signed.
/// </remarks>
internal sealed record TstInfo
{
    private const int MaxSerialBytes = 64;
    private static readonly Asn1Tag MillisTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag MicrosTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag AuthorityTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 1);

    /// <summary>Times that a token can state: later additions and subtractions must not leave what .NET can express.</summary>
    private static readonly (DateTimeOffset From, DateTimeOffset To) Times =
        (DateTimeOffset.UnixEpoch, new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public required string Policy { get; init; }

    /// <summary>messageImprint, DER: algorithm with its parameters, and hash.</summary>
    public required ReadOnlyMemory<byte> MessageImprint { get; init; }

    public required HashAlgorithmName Hash { get; init; }

    public required ReadOnlyMemory<byte> Imprint { get; init; }

    public required string SerialNumber { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required TimeSpan Accuracy { get; init; }

    public ReadOnlyMemory<byte>? Nonce { get; init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="TimestampFaultException">It is not well formed, or says what is refused.</exception>
    public static TstInfo Read(ReadOnlyMemory<byte> der) =>
        TimestampFaultException.Guard("tst-info", "the timestamp's content (TSTInfo)", () => ReadFields(der));

    private static TstInfo ReadFields(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var fields = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!fields.TryReadInt32(out var version) || version != 1)
        {
            throw new TimestampFaultException(
                "tst-info-version", $"the timestamp's content (TSTInfo) has version {version}, and only version 1 is known");
        }

        var policy = fields.ReadObjectIdentifier();
        var messageImprint = fields.ReadEncodedValue();
        var (hash, imprint) = ReadImprint(messageImprint);
        var serialNumber = ReadSerialNumber(fields);
        var time = ReadTime(fields);
        var accuracy = fields.HasData && fields.PeekTag() == Asn1Tag.Sequence ? ReadAccuracy(fields.ReadSequence()) : TimeSpan.Zero;
        if (fields.HasData && fields.PeekTag() == Asn1Tag.Boolean)
        {
            fields.ReadBoolean();
        }

        var nonce = fields.HasData && fields.PeekTag() == Asn1Tag.Integer
            ? fields.ReadIntegerBytes()
            : default(ReadOnlyMemory<byte>?);
        if (Next(fields, AuthorityTag))
        {
            fields.ReadEncodedValue();
        }

        if (Next(fields, ExtensionsTag))
        {
            ReadExtensions(fields.ReadSequence(ExtensionsTag));
        }

        fields.ThrowIfNotEmpty();
        return new TstInfo
        {
            Policy = policy,
            MessageImprint = messageImprint,
            Hash = hash,
            Imprint = imprint,
            SerialNumber = serialNumber,
            Time = time,
            Accuracy = accuracy == TimeSpan.Zero && policy == TimestampOids.BaselinePolicy ? TimeSpan.FromSeconds(1) : accuracy,
            Nonce = nonce,
        };
    }

    /// <summary>
    /// RFC 3161 §2.4.1. Only hash functions that also sign: the imprint stands for the signature (signature-specification.md,
    /// "Timestamping").
    /// </summary>
    private static (HashAlgorithmName Hash, ReadOnlyMemory<byte> Imprint) ReadImprint(ReadOnlyMemory<byte> messageImprint)
    {
        var fields = new AsnReader(messageImprint, AsnEncodingRules.DER).ReadSequence();
        if (TimestampOids.ReadHash(fields, out var oid) is not { } hash)
        {
            throw new TimestampFaultException(
                "imprint-hash", $"the timestamp's imprint is made with {oid}; SHA-256, SHA-384 and SHA-512 are accepted");
        }

        var imprint = fields.ReadOctetString();
        fields.ThrowIfNotEmpty();
        return imprint.Length == TimestampOids.SizeOf(hash)
            ? (hash, imprint)
            : throw new AsnContentException($"the imprint has {imprint.Length} bytes, which is no {hash.Name}");
    }

    private static string ReadSerialNumber(AsnReader fields)
    {
        var bytes = fields.ReadIntegerBytes().Span;
        if ((bytes[0] & 0x80) != 0 || bytes.Length > MaxSerialBytes)
        {
            throw new AsnContentException("the serial number is negative or too long");
        }

        return Convert.ToHexStringLower(bytes.Length > 1 && bytes[0] == 0 ? bytes[1..] : bytes);
    }

    /// <summary>RFC 3161 §2.4.2: GeneralizedTime in UTC, which DER's form ends in Z.</summary>
    private static DateTimeOffset ReadTime(AsnReader fields)
    {
        var time = TimestampFaultException.Guard(
            "gen-time", "the time in the timestamp (genTime), a GeneralizedTime in UTC,", () => fields.ReadGeneralizedTime());
        return time >= Times.From && time < Times.To
            ? time
            : throw new TimestampFaultException("gen-time", $"the time in the timestamp (genTime) is {time:u}, which cannot be");
    }

    /// <summary>RFC 3161 §2.4.2: seconds, thousandths and millionths add up. Go takes any number, negative ones too.</summary>
    private static TimeSpan ReadAccuracy(AsnReader fields)
    {
        var seconds = fields.HasData && fields.PeekTag() == Asn1Tag.Integer
            ? ReadNumber(fields, Asn1Tag.Integer, SignatureLimits.TimestampAccuracySeconds)
            : 0;
        var millis = Next(fields, MillisTag) ? ReadNumber(fields, MillisTag, 999) : 0;
        var micros = Next(fields, MicrosTag) ? ReadNumber(fields, MicrosTag, 999) : 0;
        fields.ThrowIfNotEmpty();
        return new TimeSpan(
            (seconds * TimeSpan.TicksPerSecond) + (millis * TimeSpan.TicksPerMillisecond) + (micros * TimeSpan.TicksPerMicrosecond));
    }

    private static long ReadNumber(AsnReader fields, Asn1Tag tag, int most) =>
        fields.TryReadInt32(out var value, tag) && value >= 0 && value <= most
            ? value
            : throw new TimestampFaultException(
                "accuracy", $"a part of the timestamp's accuracy is not between 0 and {most}; nothing can be concluded from it");

    /// <summary>RFC 3161 §2.4.2 with RFC 5280 §4.2: what is critical must be understood, and none is.</summary>
    private static void ReadExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
            if (isCritical)
            {
                throw new TimestampFaultException(
                    "tst-info-extension", $"the timestamp has the critical extension {oid}, which is not known here");
            }
        }
    }

    private static bool Next(AsnReader fields, Asn1Tag tag) => fields.HasData && fields.PeekTag().HasSameClassAndValue(tag);
}
