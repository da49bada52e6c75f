using Microsoft.Extensions.Logging;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Cli.Verdicts;

/// <summary>A verdict in the log of <c>--debug</c>, in the words scripts look for in notation's.</summary>
internal static partial class VerdictLog
{
    public static void Write(Verdict verdict, ILogger logger)
    {
        if (!logger.IsEnabled(LogLevel.Error))
        {
            return;
        }

        if (verdict.Artifact is { } artifact)
        {
            Resolved(logger, verdict.Reference, artifact.Digest);
        }

        if (verdict.Policy is { } policy)
        {
            Policy(logger, policy.Statement.Name, policy.Source, policy.Reason);
        }

        if (verdict.Kind == VerdictKind.Skipped)
        {
            Skipped(logger, verdict.ResolvedReference ?? verdict.Reference);
        }

        foreach (var signature in verdict.Signatures)
        {
            Processing(logger, signature.Manifest.MediaType, signature.Manifest.Digest);
            foreach (var check in signature.Checks)
            {
                Write(signature, check, verdict, logger);
            }
        }
    }

    private static void Write(SignatureVerdict signature, Check check, Verdict verdict, ILogger logger)
    {
        if (check is { Status: not CheckStatus.NotRun, DelegatedTo: null } && Validation(check) is { } validation)
        {
            Validating(logger, validation);
        }

        if (check is { Rule: "authentic-timestamp", Status: not CheckStatus.NotRun and not CheckStatus.Skipped })
        {
            TimestampLog.Write(signature, verdict, logger);
        }

        if (check.Revocation is { } report)
        {
            RevocationLog.Write(report, logger);
        }

        WriteOutcome(check, logger);
    }

    /// <summary>What notation says before it begins a check.</summary>
    private static string? Validation(Check check) => check.Rule switch
    {
        "authenticity.trust-store" => "cert chain",
        "authenticity.identity" => "trust identity",
        "expiry" => "expiry",
        "authentic-timestamp" => "authentic timestamp",
        "revocation" => "revocation",
        _ => null,
    };

    private static void WriteOutcome(Check check, ILogger logger)
    {
        var type = VerdictNames.VerificationTypeOf(check);
        switch (check.Status)
        {
            case CheckStatus.Warned:
                Warned(logger, type, check.Message);
                break;
            case CheckStatus.Failed or CheckStatus.Undetermined:
                Failed(logger, type, check.Message);
                break;
            default:
                Checked(logger, check.Rule, check.Status, check.Message);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reference {reference} resolved to manifest descriptor: {digest}")]
    private static partial void Resolved(ILogger logger, string reference, Digest digest);

    [LoggerMessage(Level = LogLevel.Information, Message = "Trust policy statement \"{name}\" of {source}: {reason}")]
    private static partial void Policy(ILogger logger, string name, string source, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Signature verification skipped for {reference}")]
    private static partial void Skipped(ILogger logger, string reference);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Processing signature with manifest mediaType: {mediaType} and digest: {digest}")]
    private static partial void Processing(ILogger logger, string mediaType, Digest digest);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{type} validation failed with validation action set to \"logged\". Failure reason: {reason}")]
    private static partial void Warned(ILogger logger, string type, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{type} validation failed. Failure reason: {reason}")]
    private static partial void Failed(ILogger logger, string type, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Validating {what}")]
    private static partial void Validating(ILogger logger, string what);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Check {rule} {status}: {message}")]
    private static partial void Checked(ILogger logger, string rule, CheckStatus status, string message);
}
