namespace Signet.Plugins.Messages;

/// <summary>Request of <c>generate-signature</c>.</summary>
public sealed record GenerateSignatureRequest : PluginRequest
{
    /// <summary>The key, in the plugin's own terms.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>What <c>describe-key</c> said.</summary>
    public string KeySpec { get; init; } = "";

    /// <summary>SHA-256, SHA-384 or SHA-512; follows from the key's kind.</summary>
    public string HashAlgorithm { get; init; } = "";

    /// <summary>The bytes to sign, not hashed.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}
