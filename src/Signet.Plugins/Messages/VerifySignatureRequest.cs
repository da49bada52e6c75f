namespace Signet.Plugins.Messages;

/// <summary>Request of <c>verify-signature</c>.</summary>
public sealed record VerifySignatureRequest : PluginRequest
{
    /// <summary>The signature, whose integrity the host has verified.</summary>
    public SignatureToVerify Signature { get; init; } = new();

    /// <summary>What the policy says.</summary>
    public TrustPolicyExcerpt TrustPolicy { get; init; } = new();
}
