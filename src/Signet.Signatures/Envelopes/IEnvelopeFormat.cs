namespace Signet.Signatures.Envelopes;

/// <summary>What differs between JWS and COSE; everything else stands in the classes beside it.</summary>
internal interface IEnvelopeFormat
{
    /// <summary>Takes an envelope apart.</summary>
    /// <exception cref="EnvelopeFaultException">The bytes are not such an envelope.</exception>
    RawEnvelope Read(ReadOnlyMemory<byte> envelope);

    /// <summary>Encodes the signed part.</summary>
    /// <exception cref="SigningException">The format cannot hold what is asked for.</exception>
    UnsignedEnvelope Prepare(EnvelopeRequest request, SignatureAlgorithm algorithm);
}
