using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Verification.Steps;

/// <summary>A plugin that a signature demands, found fit to take part: one executable from the first question to the last.</summary>
/// <param name="Client">Calls it.</param>
/// <param name="Metadata">What it says of itself, asked for this signature.</param>
internal sealed record VerificationPlugin(PluginClient Client, PluginMetadata Metadata)
{
    private static readonly (string Capability, VerificationType Type)[] Verifiers =
    [
        (PluginCapability.TrustedIdentityVerifier, VerificationType.Authenticity),
        (PluginCapability.RevocationVerifier, VerificationType.Revocation),
    ];

    /// <summary>What it can take over; the specification knows two checks.</summary>
    public IReadOnlyList<string> Capabilities { get; } =
        [.. Verifiers.Select(v => v.Capability).Where(c => Metadata.Capabilities.Contains(c, StringComparer.Ordinal))];

    /// <summary>For the checks that are left to it.</summary>
    public Delegation Delegation { get; } = new(Client.Name, Metadata.Version);

    /// <summary>Which plugin it is.</summary>
    public Evidence[] Evidence =>
    [
        new("verification plugin", Client.Name),
        new("plugin version", Metadata.Version),
        new("plugin executable", Client.Path),
    ];

    /// <summary>True when a check is its own to make.</summary>
    public bool TakesOver(string capability) => Capabilities.Contains(capability, StringComparer.Ordinal);

    /// <summary>What it is asked to do under a statement: nothing that the policy skips.</summary>
    public IReadOnlyList<string> CapabilitiesFor(SignatureContext context) =>
    [
        .. Verifiers
            .Where(v => TakesOver(v.Capability) && context.ActionOf(v.Type) != VerificationAction.Skip)
            .Select(v => v.Capability),
    ];

    /// <summary>
    /// A check until the plugin has answered. It stays like this when the plugin is not reached, and is no pass.
    /// </summary>
    public Check Pending(string rule, VerificationAction action) => new()
    {
        Rule = rule,
        Status = CheckStatus.NotRun,
        Action = action,
        Message = $"left to the verification plugin \"{Client.Name}\", which did not answer or was not asked",
        Evidence = Evidence,
        DelegatedTo = Delegation,
    };
}
