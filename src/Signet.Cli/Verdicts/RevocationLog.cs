using Microsoft.Extensions.Logging;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Cli.Verdicts;

/// <summary>Answers about revocation in the log of <c>--debug</c>, in the words scripts look for in notation's.</summary>
internal static partial class RevocationLog
{
    public static void Write(RevocationReport report, ILogger logger)
    {
        for (var i = 0; i < report.Certificates.Count; i++)
        {
            Write(report.Certificates[i], i + 1, isRoot: i == report.Certificates.Count - 1, logger);
        }

        if (report.Status < RevocationStatus.Unknown)
        {
            Good(logger);
        }
    }

    private static void Write(CertificateRevocation certificate, int number, bool isRoot, ILogger logger)
    {
        var subject = CertificateName.Format(certificate.Certificate.SubjectName);
        if (certificate.Status == RevocationStatus.NotRevocable && !isRoot)
        {
            NotRevocable(logger, number, subject);
        }

        if (certificate.Method == RevocationMethod.OcspThenCrl)
        {
            FellBack(logger, number, subject);
        }

        foreach (var source in certificate.Sources)
        {
            var method = source.Method == RevocationMethod.Ocsp ? "OCSP" : "CRL";
            if (source.Failure is null)
            {
                Answered(logger, number, subject, method, source.Address, source.Message);
            }
            else
            {
                // An error that another source makes up for is no error of the verification.
                var level = certificate.Status == RevocationStatus.Unknown ? LogLevel.Error : LogLevel.Debug;
                Failed(logger, level, number, subject, method, source.Address, source.Message);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "No verification impacting errors encountered while checking revocation, status is OK")]
    private static partial void Good(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Certificate #{number} in chain with subject \"{subject}\" cannot be revoked: it names no OCSP responder "
            + "and no CRL")]
    private static partial void NotRevocable(ILogger logger, int number, string subject);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "OCSP check failed with unknown error and fallback to CRL check for certificate #{number} in chain with "
            + "subject \"{subject}\"")]
    private static partial void FellBack(ILogger logger, int number, string subject);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Certificate #{number} in chain with subject \"{subject}\" was looked up by method {method} at URL "
            + "\"{url}\": {message}")]
    private static partial void Answered(
        ILogger logger, int number, string subject, string method, string url, string message);

    [LoggerMessage(
        Message = "Certificate #{number} in chain with subject \"{subject}\" encountered an error for revocation method "
            + "{method} at URL \"{url}\": {message}")]
    private static partial void Failed(
        ILogger logger, LogLevel level, int number, string subject, string method, string url, string message);
}
