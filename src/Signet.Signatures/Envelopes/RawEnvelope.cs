namespace Signet.Signatures.Envelopes;

/// <summary>An envelope of either format taken apart; nothing in it is verified.</summary>
internal sealed class RawEnvelope
{
    public required string MediaType { get; init; }

    public required SignedHeader Header { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The bytes the signature is over.</summary>
    public required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>DER certificates, leaf first; at least one.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain { get; init; }

    public ReadOnlyMemory<byte>? TimestampToken { get; init; }

    public string? SigningAgent { get; init; }
}
