using Signet.Notary.Plugins;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 6: a signature can demand that a plugin takes part in its verification (plugin-extensibility.md, "Signature
/// Verifier"). The plugin decides the checks that were left to it, under the policy's action for each; that it answers, and
/// processes what the verifier does not know, no policy level waives.
/// </summary>
/// <remarks>It is asked once, and once more when it answers with TIMEOUT or THROTTLED (<see cref="PluginClient"/>).</remarks>
internal static class PluginStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "plugin";

    /// <summary>Runs the step; what the plugin decided is in <see cref="SignatureContext.Plugin"/>.</summary>
    public static async Task<Check> RunAsync(SignatureContext context, CancellationToken cancellationToken)
    {
        if (context.Content.VerificationPlugin is null)
        {
            return Checks.Passed(Rule, null, "the signature asks for no verification plugin");
        }

        if (context.Plugin.Found is not { } plugin)
        {
            return Checks.NotRun(Rule, PluginDiscoveryStep.Rule);
        }

        var capabilities = plugin.CapabilitiesFor(context);
        var attributes = AttributesForPlugin.Unprocessed(context.Content);
        if (capabilities.Count == 0)
        {
            return NothingToAsk(context, plugin, attributes);
        }

        try
        {
            var answer = await AskAsync(context, plugin, capabilities, cancellationToken);
            context.Plugin.Decisions = [.. capabilities.Select(c => Decide(context, plugin, c, answer.VerificationResults[c]))];
            return Checks.Passed(
                Rule,
                null,
                $"the verification plugin \"{plugin.Client.Name}\" took part",
                [
                    .. plugin.Evidence,
                    .. answer.VerificationResults.Select(r => new Evidence(r.Key, r.Value.Success ? "yes" : "no")),
                    .. attributes.Select(a => new Evidence("attribute processed", a)),
                ]);
        }
        catch (PluginCallException e)
        {
            return Describe(plugin, e);
        }
        catch (OperationCanceledException) when (context.Deadline.EndedWork)
        {
            return Unanswered(plugin, context.Deadline.Reason, "try again");
        }
    }

    /// <summary>
    /// With no check to make the plugin is not asked, as in <c>notation</c>; which then lets critical attributes pass that
    /// nobody processed, against the last step of the workflow.
    /// </summary>
    private static Check NothingToAsk(SignatureContext context, VerificationPlugin plugin, IReadOnlyList<string> attributes) =>
        attributes.Count == 0
            ? Checks.Passed(
                Rule, null, "the policy skips all that the verification plugin would check", plugin.Evidence)
            : Checks.Broken(
                Rule,
                null,
                VerdictKind.Invalid,
                "the policy skips all that the verification plugin would check, so nobody processes the critical attribute "
                + GoQuote.Text(attributes[0]),
                $"do not skip revocation in statement \"{context.Statement.Name}\" for signatures that demand this plugin",
                plugin.Evidence);

    private static Task<VerifySignatureResponse> AskAsync(
        SignatureContext context,
        VerificationPlugin plugin,
        IReadOnlyList<string> capabilities,
        CancellationToken cancellationToken) =>
        context.PluginAccess.Slots.CallAsync(
            () => plugin.Client.VerifySignatureAsync(
                new()
                {
                    Signature = AttributesForPlugin.Describe(context.Content),
                    TrustPolicy = new()
                    {
                        TrustedIdentities = context.Statement.TrustedIdentities,
                        SignatureVerification = capabilities,
                    },
                    PluginConfig = context.PluginAccess.Config,
                },
                cancellationToken),
            cancellationToken);

    private static Check Decide(
        SignatureContext context, VerificationPlugin plugin, string capability, VerificationResult result) =>
        (capability == PluginCapability.TrustedIdentityVerifier
            ? IdentityStep.Decide(context, plugin, result)
            : RevocationStep.Decide(context, plugin, result)) with
        {
            DelegatedTo = plugin.Delegation,
        };

    /// <summary>An answer that leaves critical attributes unprocessed is a failure; no answer leaves the question open.</summary>
    private static Check Describe(VerificationPlugin plugin, PluginCallException e) => e.Failure switch
    {
        PluginFailure.NotAuthentic => Checks.Broken(
            Rule,
            null,
            VerdictKind.Invalid,
            e.Message,
            "the plugin does not understand this signature: update it (signet plugin install), or ask the publisher which "
            + "plugin is meant",
            plugin.Evidence),
        PluginFailure.Refused => Unanswered(
            plugin,
            e.Message,
            e.Code is PluginErrorCode.Timeout or PluginErrorCode.Throttled
                ? "try again: the plugin's service did not keep up"
                : "see what the plugin says; signet verify --plugin-config passes settings to it",
            [
                new("error code", e.Code ?? ""),
                .. e.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new Evidence(m.Key, m.Value)),
            ]),
        PluginFailure.TimedOut => Unanswered(plugin, e.Message, "try again; if it happens again, ask the plugin's vendor"),
        _ => Unanswered(plugin, e.Message, "install the plugin again: signet plugin install; or ask its vendor"),
    };

    private static Check Unanswered(VerificationPlugin plugin, string why, string remedy, params Evidence[] evidence) =>
        Checks.Unknown(
            Rule, null, $"failed to verify with plugin {plugin.Client.Name}: {why}", remedy, [.. plugin.Evidence, .. evidence]);
}
