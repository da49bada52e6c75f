using Signet.Signatures.Cbor;

namespace Signet.Signatures.Envelopes.Cose;

/// <summary>One of the two header maps: labels in their order, each with the encoding of its value.</summary>
internal sealed class CoseHeaderMap
{
    private readonly List<(CoseLabel Label, ReadOnlyMemory<byte> Value)> _entries = [];

    public IReadOnlyList<(CoseLabel Label, ReadOnlyMemory<byte> Value)> Entries => _entries;

    public ReadOnlyMemory<byte>? Find(CoseLabel label)
    {
        foreach (var entry in _entries)
        {
            if (entry.Label == label)
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Reads a map whose keys are labels; no label occurs twice.</summary>
    /// <param name="reader">Reader at the map.</param>
    /// <param name="allowTags">True for the protected header, whose times are tagged.</param>
    public static CoseHeaderMap Read(ref CborReader reader, bool allowTags)
    {
        var map = new CoseHeaderMap();
        var keys = new CborKeySet();
        for (var left = reader.ReadMapHead(); left > 0; left--)
        {
            var label = ReadLabel(new CborReader(reader.ReadKey(ref keys)));
            map._entries.Add((label, reader.ReadItem(allowTags).ToArray()));
        }

        map.CheckRegistered();
        return map;
    }

    public static CoseLabel ReadLabel(CborReader reader) => reader.PeekKind() switch
    {
        CborKind.Integer => reader.ReadInteger(),
        CborKind.TextString => reader.ReadTextString(),
        _ => throw EnvelopeFaultException.Malformed("cose-label", "A header label is neither an integer nor text."),
    };

    /// <summary>No label stands in both maps, and not both ways to state an IV (RFC 9052, sections 3 and 3.1).</summary>
    public static void CheckTogether(CoseHeaderMap signed, CoseHeaderMap unsigned)
    {
        foreach (var (label, _) in unsigned._entries)
        {
            if (signed.Find(label) is not null)
            {
                throw EnvelopeFaultException.Malformed(
                    "cose-label-twice", $"The header {label} stands both in the protected and in the unprotected headers.");
            }
        }

        if ((signed.Find(CoseLabels.Iv) ?? unsigned.Find(CoseLabels.Iv)) is not null
            && (signed.Find(CoseLabels.PartialIv) ?? unsigned.Find(CoseLabels.PartialIv)) is not null)
        {
            throw EnvelopeFaultException.Malformed("cose-iv", "The headers IV and Partial IV exclude each other.");
        }
    }

    private void CheckRegistered()
    {
        foreach (var label in (ReadOnlySpan<long>)[CoseLabels.KeyId, CoseLabels.Iv, CoseLabels.PartialIv])
        {
            if (Find(label) is { } value && new CborReader(value.Span).PeekKind() != CborKind.ByteString)
            {
                throw EnvelopeFaultException.Malformed(
                    "cose-header-type", $"The header label {label} is not a byte string.");
            }
        }
    }
}
