namespace Signet.Notary.Trust;

/// <summary>The rules for the identities of a statement (trust-store-trust-policy.md, "Trusted Identities Constraints").</summary>
internal static class TrustedIdentityRules
{
    /// <summary>Any identity.</summary>
    public const string Wildcard = "*";

    /// <summary>Prefix of identities by the subject of the signing certificate; others are for plugins.</summary>
    public const string X509SubjectPrefix = "x509.subject";

    /// <summary>The mandatory attributes, and why: said wherever one is missing.</summary>
    public const string MandatoryFix =
        "write at least C, ST and O, for example \"x509.subject: C=US, ST=WA, O=Acme\": an identity with less would match "
        + "certificates of many organizations";

    /// <summary>The name of an <c>x509.subject</c> identity; null for any other, and for one that is not valid.</summary>
    public static DistinguishedName? X509SubjectOf(string identity)
    {
        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && identity[..colon] == X509SubjectPrefix
            && DistinguishedName.TryParse(identity[(colon + 1)..], out var name, out _)
                ? name
                : null;
    }

    /// <summary>True for an identity with a prefix that is not ours: a verification plugin judges it.</summary>
    public static bool IsForPlugin(string identity)
    {
        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && identity[..colon] != X509SubjectPrefix;
    }

    public static void Validate(IReadOnlyList<string> identities, Action<string, string, string> add, Func<bool> isFull)
    {
        if (identities.Count > NotaryLimits.TrustedIdentities)
        {
            add(
                "identity.number",
                $"has {identities.Count} trusted identities, more than the limit of {NotaryLimits.TrustedIdentities}",
                "share an organizational unit among the signers and name that, or split the statement");
            return;
        }

        if (identities.Count > 1 && identities.Contains(Wildcard, StringComparer.Ordinal))
        {
            add(
                "identity.wildcard",
                "uses a wildcard trusted identity '*', a wildcard identity cannot be used in conjunction with other values",
                "remove \"*\" to trust the others alone");
        }

        var names = new List<(string Identity, DistinguishedName Name)>();
        foreach (var identity in identities.Where(identity => identity != Wildcard))
        {
            if (Check(identity, names) is var (fault, fix))
            {
                add("identity.invalid", fault, fix);
            }
        }

        CheckOverlaps(names, add, isFull);
    }

    private static (string Fault, string Fix)? Check(string identity, List<(string, DistinguishedName)> names)
    {
        const string example = "write for example \"x509.subject: C=US, ST=WA, O=Acme\"";
        if (identity.Length == 0)
        {
            return ("has an empty trusted identity", example);
        }

        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return ($"has trusted identity {GoQuote.Text(identity)} missing separator", example);
        }

        if (identity[..colon] != X509SubjectPrefix)
        {
            return null;
        }

        if (colon == identity.Length - 1)
        {
            return ($"has trusted identity {GoQuote.Text(identity)} without an identity value", example);
        }

        if (!DistinguishedName.TryParse(identity[(colon + 1)..], out var name, out var fault))
        {
            return (
                $"has trusted identity {GoQuote.Text(identity)} with invalid identity value: {fault}",
                fault.Contains("mandatory", StringComparison.Ordinal) ? MandatoryFix : example);
        }

        names.Add((identity, name));
        return null;
    }

    /// <summary>"Overlapping values": none may be contained in another.</summary>
    private static void CheckOverlaps(
        List<(string Identity, DistinguishedName Name)> names, Action<string, string, string> add, Func<bool> isFull)
    {
        var reported = new HashSet<(int, int)>();
        for (var i = 0; i < names.Count && !isFull(); i++)
        {
            for (var j = 0; j < names.Count; j++)
            {
                // Equal names contain each other; one report is enough.
                if (i != j && names[i].Name.IsContainedIn(names[j].Name) && reported.Add((Math.Min(i, j), Math.Max(i, j))))
                {
                    add(
                        "identity.overlap",
                        $"has overlapping x509 trustedIdentities, {GoQuote.Text(names[i].Identity)} "
                        + $"overlaps with {GoQuote.Text(names[j].Identity)}",
                        $"remove {GoQuote.Text(names[j].Identity)}, which the other covers, or the other to trust less");
                }
            }
        }
    }
}
