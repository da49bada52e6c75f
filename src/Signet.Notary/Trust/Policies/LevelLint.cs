namespace Signet.Notary.Trust.Policies;

/// <summary>Risks of a statement's level.</summary>
internal static class LevelLint
{
    public static void Check(TrustPolicyStatement statement, PolicyFindings findings)
    {
        var where = $"trust policy statement {GoQuote.Text(statement.Name)}";
        var level = statement.Level;
        if (level.Name == VerificationLevels.Skip.Name)
        {
            if (!statement.RegistryScopes.Contains(RegistryScope.Wildcard, StringComparer.Ordinal))
            {
                findings.Warn(
                    "level.skip", statement.Name,
                    $"{where} verifies nothing: unsigned and tampered artifacts pass",
                    "use level \"strict\"; to watch before you enforce, use \"audit\"");
            }

            return;
        }

        if (level.Authenticity != VerificationAction.Enforce)
        {
            findings.Warn(
                "level.authenticity", statement.Name,
                $"{where} does not enforce authenticity: an artifact passes whoever signed it",
                "use level \"strict\" once the signers are known");
        }

        VerificationType[] types = [VerificationType.AuthenticTimestamp, VerificationType.Expiry, VerificationType.Revocation];
        string[] relaxed = [.. types.Where(t => level[t] != VerificationAction.Enforce).Select(NameOf)];
        if (relaxed.Length > 0)
        {
            findings.Warn(
                "level.relaxed", statement.Name,
                $"{where} does not enforce {string.Join(", ", relaxed)}: an old or revoked signature passes, and with it an old "
                + "version of the artifact",
                "use level \"strict\", without overrides that weaken it");
        }

        CheckTimestamp(statement, where, findings);
        CheckGraph(statement, where, findings);
    }

    private static void CheckGraph(TrustPolicyStatement statement, string where, PolicyFindings findings)
    {
        if (statement.Graph.OtherReferrers == SignedRule.Optional)
        {
            findings.Warn(
                "graph.optional", statement.Name,
                $"{where} lets whatever is attached to an artifact go unsigned: anybody who may push can attach a report",
                "set \"default\" of \"referrers\" to \"signed\", and name the types that may be unsigned");
        }
    }

    private static void CheckTimestamp(TrustPolicyStatement statement, string where, PolicyFindings findings)
    {
        if (statement.TrustStores.Count == 0)
        {
            return;
        }

        if (!statement.TrustStores.Any(s => s.Type is TrustStoreType.Ca or TrustStoreType.SigningAuthority))
        {
            findings.Warn(
                "store.signers", statement.Name,
                $"{where} names only stores for timestamps, so that no signature can meet it",
                "add the signers' authority: \"ca:<name>\"");
        }
        else if (statement.TrustStores.All(s => s.Type == TrustStoreType.Ca))
        {
            findings.Inform(
                "timestamp.none", statement.Name,
                $"{where} has no store for timestamps: signatures stop counting when the signing certificate expires",
                "sign with --timestamp-url and add a store \"tsa:<name>\", if signatures shall outlive certificates");
        }
    }

    private static string NameOf(VerificationType type) => type switch
    {
        VerificationType.AuthenticTimestamp => "authenticTimestamp",
        VerificationType.Expiry => "expiry",
        _ => "revocation",
    };
}
