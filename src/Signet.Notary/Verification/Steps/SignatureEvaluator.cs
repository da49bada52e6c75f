using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Runs the seven steps on one envelope. An enforced failure ends it; what could not be found out does not, because a
/// later step may still show that the signature is no good.
/// </summary>
internal static class SignatureEvaluator
{
    /// <summary>The steps after integrity, in the specification's order.</summary>
    private static readonly (string Rule, Func<SignatureContext, Check> Run)[] Steps =
    [
        (TrustStoreStep.Rule, TrustStoreStep.Run),
        (IdentityStep.Rule, IdentityStep.Run),
        (ExpiryStep.Rule, ExpiryStep.Run),
        (AuthenticTimestampStep.Rule, AuthenticTimestampStep.Run),
        (RevocationStep.Rule, RevocationStep.Run),
        (PluginStep.Rule, PluginStep.Run),
        (DescriptorStep.Rule, DescriptorStep.Run),
        (DescriptorStep.MetadataRule, DescriptorStep.RunMetadata),
    ];

    /// <summary>What one fetched candidate leads to.</summary>
    public static SignatureVerdict Evaluate(
        FetchedCandidate candidate, Func<EnvelopeContent, SignatureContext> contextOf)
    {
        if (candidate.Fault is { } fault)
        {
            return new()
            {
                Manifest = candidate.Candidate.Manifest,
                Kind = fault.Outcome,
                Checks = [fault],
                IsIgnored = fault.Rule != Artifacts.SignatureManifest.SubjectRule,
            };
        }

        var mediaType = candidate.EnvelopeDescriptor!.MediaType;
        var (integrity, content, isMalformed) = IntegrityStep.Run(mediaType, candidate.Envelope);
        var checks = new List<Check>(Steps.Length + 1) { integrity };
        if (content is null)
        {
            checks.AddRange(Steps
                .Where(s => s.Rule != DescriptorStep.MetadataRule)
                .Select(s => Checks.NotRun(s.Rule, integrity.Rule)));
        }
        else
        {
            Run(contextOf(content), checks);
        }

        return new()
        {
            Manifest = candidate.Candidate.Manifest,
            Kind = KindOf(checks),
            Checks = checks,
            EnvelopeMediaType = mediaType,
            Content = content,
            IsIgnored = isMalformed,
        };
    }

    private static void Run(SignatureContext context, List<Check> checks)
    {
        string? stoppedBy = null;
        foreach (var (rule, run) in Steps)
        {
            if (rule == DescriptorStep.MetadataRule && context.UserMetadata.Count == 0)
            {
                continue;
            }

            var check = stoppedBy is null ? run(context) : Checks.NotRun(rule, stoppedBy);
            checks.Add(check);
            if (check.Status == CheckStatus.Failed)
            {
                stoppedBy = rule;
            }
        }
    }

    /// <summary>A failure is certain and decides; then what could not be found out; otherwise the signature is trusted.</summary>
    private static VerdictKind KindOf(List<Check> checks)
    {
        if (checks.FirstOrDefault(c => c.Status == CheckStatus.Failed) is { } failed)
        {
            return failed.Outcome;
        }

        return checks.Any(c => c.Status == CheckStatus.Undetermined) ? VerdictKind.Undetermined : VerdictKind.Trusted;
    }
}
