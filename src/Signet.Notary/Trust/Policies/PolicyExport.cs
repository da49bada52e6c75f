namespace Signet.Notary.Trust.Policies;

/// <summary>Writes a policy as a document of version 1.0 that <c>notation</c> reads with the same meaning.</summary>
public static class PolicyExport
{
    /// <summary>
    /// The document, or everything that keeps it from being one. A document of version 1.0 stays as it is, byte for byte.
    /// Nothing is expanded: a prefix is for repositories that do not exist yet too.
    /// </summary>
    /// <param name="document">The policy.</param>
    /// <param name="obstacles">What version 1.0 cannot say; empty when there is a document.</param>
    public static ReadOnlyMemory<byte>? ToStandard(TrustPolicyDocument document, out IReadOnlyList<PolicyFinding> obstacles)
    {
        ArgumentNullException.ThrowIfNull(document);
        var findings = new PolicyFindings();
        foreach (var statement in document.Statements)
        {
            Check(statement, findings);
        }

        obstacles = findings.Items;
        if (findings.HasErrors)
        {
            return null;
        }

        return document.Version == TrustPolicyVersions.Standard
            ? document.SourceBytes
            : TrustPolicyWriter.Write(document.Statements);
    }

    private static void Check(TrustPolicyStatement statement, PolicyFindings findings)
    {
        var where = $"trust policy statement {GoQuote.Text(statement.Name)}";
        void Add(string rule, string message, string fix) => findings.Error(rule, statement.Name, $"{where} {message}", fix);

        foreach (var scope in statement.RegistryScopes)
        {
            switch (RegistryScope.KindOf(scope))
            {
                case RegistryScopeKind.Prefix:
                    Add(
                        "export.prefix", $"has the prefix {GoQuote.Text(scope)}",
                        "name the repositories; those that are added later will not be covered");
                    break;
                case RegistryScopeKind.Registry:
                    Add(
                        "export.registry", $"is for the whole registry {GoQuote.Text(scope)}, which notation does not accept yet",
                        "name the repositories, or use \"*\" if there is no other registry");
                    break;
            }
        }

        foreach (var scope in statement.ExcludedScopes)
        {
            Add(
                "export.exclusion", $"excludes {GoQuote.Text(scope)}",
                "give what is excluded a statement of its own, if it is a repository");
        }

        foreach (var rule in statement.Graph.Describe())
        {
            Add("export.graph", $"has a rule for graphs: {rule}", "remove the rule, and know that it is gone");
        }

        foreach (var requirement in statement.Requirements.Describe())
        {
            Add("export.requirement", $"requires: {requirement}", "remove the requirement, and know that it is gone");
        }
    }
}
