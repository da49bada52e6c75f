using Signet.Notary.Plugins;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Between the halves of step 2: finds the plugin that a signature demands, and whether it is fit to take part
/// (plugin-extensibility.md, "Verification workflow using plugin", step 1). No policy level waives any of it.
/// </summary>
/// <remarks>
/// Whoever may push a signature chooses the plugin's name, so no process is started before the signature has earned it:
/// the demand itself can be met, a trusted store backs the chain, and no check that needs nothing but this machine will
/// refuse the signature later. <c>notation</c> asks the plugin first of all, strangers' signatures included, and under a
/// policy that only logs authenticity lets a plugin judge chains that no store backs.
/// </remarks>
internal static class PluginDiscoveryStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "plugin.discovery";

    /// <summary>Later steps that ask nobody else.</summary>
    private static readonly Func<SignatureContext, Task<Check>>[] LaterLocalSteps =
    [
        context => Task.FromResult(ExpiryStep.Run(context)),
        DescriptorStep.RunAsync,
        context => Task.FromResult(DescriptorStep.RunMetadata(context)),
    ];

    /// <summary>Runs the step; the plugin it finds is in <see cref="SignatureContext.Plugin"/>.</summary>
    public static async Task<Check> RunAsync(SignatureContext context, CancellationToken cancellationToken)
    {
        var name = context.Content.VerificationPlugin!;
        if (FindUnmeetable(context, name) is { } unmeetable)
        {
            return Checks.Broken(
                Rule, null, VerdictKind.Invalid, unmeetable, "ask the publisher for a new signature", Demand(context));
        }

        if (context.PluginAccess.Manager is not { } manager)
        {
            return Unusable(
                context,
                $"the signature must be verified with the plugin \"{name}\", and no plugins may be used here",
                "verify with signet verify on a machine where the plugin is installed, or set VerifierOptions.Plugins");
        }

        if (TrustStoreStep.FindHighestTrusted(context) is null)
        {
            return Checks.Broken(
                Rule,
                null,
                VerdictKind.Untrusted,
                $"the plugin \"{name}\", with which the signature must be verified, was not started, because no trusted store "
                + "backs the signature's certificate chain",
                "see the check of trust stores: whom you trust to name a plugin must be in one, whatever the level",
                Demand(context));
        }

        foreach (var runAsync in LaterLocalSteps)
        {
            if (await runAsync(context) is { Status: CheckStatus.Failed } failing)
            {
                return Checks.NotRun(Rule, failing.Rule);
            }
        }

        try
        {
            return await FindAsync(context, manager, name, cancellationToken);
        }
        catch (OperationCanceledException) when (context.Deadline.EndedWork)
        {
            return Unusable(
                context, $"the plugin \"{name}\" was not found out about in time: {context.Deadline.Reason}", "try again");
        }
    }

    /// <summary>What the signature demands of its plugin, as evidence.</summary>
    private static Evidence[] Demand(SignatureContext context) =>
    [
        new("verification plugin", context.Content.VerificationPlugin!),
        new("lowest version", context.Content.VerificationPluginMinVersion ?? "any"),
    ];

    /// <summary>A demand that no plugin could meet is the signature's own fault.</summary>
    private static string? FindUnmeetable(SignatureContext context, string name)
    {
        if (PluginName.FindFault(name) is { } fault)
        {
            return $"the signature demands a verification plugin of a name that no plugin can have: {fault}";
        }

        if (context.Content.VerificationPluginMinVersion is { } lowest && !SemanticVersion.TryParse(lowest, out _))
        {
            return $"the signature demands version {PluginText.Quoted(lowest)} or higher of the verification plugin \"{name}\", "
                + "which is not a semantic version";
        }

        return AttributesForPlugin.FindUnprocessable(context.Content) is { } attribute
            ? $"the signature says that a verifier must understand the attribute {attribute}, which no plugin can be told of: "
                + "plugins get texts, numbers and null, under names that are texts"
            : null;
    }

    private static async Task<Check> FindAsync(
        SignatureContext context, PluginManager manager, string name, CancellationToken cancellationToken)
    {
        PluginClient client;
        PluginMetadata metadata;
        try
        {
            client = manager.Open(name);
            metadata = await context.PluginAccess.Slots.CallAsync(
                () => client.GetMetadataAsync(context.PluginAccess.Config, cancellationToken), cancellationToken);
        }
        catch (PluginCallException e)
        {
            return Unusable(
                context,
                $"error while locating the verification plugin \"{name}\", make sure the plugin is installed successfully before "
                + $"verifying the signature. error: {e.Message}",
                Remedy(e, name));
        }

        var plugin = new VerificationPlugin(client, metadata);
        if (FindVersionFault(context, plugin) is { } fault)
        {
            return Unusable(context, fault, $"install a version of the plugin that fits: signet plugin install", plugin);
        }

        if (plugin.Capabilities.Count == 0)
        {
            return Unusable(
                context,
                $"digital signature requires plugin \"{name}\" with signature verification capabilities "
                + $"(\"{PluginCapability.TrustedIdentityVerifier}\" and/or \"{PluginCapability.RevocationVerifier}\") installed",
                "the plugin of that name that is installed only signs: install the one the publisher means",
                plugin);
        }

        context.Plugin.Found = plugin;
        return Checks.Passed(
            Rule,
            null,
            $"the plugin \"{name}\" that the signature demands is installed and can take part",
            [.. plugin.Evidence, .. Demand(context)[1..], new("capabilities", string.Join(", ", plugin.Capabilities))]);
    }

    /// <summary>Versions are compared by the precedence of Semantic Versioning.</summary>
    private static string? FindVersionFault(SignatureContext context, VerificationPlugin plugin)
    {
        var text = PluginText.Printable(plugin.Metadata.Version, PluginText.WordLength);
        if (!SemanticVersion.TryParse(plugin.Metadata.Version, out var version))
        {
            return $"the verification plugin \"{plugin.Client.Name}\" has the version \"{text}\", which is not a semantic version";
        }

        return SemanticVersion.TryParse(context.Content.VerificationPluginMinVersion, out var lowest) && version < lowest
            ? $"found plugin {plugin.Client.Name} with version {text} but signature verification needs plugin version greater than "
                + $"or equal to {lowest}"
            : null;
    }

    private static string Remedy(PluginCallException e, string name) => e.Failure switch
    {
        PluginFailure.NotFound => $"install the plugin \"{name}\", if you know and trust it: signet plugin install",
        PluginFailure.TimedOut => "try again; if it happens again, ask the plugin's vendor",
        PluginFailure.Refused => "see what the plugin says and try again; signet verify --debug shows the whole answer",
        PluginFailure.Unsafe => "do what the message says, or install the plugin again: signet plugin install",
        _ => "install the plugin again: signet plugin install; or ask its vendor",
    };

    private static Check Unusable(SignatureContext context, string message, string remedy, VerificationPlugin? plugin = null) =>
        Checks.Unknown(Rule, null, message, remedy, [.. plugin?.Evidence ?? Demand(context)[..1], .. Demand(context)[1..]]);
}
