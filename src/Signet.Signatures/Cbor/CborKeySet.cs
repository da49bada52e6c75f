using System.Text;

namespace Signet.Signatures.Cbor;

/// <summary>The keys met so far in one map, by their encoding, which is unique because the reader takes one form only.</summary>
internal struct CborKeySet
{
    // One char for each byte: string hashing is seeded for each process, so keys cannot be made to collide.
    private HashSet<string>? _keys;

    /// <returns>False when the key was there.</returns>
    public bool Add(ReadOnlySpan<byte> encodedKey) =>
        (_keys ??= new(StringComparer.Ordinal)).Add(Encoding.Latin1.GetString(encodedKey));
}
