using Signet.Signatures.Cbor;

namespace Signet.Signatures.Envelopes.Cose;

/// <summary>What the unprotected header holds: certificates, timestamp and signing agent, none of them signed.</summary>
internal static class CoseUnprotectedHeader
{
    /// <summary>An array of byte strings, also for one certificate.</summary>
    public static List<ReadOnlyMemory<byte>> ReadChain(ReadOnlyMemory<byte>? x5chain)
    {
        if (x5chain is not { } encoded)
        {
            throw EnvelopeFaultException.Malformed(
                "certificate-chain-missing", "The envelope has no certificate chain (x5chain).");
        }

        var reader = new CborReader(encoded.Span);
        if (reader.PeekKind() != CborKind.Array)
        {
            throw EnvelopeFaultException.Malformed("certificate-chain-type", "x5chain is not an array.");
        }

        var chain = new List<ReadOnlyMemory<byte>>();
        for (var left = reader.ReadArrayHead(); left > 0; left--)
        {
            if (reader.PeekKind() != CborKind.ByteString)
            {
                throw EnvelopeFaultException.Malformed(
                    "certificate-chain-type", "x5chain has an item that is not a byte string.");
            }

            chain.Add(reader.ReadByteString().ToArray());
        }

        CertificateParts.CheckLimits(chain);
        return chain;
    }

    /// <summary>The timestamp token; one of the wrong type counts as absent, as in <c>notation</c>.</summary>
    public static ReadOnlyMemory<byte>? ReadTimestamp(CoseHeaderMap unsigned)
    {
        if (unsigned.Find(AttributeNames.TimestampSignature) is not { } encoded)
        {
            return null;
        }

        var reader = new CborReader(encoded.Span);
        var token = reader.PeekKind() == CborKind.ByteString ? reader.ReadByteString() : [];

        // A bare null would become an empty ReadOnlyMemory here, by way of the conversion from byte[].
        return token.IsEmpty ? default(ReadOnlyMemory<byte>?) : token.ToArray();
    }

    /// <summary>The signing agent; it must never make verification fail.</summary>
    public static string? ReadSigningAgent(CoseHeaderMap unsigned)
    {
        if (unsigned.Find(AttributeNames.SigningAgent) is not { } encoded)
        {
            return null;
        }

        var reader = new CborReader(encoded.Span);
        return reader.PeekKind() == CborKind.TextString ? reader.ReadTextString() : null;
    }
}
