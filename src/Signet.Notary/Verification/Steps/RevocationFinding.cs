using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Notary.Artifacts;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// What was found out about the revocation of one chain, and the words for it: the same for signers and for timestamping
/// authorities. The phrases before the first colon are those of <c>notation</c>.
/// </summary>
internal sealed class RevocationFinding
{
    private readonly string _leafName;
    private readonly X509Certificate2 _leaf;
    private readonly string? _failure;

    private RevocationFinding(string leafName, X509Certificate2 leaf, RevocationReport? report, string? failure)
    {
        _leafName = leafName;
        _leaf = leaf;
        _failure = failure;
        Report = report;
    }

    /// <summary>The answers; null when the question was cut off.</summary>
    public RevocationReport? Report { get; }

    /// <summary>The status of the chain.</summary>
    public RevocationStatus Status => Report?.Status ?? RevocationStatus.Unknown;

    /// <summary>One sentence, no trailing dot.</summary>
    public string Message => Status switch
    {
        RevocationStatus.Revoked => $"{Subject} is revoked: {Revocation(Decisive)}",
        RevocationStatus.Unknown => $"{Subject} revocation status is unknown: {_failure ?? Failures(Decisive)}",
        _ when Report!.Certificates.Count == 1 => "the signing certificate is its own root, which nobody can revoke",
        _ when Uncovered.Count == 0 => "no certificate of the chain is revoked",
        _ when Report!.Certificates.Any(c => c.Status == RevocationStatus.Good) =>
            $"no certificate of the chain is revoked, as far as they can be: {UncoveredNames}",
        _ => $"no certificate of the chain can be revoked: {UncoveredNames}",
    };

    /// <summary>What a pass leaves open: certificates nobody can revoke (attack C11).</summary>
    public string? Caveat => Uncovered.Count == 0 ? null : $"revocation could not be checked: {UncoveredNames}";

    /// <summary>Every certificate, and under it everybody who was asked.</summary>
    public Evidence[] Evidence => Report is null ? [Checks.Certificate(_leafName, _leaf)] : [.. EvidenceOf(Report)];

    private CertificateRevocation Decisive => Report!.Decisive;

    private string Subject =>
        $"{_leafName} with subject \"{CertificateName.Format((Report is null ? _leaf : Decisive.Certificate).SubjectName)}\"";

    /// <summary>Certificates other than the root that name nobody to ask.</summary>
    private List<CertificateRevocation> Uncovered =>
        Report is null ? [] : [.. Report.Certificates.SkipLast(1).Where(c => c.Status == RevocationStatus.NotRevocable)];

    private string UncoveredNames =>
        string.Join(" and ", Uncovered.Select(c => $"\"{CertificateName.Format(c.Certificate.SubjectName)}\""))
        + (Uncovered.Count == 1 ? " names" : " name") + " no OCSP responder and no CRL";

    /// <summary>Asks; whatever happens becomes a finding, unless the caller gave up.</summary>
    /// <param name="context">The checker, and the time there is.</param>
    /// <param name="leafName">What the chain is for: <c>signing certificate</c>.</param>
    /// <param name="chain">A chain that a trusted store backs, leaf first.</param>
    /// <param name="purpose">What the leaf is for.</param>
    /// <param name="signingTime">An authentic time of signing, or null.</param>
    /// <param name="cancellationToken">The work is ended.</param>
    public static async Task<RevocationFinding> AskAsync(
        SignatureContext context,
        string leafName,
        IReadOnlyList<X509Certificate2> chain,
        CertificatePurpose purpose,
        DateTimeOffset? signingTime,
        CancellationToken cancellationToken)
    {
        try
        {
            return new(
                leafName,
                chain[0],
                await context.Revocation.CheckAsync(chain, purpose, signingTime, cancellationToken),
                null);
        }
        catch (OperationCanceledException) when (context.Deadline.EndedWork)
        {
            return new(leafName, chain[0], null, $"the check was not finished: {context.Deadline.Reason}");
        }
        catch (ArgumentException e)
        {
            return new(leafName, chain[0], null, e.Message);
        }
    }

