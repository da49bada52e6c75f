namespace Signet.Plugins.Messages;

/// <summary>The part of the trust policy that a verification plugin needs.</summary>
public sealed record TrustPolicyExcerpt
{
    /// <summary>The statement's trusted identities.</summary>
    public IReadOnlyList<string> TrustedIdentities { get; init; } = [];

    /// <summary>The capabilities to use, from <see cref="PluginCapability"/>.</summary>
    public IReadOnlyList<string> SignatureVerification { get; init; } = [];
}
