namespace Signet.Plugins.Messages;

/// <summary>Answer of <c>generate-signature</c>.</summary>
public sealed record GenerateSignatureResponse
{
    /// <summary>The request's key id, byte for byte.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>RSASSA-PSS with a salt as long as the hash, or ECDSA as r‖s in fixed width (not DER).</summary>
    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>For example <c>RSASSA-PSS-SHA-256</c> or <c>ECDSA-SHA-384</c>.</summary>
    public string SigningAlgorithm { get; init; } = "";

    /// <summary>DER certificates, leaf first, root last.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain { get; init; } = [];
}
