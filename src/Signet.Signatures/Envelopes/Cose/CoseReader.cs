using Signet.Signatures.Cbor;

namespace Signet.Signatures.Envelopes.Cose;

/// <summary>Takes a COSE_Sign1 envelope apart.</summary>
internal static class CoseReader
{
    public static RawEnvelope Read(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            return ReadSign1(envelope.Span);
        }
        catch (CborFormatException e)
        {
            throw EnvelopeFaultException.Malformed("cose-cbor", $"The envelope is not acceptable CBOR: {e.Message}.");
        }
    }

    private static RawEnvelope ReadSign1(ReadOnlySpan<byte> envelope)
    {
        var reader = new CborReader(envelope);
        if (reader.PeekKind() != CborKind.Tag || reader.ReadTag() != CoseFormat.Sign1Tag)
        {
            throw EnvelopeFaultException.Malformed(
                "cose-untagged", "The envelope does not start with the tag of COSE_Sign1.");
        }

        if (reader.ReadArrayHead() != 4)
        {
            throw EnvelopeFaultException.Malformed(
                "cose-structure", "COSE_Sign1 is an array of four items, this one is not.");
        }

        var protectedBytes = reader.ReadByteString().ToArray();
        var unsigned = CoseHeaderMap.Read(ref reader, allowTags: false);
        if (reader.PeekKind() == CborKind.Null)
        {
            throw EnvelopeFaultException.Malformed(
                "cose-payload-detached", "The payload is detached; Notary signatures have it inside.");
        }

        var payload = reader.ReadByteString().ToArray();
        var signature = reader.ReadByteString().ToArray();
        reader.ExpectEnd();
        if (payload.Length == 0)
        {
            throw EnvelopeFaultException.Malformed("payload-empty", "The envelope has no payload.");
        }

        if (signature.Length == 0)
        {
            throw EnvelopeFaultException.Malformed("signature-empty", "The envelope has no signature.");
        }

        var signed = ReadProtected(protectedBytes);
        CoseHeaderMap.CheckTogether(signed, unsigned);
        if (unsigned.Find(CoseLabels.Critical) is not null)
        {
            throw EnvelopeFaultException.Malformed("cose-crit-unprotected", "crit stands in the unprotected header.");
        }

        // notation reads the chain from the unprotected header only; the specification allows both places.
        var chain = CoseUnprotectedHeader.ReadChain(unsigned.Find(CoseLabels.X5Chain) ?? signed.Find(CoseLabels.X5Chain));
        return new()
        {
            MediaType = NotaryMediaTypes.Cose,
            Header = CoseProtectedHeader.Read(signed),
            Payload = payload,
            ToBeSigned = CoseFormat.ToBeSigned(protectedBytes, payload),
            Signature = signature,
            CertificateChain = chain,
            TimestampToken = CoseUnprotectedHeader.ReadTimestamp(unsigned),
            SigningAgent = CoseUnprotectedHeader.ReadSigningAgent(unsigned),
        };
    }

    private static CoseHeaderMap ReadProtected(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw EnvelopeFaultException.Malformed("cose-protected-empty", "The protected header is empty.");
        }

        var reader = new CborReader(bytes);
        var map = CoseHeaderMap.Read(ref reader, allowTags: true);
        reader.ExpectEnd();
        return map;
    }
}
