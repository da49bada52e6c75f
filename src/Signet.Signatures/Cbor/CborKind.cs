namespace Signet.Signatures.Cbor;

/// <summary>What the next item is: the major type, with major type 7 told apart (RFC 8949, section 3.1).</summary>
internal enum CborKind
{
    Integer,
    ByteString,
    TextString,
    Array,
    Map,
    Tag,
    Boolean,
    Null,
    Float,
    Simple,
}
