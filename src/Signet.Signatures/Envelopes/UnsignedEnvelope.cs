using Signet.Signatures.Keys;

namespace Signet.Signatures.Envelopes;

/// <summary>An envelope whose signed part stands and whose signature is to come.</summary>
internal abstract class UnsignedEnvelope
{
    /// <summary>The bytes to sign.</summary>
    public abstract ReadOnlyMemory<byte> ToBeSigned { get; }

    /// <summary>Encodes the whole envelope.</summary>
    public abstract byte[] Complete(
        PrimitiveSignature signature, ReadOnlyMemory<byte>? timestampToken, string? signingAgent);
}
