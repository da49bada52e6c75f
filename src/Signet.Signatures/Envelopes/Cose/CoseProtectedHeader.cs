using Signet.Signatures.Cbor;

namespace Signet.Signatures.Envelopes.Cose;

/// <summary>Decodes the protected header of a COSE envelope (signature-envelope-cose.md, "Protected Headers").</summary>
internal static class CoseProtectedHeader
{
    public static SignedHeader Read(CoseHeaderMap map)
    {
        SignatureAlgorithm? algorithm = null;
        string? contentType = null, scheme = null;
        DateTimeOffset? signingTime = null, authenticSigningTime = null, expiry = null;
        List<CriticalName>? critical = null;
        var extended = new List<SignedAttribute>();
        foreach (var (label, value) in map.Entries)
        {
            switch (label)
            {
                case { Number: CoseLabels.Algorithm, IsInteger: true }:
                    algorithm = ReadAlgorithm(value.Span);
                    break;
                case { Number: CoseLabels.Critical, IsInteger: true }:
                    critical = ReadCritical(value.Span);
                    break;
                case { Number: CoseLabels.ContentType, IsInteger: true }:
                    contentType = ReadContentType(value.Span);
                    break;
                case { Number: CoseLabels.X5Chain, IsInteger: true }:
                    break;
                case { Text: AttributeNames.SigningScheme }:
                    scheme = ReadText(value.Span)
                        ?? throw EnvelopeFaultException.Malformed("scheme-unknown", $"{label} is not text.");
                    break;
                case { Text: AttributeNames.SigningTime }:
                    signingTime = ReadTime(label, value.Span);
                    break;
                case { Text: AttributeNames.AuthenticSigningTime }:
                    authenticSigningTime = ReadTime(label, value.Span);
                    break;
                case { Text: AttributeNames.Expiry }:
                    expiry = ReadTime(label, value.Span);
                    break;
                default:
                    var attribute = new SignedAttribute(label.Name, ReadValue(value), IsCritical: false);
                    extended.Add(attribute with { IsIntegerLabel = label.IsInteger });
                    break;
            }
        }

        return new()
        {
            Algorithm = algorithm
                ?? throw EnvelopeFaultException.Malformed("algorithm-unsupported", "The protected header has no algorithm."),
            ContentType = contentType
                ?? throw EnvelopeFaultException.Malformed("content-type-missing", "The protected header has no content type."),
            Scheme = scheme,
            SigningTime = signingTime,
            AuthenticSigningTime = authenticSigningTime,
            Expiry = expiry,
            Critical = critical
                ?? throw EnvelopeFaultException.Malformed("crit-missing", "The protected header has no crit."),
            Extended = extended,
        };
    }

    private static SignatureAlgorithm ReadAlgorithm(ReadOnlySpan<byte> value)
    {
        var reader = new CborReader(value);
        if (reader.PeekKind() != CborKind.Integer)
        {
            throw EnvelopeFaultException.Malformed("algorithm-unsupported", "The algorithm is not an integer.");
        }

        var id = reader.ReadInteger();
        return SignatureAlgorithm.All.FirstOrDefault(a => a.CoseId == id)
            ?? throw EnvelopeFaultException.Malformed(
                "algorithm-unsupported", $"The algorithm {id} may not sign an envelope.");
    }

    private static string ReadContentType(ReadOnlySpan<byte> value)
    {
        var text = ReadText(value)
            ?? throw EnvelopeFaultException.Malformed("content-type-malformed", "The content type is not text.");
        return SigningRules.IsMediaType(text)
            ? text
            : throw EnvelopeFaultException.Malformed(
                "content-type-malformed", $"The content type \"{text}\" is not a media type.");
    }

    private static List<CriticalName> ReadCritical(ReadOnlySpan<byte> value)
    {
        var reader = new CborReader(value);
        var count = reader.PeekKind() == CborKind.Array ? reader.ReadArrayHead() : 0;
        if (count == 0)
        {
            throw EnvelopeFaultException.Malformed("crit-malformed", "crit is not an array with something in it.");
        }

        var names = new List<CriticalName>(count);
        for (; count > 0; count--)
        {
            if (reader.PeekKind() is not (CborKind.Integer or CborKind.TextString))
            {
                throw EnvelopeFaultException.Malformed("crit-malformed", "crit has an item that is not a label.");
            }

            var label = CoseHeaderMap.ReadLabel(new CborReader(reader.ReadItem(allowTags: false)));
            names.Add(new(label.Name, label.IsInteger));
        }

        return names;
    }

    /// <summary>
    /// Tag 1 around a number of whole seconds. <c>notation</c> would take fractions and never writes them; a floating
    /// point number is taken when it is whole (signature-envelope-cose.md: fractional seconds should not be used).
    /// </summary>
    private static DateTimeOffset ReadTime(CoseLabel label, ReadOnlySpan<byte> value)
    {
        var reader = new CborReader(value);
        if (reader.PeekKind() == CborKind.Tag && reader.ReadTag() == CoseFormat.EpochTimeTag)
        {
            long? seconds = reader.PeekKind() switch
            {
                CborKind.Integer => reader.ReadInteger(),
                CborKind.Float when reader.ReadFloat() is var number && double.IsInteger(number) && Math.Abs(number) < 1e12
                    => (long)number,
                _ => null,
            };
            if (seconds is { } unixTime
                && unixTime >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
                && unixTime <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            {
                return DateTimeOffset.FromUnixTimeSeconds(unixTime);
            }
        }

        throw EnvelopeFaultException.Malformed(
            "time-malformed",
            $"{label} is not a time in whole seconds under tag 1, but {Convert.ToHexString(value[..Math.Min(16, value.Length)])}.");
    }

    private static string? ReadText(ReadOnlySpan<byte> value)
    {
        var reader = new CborReader(value);
        return reader.PeekKind() == CborKind.TextString ? reader.ReadTextString() : null;
    }

    private static object? ReadValue(ReadOnlyMemory<byte> value)
    {
        var reader = new CborReader(value.Span);
        switch (reader.PeekKind())
        {
            case CborKind.TextString:
                return reader.ReadTextString();
            case CborKind.Boolean:
                return reader.ReadBoolean();
            case CborKind.Null:
                return null;
            case CborKind.Float:
                return reader.ReadFloat();
            case CborKind.Integer when value.Length < 9 || value.Span[1] < 0x80:
                return reader.ReadInteger();
            default:
                return value;
        }
    }
}
