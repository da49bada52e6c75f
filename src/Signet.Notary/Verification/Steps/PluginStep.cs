namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 6: a signature can demand that a plugin takes part in its verification (signature-specification.md, "Extended
/// Signed Attributes for Notation Plugins"). No policy level waives that.
/// </summary>
internal static class PluginStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "plugin";

    /// <summary>Runs the step.</summary>
    public static Check Run(SignatureContext context)
    {
        if (context.Content.VerificationPlugin is not { } plugin)
        {
            return Checks.Passed(Rule, null, "the signature asks for no verification plugin");
        }

        return Checks.Unknown(
            Rule,
            null,
            $"the signature must be verified with the plugin \"{plugin}\", and verification plugins are not available in "
            + "this version",
            "verify with notation and the plugin",
            new Evidence("verification plugin", plugin),
            new Evidence("lowest version", context.Content.VerificationPluginMinVersion ?? "any"));
    }
}
