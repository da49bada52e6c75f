namespace Signet.Notary.Trust;

/// <summary>
/// The rules for a policy of version 1.0 (trust-store-trust-policy.md, "Trust Policy Properties"), in the order in which
/// <c>notation</c> applies them and in its words. All are applied: the list is complete, its first entry is what
/// <c>notation</c> reports.
/// </summary>
internal static class TrustPolicyRules
{
    private const string Kind = "oci trust policy";
    private const string SupportedVersion = "1.0";

    /// <summary>The statements; to be used only when <paramref name="faults"/> stayed empty.</summary>
    public static IReadOnlyList<TrustPolicyStatement> Validate(
        TrustPolicyForm form, List<string> faults, List<string> warnings)
    {
        if (form.Version.Length == 0)
        {
            faults.Add($"{Kind} document has empty version, version must be specified");
        }
        else if (form.Version != SupportedVersion)
        {
            // Another version has other rules: what these would find says nothing.
            faults.Add($"{Kind} document uses unsupported version {GoQuote.Text(form.Version)}");
            return [];
        }

        if (form.Statements.Count == 0)
        {
            faults.Add($"{Kind} document can not have zero trust policy statements");
        }

        var statements = new List<TrustPolicyStatement>(form.Statements.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < form.Statements.Count; i++)
        {
            var statement = form.Statements[i];
            if (statement.Name.Length == 0)
            {
                faults.Add($"{Kind}: a trust policy statement is missing a name, every statement requires a name "
                    + $"(statement {i + 1} of the document)");
            }
            else if (!names.Add(statement.Name))
            {
                faults.Add($"multiple {Kind} statements use the same name {GoQuote.Text(statement.Name)}, "
                    + "statement names must be unique");
            }

            if (ValidateCore(statement, faults) is { } valid)
            {
                statements.Add(valid);
                if (valid.Level.Name == VerificationLevels.Skip.Name
                    && valid.RegistryScopes.Contains(RegistryScope.Wildcard, StringComparer.Ordinal))
                {
                    warnings.Add($"trust policy statement {GoQuote.Text(valid.Name)} skips verification for every repository "
                        + "that no other statement names; the specification does not allow skip with the registry scope \"*\"");
                }
            }
        }

        ValidateScopes(form.Statements, faults);
        return statements;
    }

    private static TrustPolicyStatement? ValidateCore(TrustPolicyForm.Statement statement, List<string> faults)
    {
        var count = faults.Count;
        var where = $"trust policy statement {GoQuote.Text(statement.Name)}";
        void Add(string fault) => faults.Add($"{Kind}: {where} {fault}");

        var levelFaults = new List<string>();
        var level = VerificationLevels.Resolve(statement.Level, statement.Override, levelFaults);
        levelFaults.ForEach(fault => Add($"has invalid signatureVerification: {fault}"));
        if (statement.VerifyTimestamp is not ("" or "always" or "afterCertExpiry"))
        {
            Add("has invalid signatureVerification: verifyTimestamp must be \"always\" or \"afterCertExpiry\", but got "
                + GoQuote.Text(statement.VerifyTimestamp));
        }

        if (level?.Name == VerificationLevels.Skip.Name)
        {
            if (statement.TrustStores.Count > 0 || statement.TrustedIdentities.Count > 0)
            {
                Add("is set to skip signature verification but configured with trust stores and/or trusted identities, "
                    + "remove them if signature verification needs to be skipped");
            }
        }
        else if (level is not null && (statement.TrustStores.Count == 0 || statement.TrustedIdentities.Count == 0))
        {
            Add("is either missing trust stores or trusted identities, both must be specified");
        }

        var stores = ValidateStores(statement.TrustStores, Add);
        TrustedIdentityRules.Validate(statement.TrustedIdentities, Add);
        return faults.Count > count ? null : new TrustPolicyStatement
        {
            Name = statement.Name,
            RegistryScopes = statement.RegistryScopes,
            Level = level!,
            VerifyTimestampAfterCertExpiry = statement.VerifyTimestamp == "afterCertExpiry",
            TrustStores = stores,
            TrustedIdentities = statement.TrustedIdentities,
        };
    }

    /// <summary>"Trust Store": <c>type:name</c>, split at the first colon.</summary>
    private static List<TrustStoreName> ValidateStores(IReadOnlyList<string> values, Action<string> add)
    {
        var stores = new List<TrustStoreName>();
        foreach (var value in values)
        {
            var colon = value.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                add($"has malformed trust store value {GoQuote.Text(value)}. "
                    + "The required format is <TrustStoreType>:<TrustStoreName>");
            }
            else if (!TrustStoreName.TryParseType(value[..colon], out _))
            {
                add($"uses an unsupported trust store type {GoQuote.Text(value[..colon])} "
                    + $"in trust store value {GoQuote.Text(value)}");
            }
            else if (!TrustStoreName.TryParse(value, out var store))
            {
                add($"uses an unsupported trust store name {GoQuote.Text(value[(colon + 1)..])} "
                    + $"in trust store value {GoQuote.Text(value)}. "
                    + "Named store name needs to follow [a-zA-Z0-9_.-]+ format");
            }
            else
            {
                stores.Add(store);
            }
        }

        return stores;
    }

    /// <summary>"Registry Scopes Constraints": each scope once in the whole document, also within a statement.</summary>
    private static void ValidateScopes(IReadOnlyList<TrustPolicyForm.Statement> statements, List<string> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = new List<string>();
        foreach (var statement in statements)
        {
            var scopes = statement.RegistryScopes;
            if (scopes.Count == 0)
            {
                faults.Add($"{Kind} statement {GoQuote.Text(statement.Name)} has zero registry scopes, "
                    + "it must specify registry scopes with at least one value");
            }

            if (scopes.Count > 1 && scopes.Contains(RegistryScope.Wildcard, StringComparer.Ordinal))
            {
                faults.Add($"{Kind} statement {GoQuote.Text(statement.Name)} uses wildcard registry scope '*', "
                    + "a wildcard scope cannot be used in conjunction with other scope values");
            }

            foreach (var scope in scopes)
            {
                if (scope != RegistryScope.Wildcard && RegistryScope.FindFault(scope) is { } fault)
                {
                    faults.Add(fault);
                }

                if (!seen.Add(scope))
                {
                    repeated.Add(scope);
                }
            }
        }

        faults.AddRange(repeated.Distinct(StringComparer.Ordinal).Select(scope =>
            $"registry scope {GoQuote.Text(scope)} is present in multiple {Kind} statements, "
            + "one registry scope value can only be associated with one statement"));
    }
}
