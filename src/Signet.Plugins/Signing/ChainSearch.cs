namespace Signet.Plugins.Signing;

/// <summary>
/// Walks from a certificate to a root. Where several certificates could be the issuer (an authority certified by two
/// others, say), all are tried, those that sign themselves first; each is left at most once, so that loops end.
/// </summary>
internal sealed class ChainSearch(IReadOnlyList<ChainCandidate> candidates)
{
    private readonly HashSet<ChainCandidate> _visited = [];
    private int _checks;

    /// <summary>What the first dead end lacked, for the message.</summary>
    public string Missing { get; private set; } = "";

    /// <summary>Leaf first, root last; null when every way ends before a root.</summary>
    public IReadOnlyList<ChainCandidate>? FindPath(ChainCandidate leaf)
    {
        var path = new List<ChainCandidate>();
        return Extend(path, leaf) ? path : null;
    }

    private bool Extend(List<ChainCandidate> path, ChainCandidate certificate)
    {
        if (!_visited.Add(certificate))
        {
            return false;
        }

        path.Add(certificate);
        if (certificate.NamesItself && HasIssued(certificate, certificate))
        {
            return true;
        }

        if (path.Count == PluginLimits.ChainCertificates)
        {
            Lacks($"it is longer than {PluginLimits.ChainCertificates} certificates");
        }
        else if (FindIssuers(certificate).Any(issuer => Extend(path, issuer)))
        {
            return true;
        }

        path.RemoveAt(path.Count - 1);
        return false;
    }

    private List<ChainCandidate> FindIssuers(ChainCandidate certificate)
    {
        var issuers = candidates.Where(c => c.IsAuthority && HasIssued(c, certificate)).ToList();
        if (issuers.Count == 0)
        {
            Lacks(DescribeIssuer(certificate));
        }

        return [.. issuers.OrderByDescending(c => c.NamesItself)];
    }

    private bool HasIssued(ChainCandidate issuer, ChainCandidate certificate)
    {
        if (!issuer.CouldHaveIssued(certificate))
        {
            return false;
        }

        return ++_checks <= PluginLimits.IssuerChecks
            ? IssuerSignature.Verifies(certificate.Certificate, issuer.Certificate)
            : throw new PluginException(
                PluginErrorCode.Validation,
                $"more than {PluginLimits.IssuerChecks} certificates could be issuers of one chain; give only those of the chain");
    }

    private string DescribeIssuer(ChainCandidate certificate)
    {
        var identifier = certificate.IssuerKeyIdentifier is { } id
            ? $" (key identifier {Convert.ToHexStringLower(id.Span)})" : "";
        var namesake = candidates.Any(c => c.Subject.AsSpan().SequenceEqual(certificate.Issuer))
            ? "; a certificate of that name is there, but it is no authority's or its key did not sign with SHA-256 or better"
            : "";
        return $"the issuer of \"{certificate.Certificate.Subject}\", \"{certificate.Certificate.Issuer}\"{identifier}, is not "
            + $"among the {candidates.Count} certificates given{namesake}; add its certificate";
    }

    private void Lacks(string what) => Missing = Missing.Length == 0 ? what : Missing;
}
