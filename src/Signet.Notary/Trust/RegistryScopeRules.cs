namespace Signet.Notary.Trust;

/// <summary>"Registry Scopes Constraints": what a statement can be for, over the whole document.</summary>
internal static class RegistryScopeRules
{
    public static void Validate(TrustPolicyForm form, PolicyFindings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = new List<(string Scope, string Statement)>();
        foreach (var statement in form.Statements)
        {
            CheckNumber(form, statement, findings);
            foreach (var scope in statement.RegistryScopes)
            {
                CheckScope(form, statement, scope, findings);
                if (!seen.Add(scope))
                {
                    repeated.Add((scope, statement.Name));
                }
            }

            CheckExclusions(form, statement, findings);
        }

        foreach (var (scope, statement) in repeated.DistinctBy(r => r.Scope, StringComparer.Ordinal))
        {
            findings.Error(
                "scope.repeated", statement,
                $"registry scope {GoQuote.Text(scope)} is present in multiple {form.Title} statements, "
                + "one registry scope value can only be associated with one statement",
                "keep it in one statement, once");
        }
    }

    private static void CheckNumber(TrustPolicyForm form, TrustPolicyForm.Statement statement, PolicyFindings findings)
    {
        if (statement.RegistryScopes.Count == 0)
        {
            findings.Error(
                "scope.missing", statement.Name,
                $"{form.Title} statement {GoQuote.Text(statement.Name)} has zero registry scopes, "
                + "it must specify registry scopes with at least one value",
                "name repositories, or \"*\" for all that no other statement names");
        }

        if (statement.RegistryScopes.Count > 1 && statement.RegistryScopes.Contains(RegistryScope.Wildcard, StringComparer.Ordinal))
        {
            findings.Error(
                "scope.wildcard", statement.Name,
                $"{form.Title} statement {GoQuote.Text(statement.Name)} uses wildcard registry scope '*', "
                + "a wildcard scope cannot be used in conjunction with other scope values",
                "remove the other scopes, or give \"*\" a statement of its own");
        }
    }

    private static void CheckScope(
        TrustPolicyForm form, TrustPolicyForm.Statement statement, string scope, PolicyFindings findings)
    {
        switch (RegistryScope.KindOf(scope))
        {
            case RegistryScopeKind.Registry:
                findings.Warn(
                    "scope.registry", statement.Name,
                    $"trust policy statement {GoQuote.Text(statement.Name)} is for the whole registry {GoQuote.Text(scope)}: the "
                    + "specification is about to allow this, and notation refuses the document until it does",
                    "where notation reads this policy too, name the repositories");
                break;
            case RegistryScopeKind.Prefix when !form.IsSuperset:
                findings.Error(
                    "scope.prefix", statement.Name,
                    $"{RegistryScope.FindFault(scope)}; prefixes are not part of version \"{TrustPolicyVersions.Standard}\"",
                    $"set \"version\" to \"{TrustPolicyVersions.Signet}\", or name the repositories");
                break;
            case null:
                findings.Error(
                    "scope.invalid", statement.Name, RegistryScope.FindFault(scope)!,
                    form.IsSuperset
                        ? "a scope is a repository (host/team/app), a prefix (host/team/*), a registry (host) or \"*\""
                        : "a scope is a repository (host/team/app), a registry (host) or \"*\"");
                break;
        }
    }

    /// <summary>An exclusion that excludes nothing is misspelled, and one that excludes a whole scope contradicts it.</summary>
    private static void CheckExclusions(TrustPolicyForm form, TrustPolicyForm.Statement statement, PolicyFindings findings)
    {
        if (!form.IsSuperset || statement.ExcludedScopes.Count == 0)
        {
            return;
        }

        var where = $"{form.Title} statement {GoQuote.Text(statement.Name)}";
        var scopes = new ScopeMap<string>();
        foreach (var scope in statement.RegistryScopes.Distinct(StringComparer.Ordinal).Where(s => RegistryScope.KindOf(s) is not null))
        {
            scopes.Add(scope, scope);
        }

        var exclusions = new ScopeMap<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var excluded in statement.ExcludedScopes)
        {
            if (RegistryScope.KindOf(excluded) is null or RegistryScopeKind.Wildcard)
            {
                findings.Error(
                    "exclusion.invalid", statement.Name,
                    $"{where} excludes {GoQuote.Text(excluded)}, which is neither a repository nor a prefix nor a registry",
                    "write for example \"host/team/app\" or \"host/team/*\"");
            }
            else if (!seen.Add(excluded))
            {
                findings.Error(
                    "exclusion.repeated", statement.Name, $"{where} excludes {GoQuote.Text(excluded)} twice", "keep it once");
            }
            else
            {
                exclusions.Add(excluded, excluded);
                if (!scopes.Find(excluded).Any())
                {
                    findings.Error(
                        "exclusion.outside", statement.Name,
                        $"{where} excludes {GoQuote.Text(excluded)}, which lies in none of its registry scopes",
                        "correct its spelling or remove it");
                }
            }
        }

        foreach (var scope in scopes.Values)
        {
            if (exclusions.Find(scope).Select(e => e.Value).FirstOrDefault() is { } excluded)
            {
                findings.Error(
                    "exclusion.contradiction", statement.Name,
                    $"{where} has the registry scope {GoQuote.Text(scope)} and excludes all of it with {GoQuote.Text(excluded)}",
                    "remove the scope or the exclusion");
            }
        }
    }
}
