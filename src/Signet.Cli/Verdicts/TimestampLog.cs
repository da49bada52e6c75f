using Microsoft.Extensions.Logging;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Signatures;

namespace Signet.Cli.Verdicts;

/// <summary>Whether a timestamp was asked for, in the log of <c>--debug</c>, in notation's words.</summary>
internal static partial class TimestampLog
{
    public static void Write(SignatureVerdict signature, Verdict verdict, ILogger logger)
    {
        if (signature.Content is not { Scheme: SigningScheme.X509 } content || verdict.Policy?.Statement is not { } statement)
        {
            return;
        }

        Scheme(logger);
        if (statement.TrustStores.All(s => s.Type != TrustStoreType.Tsa))
        {
            NoStore(logger);
        }
        else if (statement.VerifyTimestampAfterCertExpiry
            && content.CertificateChain.All(c => c.NotAfter.ToUniversalTime() >= verdict.Time.UtcDateTime))
        {
            NotExpired(logger);
        }
        else
        {
            Performing(logger);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Under signing scheme notary.x509...")]
    private static partial void Scheme(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Timestamp verification disabled: no tsa trust store is configured in trust policy")]
    private static partial void NoStore(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Timestamp verification disabled: verifyTimestamp is set to \"afterCertExpiry\" and signing cert chain "
            + "unexpired")]
    private static partial void NotExpired(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Performing timestamp verification...")]
    private static partial void Performing(ILogger logger);
}
