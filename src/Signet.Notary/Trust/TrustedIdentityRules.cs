namespace Signet.Notary.Trust;

/// <summary>The rules for the identities of a statement (trust-store-trust-policy.md, "Trusted Identities Constraints").</summary>
internal static class TrustedIdentityRules
{
    /// <summary>Any identity.</summary>
    public const string Wildcard = "*";

    /// <summary>Prefix of identities by the subject of the signing certificate; others are for plugins.</summary>
    public const string X509SubjectPrefix = "x509.subject";

    public static void Validate(IReadOnlyList<string> identities, Action<string> add)
    {
        if (identities.Count > 1 && identities.Contains(Wildcard, StringComparer.Ordinal))
        {
            add("uses a wildcard trusted identity '*', a wildcard identity cannot be used in conjunction with other values");
        }

        var names = new List<(string Identity, DistinguishedName Name)>();
        foreach (var identity in identities.Where(identity => identity != Wildcard))
        {
            if (Check(identity, names) is { } fault)
            {
                add(fault);
            }
        }

        CheckOverlaps(names, add);
    }

    private static string? Check(string identity, List<(string, DistinguishedName)> names)
    {
        if (identity.Length == 0)
        {
            return "has an empty trusted identity";
        }

        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return $"has trusted identity {GoQuote.Text(identity)} missing separator";
        }

        if (identity[..colon] != X509SubjectPrefix)
        {
            return null;
        }

        if (colon == identity.Length - 1)
        {
            return $"has trusted identity {GoQuote.Text(identity)} without an identity value";
        }

        if (!DistinguishedName.TryParse(identity[(colon + 1)..], out var name, out var fault))
        {
            return $"has trusted identity {GoQuote.Text(identity)} with invalid identity value: {fault}";
        }

        names.Add((identity, name));
        return null;
    }

    /// <summary>"Overlapping values": none may be contained in another.</summary>
    private static void CheckOverlaps(List<(string Identity, DistinguishedName Name)> names, Action<string> add)
    {
        var reported = new HashSet<(int, int)>();
        for (var i = 0; i < names.Count; i++)
        {
            for (var j = 0; j < names.Count; j++)
            {
                // Equal names contain each other; one report is enough.
                if (i != j && names[i].Name.IsContainedIn(names[j].Name) && reported.Add((Math.Min(i, j), Math.Max(i, j))))
                {
                    add($"has overlapping x509 trustedIdentities, {GoQuote.Text(names[i].Identity)} "
                        + $"overlaps with {GoQuote.Text(names[j].Identity)}");
                }
            }
        }
    }
}
