namespace Signet.Notary.Trust;

/// <summary>The rules for the member <c>graph</c> of a statement (docs/graph.md).</summary>
internal static class GraphRules
{
    /// <summary>A value as policies spell it.</summary>
    public static string NameOf(PlatformRule rule) => rule == PlatformRule.Signed ? "signed" : "index";

    /// <summary>A value as policies spell it.</summary>
    public static string NameOf(SignedRule rule) => rule == SignedRule.Optional ? "optional" : "signed";

    /// <summary>
    /// The rules. A value that is not known is an error: it was meant to protect something, and nobody knows what.
    /// </summary>
    public static GraphRequirements Validate(
        TrustPolicyForm.Statement statement, VerificationLevel? level, Action<string, string, string> add)
    {
        if (statement.Graph is not { } form)
        {
            return GraphRequirements.Standard;
        }

        if (level?.Name == VerificationLevels.Skip.Name)
        {
            add(
                "graph.skip", "is set to skip signature verification but has \"graph\": no part of a graph would be verified",
                "remove \"graph\", or use level \"strict\"");
        }

        if (form.Referrers.Count > NotaryLimits.GraphReferrerRules)
        {
            add(
                "graph.many", $"has {form.Referrers.Count} rules for referrers; at most {NotaryLimits.GraphReferrerRules} are read",
                "use prefixes (\"application/vnd.example.*\")");
            return GraphRequirements.Standard;
        }

        var rules = new Dictionary<string, SignedRule>(StringComparer.Ordinal);
        var others = SignedRule.Signed;
        foreach (var (type, text) in form.Referrers)
        {
            var rule = Parse(text);
            if (rule is null)
            {
                add(
                    "graph.value",
                    $"has {GoQuote.Text(text)} for referrers of type {GoQuote.Text(type)}, which has no meaning",
                    "write \"signed\" or \"optional\"");
            }
            else if (type == TrustPolicyMembers.GraphDefault)
            {
                others = rule.Value;
            }
            else if (!IsType(type))
            {
                add(
                    "graph.type", $"has a rule for referrers of type {GoQuote.Text(type)}, which is neither a type nor a prefix",
                    "write a type (\"application/spdx+json\"), a prefix with a star at its end (\"application/vnd.example.*\"), or "
                    + "\"default\" for all others");
            }
            else
            {
                rules[type] = rule.Value;
            }
        }

        return new() { Platforms = Platforms(form, add), OtherReferrers = others, Referrers = rules };
    }

    private static PlatformRule Platforms(TrustPolicyForm.GraphForm form, Action<string, string, string> add)
    {
        switch (form.Platforms)
        {
            case null or "index":
                return PlatformRule.Index;
            case "signed":
                return PlatformRule.Signed;
            default:
                add(
                    "graph.platforms", $"has {GoQuote.Text(form.Platforms)} for \"platforms\", which has no meaning",
                    "write \"index\" (the index's signature suffices) or \"signed\" (each platform has one of its own)");
                return PlatformRule.Signed;
        }
    }

    private static SignedRule? Parse(string text) => text switch
    {
        "signed" => SignedRule.Signed,
        "optional" => SignedRule.Optional,
        _ => null,
    };

    /// <summary>A media type, or what some begin with, with a star behind it: it has a slash, and no blank or other star.</summary>
    private static bool IsType(string text)
    {
        var name = text.EndsWith('*') ? text[..^1] : text;
        return name.IndexOf('/', StringComparison.Ordinal) > 0
            && (text.EndsWith('*') || !name.EndsWith('/'))
            && name.All(c => c is > ' ' and < (char)0x7f and not '*');
    }
}
