using System.Security.Cryptography.X509Certificates;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Cli.Commands.Revocation;

/// <summary>What was found out about each certificate, as lines: one a certificate, however many signatures share it.</summary>
internal sealed class CollectedAnswers
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>A status could not be had: a bundle would not decide what it is made for.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Writes the lines of a report; those of gaps go to standard error.</summary>
    public void Add(RevocationReport report, CommandContext context)
    {
        for (var i = 0; i < report.Certificates.Count; i++)
        {
            var certificate = report.Certificates[i];
            if (_seen.Add(CertificateThumbprint.Sha256(certificate.Certificate)))
            {
                Add(certificate, isRoot: i == report.Certificates.Count - 1, context);
            }
        }

        foreach (var fault in report.CacheFaults)
        {
            // The only cache is the bundle: what it does not take is missing from it.
            HasGaps = true;
            context.WriteError(TerminalText.Escape(fault));
        }
    }

    private void Add(CertificateRevocation certificate, bool isRoot, CommandContext context)
    {
        var name = TerminalText.Escape(Name(certificate.Certificate));
        if (certificate.Status != RevocationStatus.Unknown)
        {
            context.WriteLine($"{name}: {(isRoot ? "root, nobody is asked about it" : Describe(certificate))}");
            return;
        }

        HasGaps = true;
        context.WriteError($"{name}: its revocation status could not be fetched");
        foreach (var source in certificate.Sources)
        {
            context.WriteDiagnostic(
                $"  {Method(source)} {TerminalText.Escape(source.Address)}: {TerminalText.Escape(source.Message)}\n");
        }
    }

    private static string Describe(CertificateRevocation certificate)
    {
        if (certificate.Status == RevocationStatus.NotRevocable)
        {
            return "names no OCSP responder and no CRL, nobody is asked about it";
        }

        var sources = certificate.Sources.Where(s => s.Status == certificate.Status).ToList();
        var validUntil = sources.Min(s => s.NextUpdate);
        var revocation = sources.Select(s => s.Revocation).LastOrDefault(r => r is not null);
        var status = certificate.Status == RevocationStatus.Good ? "good"
            : revocation is null ? "revoked"
            : $"revoked since {TimeText.Rfc3339(revocation.RevokedAt.ToUniversalTime())}"
                + (revocation.Reason is { } reason ? $" ({TerminalText.Escape(reason)})" : "");
        return $"{status}, by {string.Join(" and ", sources.Select(s => $"{Method(s)} {TerminalText.Escape(s.Address)}"))}"
            + (validUntil is { } until ? $", valid until {TimeText.Rfc3339(until.ToUniversalTime())}" : "");
    }

    private static string Method(RevocationSource source) =>
        source.Method == RevocationMethod.Ocsp ? "OCSP responder" : "CRL";

    private static string Name(X509Certificate2 certificate) => CertificateName.Format(certificate.SubjectName);
}
