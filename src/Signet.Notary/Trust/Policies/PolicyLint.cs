namespace Signet.Notary.Trust.Policies;

/// <summary>Everything there is to say about a policy: what is wrong, what is risky, and what to do about each.</summary>
public static class PolicyLint
{
    /// <summary>
    /// Errors, warnings and remarks, the errors first, otherwise in the order of the document. Risks are told
    /// beside errors, also of a statement that has both.
    /// </summary>
    /// <param name="content">The policy.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="trustStore">The stores it names; null to leave them aside.</param>
    /// <param name="now">The time certificates are judged by.</param>
    /// <param name="cancellationToken">Ends the reading of stores.</param>
    public static async Task<IReadOnlyList<PolicyFinding>> CheckAsync(
        ReadOnlyMemory<byte> content,
        TrustPolicyKind kind,
        TrustStore? trustStore,
        DateTimeOffset now,
        CancellationToken cancellationToken = default)
    {
        var parsed = ParsedTrustPolicy.Of(content, kind);
        var findings = parsed.Findings;
        foreach (var malformed in parsed.Malformed)
        {
            findings.Error("document.malformed", null, $"malformed trust policy: {malformed}", "correct the JSON of the document");
        }

        foreach (var statement in parsed.Statements)
        {
            LevelLint.Check(statement, findings);
            IdentityLint.Check(statement, findings);
            ScopeLint.Check(statement, findings);
        }

        if (kind == TrustPolicyKind.Blob && parsed.Statements.Count > 0 && !parsed.Statements.Any(s => s.IsGlobal))
        {
            findings.Inform(
                "global.missing", null, "no statement is the global one: every verification of a blob must name its statement",
                "set \"globalPolicy\": true in one statement, or verify with --policy-name");
        }

        if (trustStore is not null)
        {
            await StoreLint.CheckAsync(parsed.Statements, trustStore, now, findings, cancellationToken);
        }

        return [.. findings.Items.OrderByDescending(f => f.Severity)];
    }
}
