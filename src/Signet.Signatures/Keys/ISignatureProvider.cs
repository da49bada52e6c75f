namespace Signet.Signatures.Keys;

/// <summary>Makes primitive signatures: a local key, or later a plugin.</summary>
public interface ISignatureProvider
{
    /// <summary>The kind of the leaf key; decides the algorithm.</summary>
    KeySpec KeySpec { get; }

    /// <summary>
    /// Signs <paramref name="payload"/> (the whole of the bytes to be signed, not their hash) with the algorithm of
    /// <see cref="KeySpec"/>. RSA: PSS, salt as long as the hash. ECDSA: r and s at fixed width.
    /// </summary>
    ValueTask<PrimitiveSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default);
}