    /// <summary>What to do about an unknown status.</summary>
    /// <param name="context">The statement.</param>
    /// <param name="overridden">The verification type whose action lets it pass.</param>
    public static string Remedy(SignatureContext context, string overridden) =>
        "try again; or bring the answers along: signet revocation fetch, then signet verify --revocation-bundle; or, if you "
        + $"accept signatures whose certificates may be revoked, set \"override\": {{\"{overridden}\": \"log\"}} in statement "
        + $"\"{context.Statement.Name}\"";

    private IEnumerable<Evidence> EvidenceOf(RevocationReport report)
    {
        for (var i = 0; i < report.Certificates.Count; i++)
        {
            var certificate = report.Certificates[i];
            yield return new(
                i == 0 ? _leafName : $"chain certificate {i}",
                $"{CertificateName.Format(certificate.Certificate.SubjectName)}: "
                + StatusOf(certificate, isRoot: i == report.Certificates.Count - 1));
            foreach (var source in certificate.Sources)
            {
                yield return new(Name(source.Method), Describe(source));
            }
        }

        foreach (var fault in report.CacheFaults)
        {
            yield return new("cache fault", fault);
        }
    }

    private static string StatusOf(CertificateRevocation certificate, bool isRoot) => certificate.Status switch
    {
        RevocationStatus.Good => certificate.Method switch
        {
            RevocationMethod.Ocsp => "not revoked (OCSP)",
            RevocationMethod.OcspThenCrl => "not revoked (CRL, after OCSP gave no status)",
            _ => "not revoked (CRL)",
        },
        RevocationStatus.NotRevocable when isRoot => "the root, about which nobody is asked",
        RevocationStatus.NotRevocable => "cannot be revoked, because it names no OCSP responder and no CRL",
        RevocationStatus.Revoked => "revoked",
        _ => "unknown",
    };

    private static string Describe(RevocationSource source)
    {
        var text = new StringBuilder(
            IsNamed(source) || source.Address.Length == 0 ? source.Message : $"{source.Address}: {source.Message}");
        if (source.ThisUpdate is { } thisUpdate)
        {
            text.Append($" ({Origin(source.Origin)}, as of {GoTime.Rfc3339Utc(thisUpdate)}");
            text.Append(source.NextUpdate is { } next ? $", good until {GoTime.Rfc3339Utc(next)})" : ")");
        }

        return text.ToString();
    }

    private static string Origin(RevocationOrigin origin) => origin switch
    {
        RevocationOrigin.Network => "asked just now",
        RevocationOrigin.Memory => "kept in this process",
        RevocationOrigin.Disk => "kept on disk",
        _ => "from a revocation bundle",
    };

    private static string Name(RevocationMethod method) => method == RevocationMethod.Ocsp ? "OCSP responder" : "CRL";

    private static string Revocation(CertificateRevocation certificate)
    {
        var source = certificate.Sources.LastOrDefault(s => s.Status == RevocationStatus.Revoked);
        if (source?.Revocation is not { } revocation)
        {
            return source is null ? "its issuer says so" : $"{Name(source.Method)} {source.Address} says so";
        }

        var reason = revocation.Reason is { } given ? $", reason {given}" : "";
        var invalidity = revocation.InvalidityDate is { } date
            ? $", its key not to be trusted from {GoTime.Rfc3339Utc(date)} on"
            : "";
        return $"{Name(source.Method)} {source.Address} says so, since {GoTime.Rfc3339Utc(revocation.RevokedAt)}{reason}"
            + invalidity;
    }

    private static string Failures(CertificateRevocation certificate) => certificate.Sources.Count == 0
        ? "nobody could be asked"
        : string.Join("; ", certificate.Sources
            .Where(s => s.Status == RevocationStatus.Unknown)
            .Select(s => IsNamed(s) ? $"{Name(s.Method)}: {s.Message}" : $"{Name(s.Method)} {s.Address}: {s.Message}"));

    /// <summary>Failures of the network name the address themselves.</summary>
    private static bool IsNamed(RevocationSource source) =>
        source.Address.Length > 0 && source.Message.Contains(source.Address, StringComparison.Ordinal);
}
