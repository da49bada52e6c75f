namespace Signet.Notary.Trust.Policies;

/// <summary>Risks of a statement's identities.</summary>
internal static class IdentityLint
{
    public static void Check(TrustPolicyStatement statement, PolicyFindings findings)
    {
        var where = $"trust policy statement {GoQuote.Text(statement.Name)}";
        if (statement.TrustedIdentities.Contains(TrustedIdentityRules.Wildcard, StringComparer.Ordinal))
        {
            CheckWildcard(statement, where, findings);
            return;
        }

        var names = new List<(string Identity, DistinguishedName Name)>();
        foreach (var identity in statement.TrustedIdentities)
        {
            if (TrustedIdentityRules.X509SubjectOf(identity) is { } name)
            {
                names.Add((identity, name));
                CheckTypes(statement, identity, name, where, findings);
            }
            else if (TrustedIdentityRules.IsForPlugin(identity))
            {
                findings.Inform(
                    "identity.plugin", statement.Name,
                    $"{where} leaves the trusted identity {GoQuote.Text(identity)} to a verification plugin: signatures that name no "
                    + "plugin never match it",
                    "make sure that signers name the plugin, or write \"x509.subject: …\"");
            }
        }

        CheckOverlaps(statement, names, where, findings);
    }

    private static void CheckWildcard(TrustPolicyStatement statement, string where, PolicyFindings findings)
    {
        if (statement.TrustStores.Count == 0)
        {
            return;
        }

        var stores = string.Join(", ", statement.TrustStores);
        if (statement.RegistryScopes.Contains(RegistryScope.Wildcard, StringComparer.Ordinal))
        {
            findings.Warn(
                "identity.everywhere", statement.Name,
                $"{where} trusts every identity (\"*\") for every repository (\"*\"): whoever has a certificate of {stores} can sign "
                + "anything",
                "name the signers in \"trustedIdentities\", and the repositories they sign");
        }
        else
        {
            findings.Inform(
                "identity.any", statement.Name,
                $"{where} trusts every identity (\"*\"): whoever has a certificate of {stores} can sign",
                "name the signers in \"trustedIdentities\", unless the authority issues to them alone");
        }
    }

    private static void CheckTypes(
        TrustPolicyStatement statement, string identity, DistinguishedName name, string where, PolicyFindings findings)
    {
        foreach (var (type, _) in name.Attributes.Where(a => !DistinguishedNameParser.CanOccur(a.Key)))
        {
            findings.Warn(
                "identity.type", statement.Name,
                $"{where} asks for the attribute {GoQuote.Text(type)} in {GoQuote.Text(identity)}, which no certificate is read to have: "
                + "it never matches",
                "names are C, ST, L, STREET, POSTALCODE, O, OU, CN, SERIALNUMBER, DC, UID and E, in upper case; write any other "
                + "type as its object identifier");
        }
    }

    /// <summary>
    /// The specification calls identities overlapping when one certificate can match both; the rule that makes it an error
    /// finds only those of which one contains the other, as notation does.
    /// </summary>
    private static void CheckOverlaps(
        TrustPolicyStatement statement,
        List<(string Identity, DistinguishedName Name)> names,
        string where,
        PolicyFindings findings)
    {
        for (var i = 0; i < names.Count; i++)
        {
            for (var j = i + 1; j < names.Count; j++)
            {
                if (!names[i].Name.ExcludesAllOf(names[j].Name))
                {
                    findings.Inform(
                        "identity.overlap-possible", statement.Name,
                        $"{where} has identities that one certificate can match together, {GoQuote.Text(names[i].Identity)} and "
                        + GoQuote.Text(names[j].Identity),
                        "give both a value for the same attribute, if they are to be two signers");
                    return;
                }
            }
        }
    }
}
