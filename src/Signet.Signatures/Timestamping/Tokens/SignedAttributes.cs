using System.Formats.Asn1;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>The signed attributes of a signer (RFC 5652 §5.3, §11), each type at most once.</summary>
internal sealed class SignedAttributes
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _values = new(StringComparer.Ordinal);

    private SignedAttributes(byte[] encoded) => Encoded = encoded;

    /// <summary>
    /// What the signature is over: DER of the set, sorted, with the tag of a set in place of the one it has in the token
    /// (RFC 5652 §5.4).
    /// </summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Reads the attributes.</summary>
    /// <param name="set">The set's elements, each in DER.</param>
    /// <exception cref="TimestampFaultException">There is none, or one occurs twice.</exception>
    /// <exception cref="AsnContentException">One is not well formed.</exception>
    public static SignedAttributes Read(AsnReader set)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        while (set.HasData)
        {
            if (elements.Count == SignatureLimits.TimestampAttributes)
            {
                throw new TimestampFaultException(
                    "signed-attributes", $"the timestamp's signer has more than {SignatureLimits.TimestampAttributes} signed attributes");
            }

            elements.Add(set.ReadEncodedValue());
        }

        if (elements.Count == 0)
        {
            throw new TimestampFaultException("signed-attributes", "the timestamp's signer has an empty set of signed attributes");
        }

        var attributes = new SignedAttributes(Sort(elements));
        foreach (var element in elements)
        {
            attributes.Add(element);
        }

        return attributes;
    }

    /// <summary>True when there is an attribute of this type.</summary>
    public bool Contains(string oid) => _values.ContainsKey(oid);

    /// <summary>Reads the one value of an attribute; null when there is no such attribute.</summary>
    /// <param name="oid">The attribute's type.</param>
    /// <param name="rule">Rule that a malformed one breaks.</param>
    /// <param name="name">The attribute's name in messages.</param>
    /// <param name="read">Reads the value; what it leaves over is a fault.</param>
    /// <exception cref="TimestampFaultException">It is malformed, or has not exactly one value.</exception>
    public T? Find<T>(string oid, string rule, string name, Func<AsnReader, T> read)
        where T : class =>
        !_values.TryGetValue(oid, out var values)
            ? null
            : TimestampFaultException.Guard(rule, $"the signed attribute {name} of the timestamp", () =>
            {
                var outer = new AsnReader(values, AsnEncodingRules.DER);
                var set = outer.ReadSetOf(skipSortOrderValidation: true);
                outer.ThrowIfNotEmpty();
                var value = read(set);
                set.ThrowIfNotEmpty();
                return value;
            });

    /// <summary>Two of a kind would let two readers see two different timestamps (RFC 5652 §5.3).</summary>
    private void Add(ReadOnlyMemory<byte> element)
    {
        var attribute = new AsnReader(element, AsnEncodingRules.DER).ReadSequence();
        var type = attribute.ReadObjectIdentifier();
        if (attribute.PeekTag() != Asn1Tag.SetOf)
        {
            throw new AsnContentException($"the values of the signed attribute {type} are in no set");
        }

        var values = attribute.ReadEncodedValue();
        attribute.ThrowIfNotEmpty();
        if (!_values.TryAdd(type, values))
        {
            throw new TimestampFaultException(
                "signed-attribute-duplicate", $"the signed attribute {type} of the timestamp occurs twice");
        }
    }

    private static byte[] Sort(List<ReadOnlyMemory<byte>> elements)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            foreach (var element in elements)
            {
                writer.WriteEncodedValue(element.Span);
            }
        }

        return writer.Encode();
    }
}
