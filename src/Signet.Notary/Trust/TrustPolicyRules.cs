namespace Signet.Notary.Trust;

/// <summary>
/// The rules for a policy (trust-store-trust-policy.md, "Trust Policy Properties"), in the order in which <c>notation</c>
/// applies them and in its words. All are applied: the list is complete, its first entry is what <c>notation</c> reports.
/// </summary>
internal static class TrustPolicyRules
{
    /// <summary>The statements as far as they are valid; a policy only when there are no errors.</summary>
    public static IReadOnlyList<TrustPolicyStatement> Validate(TrustPolicyForm form, PolicyFindings findings)
    {
        if (form.Version.Length == 0)
        {
            findings.Error(
                "version.missing", null, $"{form.Title} document has empty version, version must be specified",
                $"add \"version\": \"{TrustPolicyVersions.Standard}\"");
        }
        else if (form.Version != TrustPolicyVersions.Standard && !form.IsSuperset)
        {
            // Another version has other rules: what these would find says nothing.
            findings.Error(
                "version.unsupported", null, $"{form.Title} document uses unsupported version {GoQuote.Text(form.Version)}",
                $"use \"{TrustPolicyVersions.Standard}\", or \"{TrustPolicyVersions.Signet}\" for what only signet has");
            return [];
        }

        if (form.Statements.Count == 0)
        {
            findings.Error(
                "statements.missing", null, $"{form.Title} document can not have zero trust policy statements",
                "add a statement to \"trustPolicies\"");
        }

        var statements = new List<TrustPolicyStatement>(form.Statements.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < form.Statements.Count; i++)
        {
            CheckName(form, i, names, findings);
            if (TrustPolicyStatementRules.Validate(form, form.Statements[i], findings) is { } read)
            {
                statements.Add(read);
            }
        }

        if (form.Kind == TrustPolicyKind.Oci)
        {
            RegistryScopeRules.Validate(form, findings);
        }
        else
        {
            CheckGlobal(form, findings);
        }

        return statements;
    }

    private static void CheckName(TrustPolicyForm form, int index, HashSet<string> names, PolicyFindings findings)
    {
        var name = form.Statements[index].Name;
        if (name.Length == 0)
        {
            findings.Error(
                "name.missing", name,
                $"{form.Title}: a trust policy statement is missing a name, every statement requires a name "
                + $"(statement {index + 1} of the document)",
                "add \"name\" to the statement");
        }
        else if (!names.Add(name))
        {
            findings.Error(
                "name.repeated", name,
                $"multiple {form.Title} statements use the same name {GoQuote.Text(name)}, statement names must be unique",
                "give one of them another name");
        }
    }

    /// <summary>
    /// "Trust Policy for arbitrary blobs": one global statement at most, and it cannot skip. <c>notation</c> means to
    /// refuse the latter too and never does, because it compares a text with an object.
    /// </summary>
    private static void CheckGlobal(TrustPolicyForm form, PolicyFindings findings)
    {
        var global = form.Statements.Where(s => s.IsGlobal).ToList();
        if (global.Count > 1)
        {
            findings.Error(
                "global.repeated", null,
                "multiple blob trust policy statements have globalPolicy set to true. Only one trust policy statement can be "
                + "marked as global policy",
                $"keep \"globalPolicy\" in one of {GoQuote.List(global.Select(s => s.Name))}");
        }

        foreach (var skipping in global.Where(s => s.Level == VerificationLevels.Skip.Name))
        {
            findings.Error(
                "global.skip", skipping.Name,
                $"blob trust policy: global blob trust policy statement {GoQuote.Text(skipping.Name)} cannot have verification "
                + "level set to skip",
                "use another level, or remove \"globalPolicy\" and name the statement where it shall apply: --policy-name");
        }
    }
}
