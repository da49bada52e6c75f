using Signet.Signatures.Cbor;

namespace Signet.Signatures.Envelopes.Cose;

/// <summary>COSE_Sign1_Tagged with the payload inside (signature-envelope-cose.md; RFC 9052, section 4.2).</summary>
internal sealed class CoseFormat : IEnvelopeFormat
{
    public const ulong Sign1Tag = 18;

    /// <summary>Tag of a time in seconds since 1970 (RFC 8949, section 3.4.2).</summary>
    public const ulong EpochTimeTag = 1;

    public static readonly CoseFormat Instance = new();

    public RawEnvelope Read(ReadOnlyMemory<byte> envelope) => CoseReader.Read(envelope);

    public UnsignedEnvelope Prepare(EnvelopeRequest request, SignatureAlgorithm algorithm) =>
        new CoseUnsignedEnvelope(request, algorithm);

    /// <summary>The Sig_structure (RFC 9052, section 4.4), around the protected header exactly as transmitted.</summary>
    public static byte[] ToBeSigned(ReadOnlySpan<byte> protectedHeader, ReadOnlySpan<byte> payload)
    {
        var writer = new CborWriter();
        writer.WriteArrayHead(4);
        writer.WriteTextString("Signature1");
        writer.WriteByteString(protectedHeader);
        writer.WriteByteString([]);
        writer.WriteByteString(payload);
        return writer.ToArray();
    }
}
