using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Signet.Signatures.Certificates;

/// <summary>
/// Distinguished names of certificates, as text and in parts. The text is what <c>notation</c> prints
/// (<c>issued to</c>, <c>Issuer:</c>), which is Go's form and not .NET's.
/// </summary>
public static class CertificateName
{
    /// <summary>Go's order of the known types, first to last in DER; the text runs backwards.</summary>
    private static readonly (string Oid, string Type)[] Known =
    [
        ("2.5.4.6", "C"),
        ("2.5.4.8", "ST"),
        ("2.5.4.7", "L"),
        ("2.5.4.9", "STREET"),
        ("2.5.4.17", "POSTALCODE"),
        ("2.5.4.10", "O"),
        ("2.5.4.11", "OU"),
        ("2.5.4.3", "CN"),
        ("2.5.4.5", "SERIALNUMBER"),
    ];

    /// <summary>
    /// The name in the loose RFC 2253 form of Go's <c>pkix.Name</c>: known types in a fixed order whatever their order in
    /// the certificate (<c>SERIALNUMBER, CN, OU, O, POSTALCODE, STREET, L, ST, C</c>), several of one type joined with
    /// <c>+</c>, then each other attribute as <c>oid=#hex</c>. Where Go shows only the last of several CN or SERIALNUMBER,
    /// all are shown: nothing in a name stays hidden. A name that cannot be read is shown as <c>#hex</c>.
    /// </summary>
    public static string Format(X500DistinguishedName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Format(name.RawData);
    }

    /// <summary>
    /// The name's parts: one list for each relative distinguished name, in the certificate's order, duplicates kept; a
    /// list longer than one is a multi-valued RDN.
    /// </summary>
    /// <exception cref="FormatException">The name is not well formed.</exception>
    public static IReadOnlyList<IReadOnlyList<NameAttribute>> RelativeNames(X500DistinguishedName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return Read(name.RawData);
        }
        catch (AsnContentException e)
        {
            throw new FormatException($"the distinguished name of the certificate is malformed: {e.Message}", e);
        }
    }

    /// <summary>All attributes of <see cref="RelativeNames"/>, flattened.</summary>
    /// <exception cref="FormatException">The name is not well formed.</exception>
    public static IReadOnlyList<NameAttribute> Attributes(X500DistinguishedName name) =>
        [.. RelativeNames(name).SelectMany(rdn => rdn)];

    internal static string Format(ReadOnlyMemory<byte> der)
    {
        List<NameAttribute> attributes;
        try
        {
            attributes = [.. Read(der).SelectMany(rdn => rdn)];
        }
        catch (AsnContentException)
        {
            return $"#{Convert.ToHexStringLower(der.Span)}";
        }

        var text = new StringBuilder();
        for (var i = Known.Length - 1; i >= 0; i--)
        {
            var separator = ',';
            foreach (var attribute in attributes)
            {
                if (attribute.Oid == Known[i].Oid)
                {
                    Append(text, separator).Append(attribute.Type).Append('=');
                    AppendEscaped(text, attribute.Value);
                    separator = '+';
                }
            }
        }

        for (var i = attributes.Count - 1; i >= 0; i--)
        {
            if (attributes[i] is var other && other.Type == other.Oid)
            {
                Append(text, ',').Append(other.Oid).Append("=#").Append(GoDerHex(other.Value));
            }
        }

        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, char separator) =>
        text.Length == 0 ? text : text.Append(separator);

    /// <summary>RFC 2253 §2.4, with the set of characters that Go escapes.</summary>
    private static void AppendEscaped(StringBuilder text, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var isEscaped = value[i] switch
            {
                ',' or '+' or '"' or '\\' or '<' or '>' or ';' => true,
                ' ' => i == 0 || i == value.Length - 1,
                '#' => i == 0,
                _ => false,
            };
            if (isEscaped)
            {
                text.Append('\\');
            }

            text.Append(value[i]);
        }
    }

    /// <summary>Go decodes a value to text and encodes that anew: PrintableString where the characters allow, else UTF8String.</summary>
    private static string GoDerHex(string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(
            IsPrintable(value) ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, value);
        return Convert.ToHexStringLower(writer.Encode());
    }

    internal static bool IsPrintable(string value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !" '()+,-./:=?".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static List<IReadOnlyList<NameAttribute>> Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var names = new List<IReadOnlyList<NameAttribute>>();
        while (sequence.HasData)
        {
            // Certificates exist whose multi-valued RDN is not in DER's order of a set; nothing depends on it here.
            var set = sequence.ReadSetOf(skipSortOrderValidation: true);
            var rdn = new List<NameAttribute>(1);
            while (set.HasData)
            {
                var pair = set.ReadSequence();
                var oid = pair.ReadObjectIdentifier();
                var value = ReadText(pair);
                pair.ThrowIfNotEmpty();
                rdn.Add(new NameAttribute(oid, TypeOf(oid), value));
            }

            names.Add(rdn);
        }

        return names;
    }

    private static string TypeOf(string oid)
    {
        foreach (var (known, type) in Known)
        {
            if (known == oid)
            {
                return type;
            }
        }

        return oid;
    }

    private static string ReadText(AsnReader value)
    {
        var tag = value.PeekTag();
        if (tag.TagClass != TagClass.Universal)
        {
            throw new AsnContentException("an attribute of the name is no text");
        }

        var kind = (UniversalTagNumber)tag.TagValue;
        return kind is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.NumericString or UniversalTagNumber.BMPString or UniversalTagNumber.T61String
            ? value.ReadCharacterString(kind)
            : throw new AsnContentException($"an attribute of the name has the unsupported type {kind}");
    }
}
