namespace Signet.Notary.Trust;

/// <summary>The rules that one statement meets by itself, the same for OCI artifacts and for blobs.</summary>
internal static class TrustPolicyStatementRules
{
    /// <summary>
    /// The statement, as far as it is valid, so that its risks can be told beside its errors; null when not even its level is
    /// known.
    /// </summary>
    public static TrustPolicyStatement? Validate(
        TrustPolicyForm form, TrustPolicyForm.Statement statement, PolicyFindings findings)
    {
        void Add(string rule, string fault, string fix) => findings.Error(
            rule, statement.Name, $"{form.Title}: trust policy statement {GoQuote.Text(statement.Name)} {fault}", fix);

        var level = ValidateLevel(statement, Add);
        if (level?.Name == VerificationLevels.Skip.Name)
        {
            if (statement.TrustStores.Count > 0 || statement.TrustedIdentities.Count > 0)
            {
                Add(
                    "skip.trust",
                    "is set to skip signature verification but configured with trust stores and/or trusted identities, "
                    + "remove them if signature verification needs to be skipped",
                    "remove \"trustStores\" and \"trustedIdentities\", or use level \"strict\"");
            }
        }
        else if (level is not null && (statement.TrustStores.Count == 0 || statement.TrustedIdentities.Count == 0))
        {
            Add(
                "trust.missing",
                "is either missing trust stores or trusted identities, both must be specified",
                "name at least one trust store and one identity");
        }

        var stores = ValidateStores(statement.TrustStores, Add);
        TrustedIdentityRules.Validate(statement.TrustedIdentities, Add, () => findings.IsFull);
        var requirements = SupersetRules.Validate(form, statement, level, Add);
        var graph = form.IsSuperset ? GraphRules.Validate(statement, level, Add) : GraphRequirements.Standard;
        if (level is null)
        {
            return null;
        }

        WarnAboutSkip(statement, level, findings);
        WarnAboutTimestamp(statement, stores, findings);
        return new()
        {
            Name = statement.Name,
            RegistryScopes = statement.RegistryScopes,
            ExcludedScopes = statement.ExcludedScopes,
            IsGlobal = statement.IsGlobal,
            Level = level,
            VerifyTimestampAfterCertExpiry = statement.VerifyTimestamp == "afterCertExpiry",
            TrustStores = stores,
            TrustedIdentities = statement.TrustedIdentities,
            Requirements = requirements,
            Graph = graph,
        };
    }

    private static VerificationLevel? ValidateLevel(TrustPolicyForm.Statement statement, Action<string, string, string> add)
    {
        var faults = new List<string>();
        var level = VerificationLevels.Resolve(statement.Level, statement.Override, faults);
        faults.ForEach(fault => add(
            "level.invalid", $"has invalid signatureVerification: {fault}",
            "levels are strict, permissive, audit and skip; \"override\" can set authenticity, authenticTimestamp, expiry and "
            + "revocation to enforce or log, and revocation also to skip"));
        if (statement.VerifyTimestamp is not ("" or "always" or "afterCertExpiry"))
        {
            add(
                "timestamp.invalid",
                "has invalid signatureVerification: verifyTimestamp must be \"always\" or \"afterCertExpiry\", but got "
                + GoQuote.Text(statement.VerifyTimestamp),
                "use one of the two, or remove it, which means \"always\"");
        }

        return level;
    }

    /// <summary>"Trust Store": <c>type:name</c>, split at the first colon.</summary>
    private static List<TrustStoreName> ValidateStores(IReadOnlyList<string> values, Action<string, string, string> add)
    {
        var stores = new List<TrustStoreName>();
        foreach (var value in values)
        {
            var colon = value.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                add(
                    "store.malformed",
                    $"has malformed trust store value {GoQuote.Text(value)}. "
                    + "The required format is <TrustStoreType>:<TrustStoreName>",
                    "write for example \"ca:acme\"");
            }
            else if (!TrustStoreName.TryParseType(value[..colon], out _))
            {
                add(
                    "store.type",
                    $"uses an unsupported trust store type {GoQuote.Text(value[..colon])} "
                    + $"in trust store value {GoQuote.Text(value)}",
                    "types are ca, signingAuthority and tsa");
            }
            else if (!TrustStoreName.TryParse(value, out var store))
            {
                add(
                    "store.name",
                    $"uses an unsupported trust store name {GoQuote.Text(value[(colon + 1)..])} "
                    + $"in trust store value {GoQuote.Text(value)}. "
                    + "Named store name needs to follow [a-zA-Z0-9_.-]+ format",
                    "name a store that \"signet trust\" lists");
            }
            else
            {
                stores.Add(store);
            }
        }

        return stores;
    }

    private static void WarnAboutTimestamp(
        TrustPolicyForm.Statement statement, List<TrustStoreName> stores, PolicyFindings findings)
    {
        if (statement.VerifyTimestamp.Length > 0 && stores.Count > 0 && !stores.Exists(s => s.Type == TrustStoreType.Tsa))
        {
            findings.Warn(
                "timestamp.store", statement.Name,
                $"trust policy statement {GoQuote.Text(statement.Name)} has verifyTimestamp "
                + $"{GoQuote.Text(statement.VerifyTimestamp)} and no trust store of type tsa: no timestamp is ever looked at",
                "add a store \"tsa:<name>\", or remove \"verifyTimestamp\"");
        }
    }

    private static void WarnAboutSkip(TrustPolicyForm.Statement statement, VerificationLevel level, PolicyFindings findings)
    {
        if (level.Name == VerificationLevels.Skip.Name
            && statement.RegistryScopes.Contains(RegistryScope.Wildcard, StringComparer.Ordinal))
        {
            findings.Warn(
                "skip.everything", statement.Name,
                $"trust policy statement {GoQuote.Text(statement.Name)} skips verification for every repository "
                + "that no other statement names; the specification does not allow skip with the registry scope \"*\"",
                "name the repositories that need no verification");
        }
    }
}
