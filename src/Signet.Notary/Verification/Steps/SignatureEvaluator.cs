using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Runs the seven steps on one envelope. An enforced failure ends it; what could not be found out does not, because a
/// later step may still show that the signature is no good. Steps 4 and 5 may both have to ask servers: while one waits,
/// the next has begun.
/// </summary>
/// <remarks>
/// A signature that demands a plugin is evaluated like this:
/// <code>
/// 1 integrity
/// 2 trust store ─► plugin discovery ─► identity ┄┄┄┄┄┐      the plugin is started only for chains that a store backs
/// 3 expiry                                           ┆
/// 4 authentic timestamp                              ┆      dotted: left to the plugin, if it has the capability,
/// 5 revocation ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┤      and decided under the policy's action when it answers
/// 6 plugin ◄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘
/// 7 descriptor and metadata
/// </code>
/// </remarks>
internal static class SignatureEvaluator
{
    /// <summary>The steps after integrity, in the specification's order.</summary>
    private static readonly (string Rule, Func<SignatureContext, CancellationToken, Task<Check>> RunAsync)[] Steps =
    [
        (TrustStoreStep.Rule, Local(TrustStoreStep.Run)),
        (PluginDiscoveryStep.Rule, PluginDiscoveryStep.RunAsync),
        (IdentityStep.Rule, Local(IdentityStep.Run)),
        (ExpiryStep.Rule, Local(ExpiryStep.Run)),
        (AuthenticTimestampStep.Rule, AuthenticTimestampStep.RunAsync),
        (RevocationStep.Rule, RevocationStep.RunAsync),
        (PluginStep.Rule, PluginStep.RunAsync),
        (DescriptorStep.Rule, (context, _) => DescriptorStep.RunAsync(context)),
        (DescriptorStep.MetadataRule, Local(DescriptorStep.RunMetadata)),
    ];

    /// <summary>What one fetched candidate leads to.</summary>
    public static async Task<SignatureVerdict> EvaluateAsync(
        FetchedCandidate candidate, Func<EnvelopeContent, SignatureContext> contextOf, CancellationToken cancellationToken)
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
                .Where(s => s.Rule is not (PluginDiscoveryStep.Rule or DescriptorStep.MetadataRule))
                .Select(s => Checks.NotRun(s.Rule, integrity.Rule)));
        }
        else
        {
            var context = contextOf(content);
            await RunAsync(context, checks, cancellationToken);
            AddRequirements(context, checks);
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

    private static async Task RunAsync(SignatureContext context, List<Check> checks, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Check>? begun = null;
        string? stoppedBy = null;
        for (var i = 0; i < Steps.Length; i++)
        {
            var (rule, runAsync) = Steps[i];
            if (!Applies(rule, context))
            {
                continue;
            }

            if (stoppedBy is not null)
            {
                checks.Add(Checks.NotRun(rule, stoppedBy));
                continue;
            }

            var running = begun ?? runAsync(context, stop.Token);
            begun = rule == AuthenticTimestampStep.Rule && !running.IsCompleted
                ? Steps[i + 1].RunAsync(context, stop.Token)
                : null;
            var check = await running;
            checks.Add(check);
            Settle(context, checks);
            if (checks.Find(c => c.Status == CheckStatus.Failed) is { } failed)
            {
                stoppedBy = failed.Rule;
                await stop.CancelAsync();
                await ((Task?)begun ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What the policy asks beyond the standard is asked of signatures that meet the standard.</summary>
    private static void AddRequirements(SignatureContext context, List<Check> checks)
    {
        if (context.Statement.Requirements.IsEmpty)
        {
            return;
        }

        if (checks.Find(c => c.Status == CheckStatus.Failed) is { } failed)
        {
            checks.Add(Checks.NotRun(RequirementsStep.Rule, failed.Rule));
            return;
        }

        var stamped = checks.Find(c => c is { Rule: AuthenticTimestampStep.Rule, Status: CheckStatus.Passed })?.Timestamp;
        checks.AddRange(RequirementsStep.Run(context, stamped?.Token.EarliestTime));
    }

    /// <summary>Two checks are made only where somebody asks for them: the signature, or the caller.</summary>
    private static bool Applies(string rule, SignatureContext context) => rule switch
    {
        PluginDiscoveryStep.Rule => context.Content.VerificationPlugin is not null,
        DescriptorStep.MetadataRule => context.UserMetadata.Count > 0,
        _ => true,
    };

    /// <summary>Puts what the plugin decided in the place of the checks that were left to it.</summary>
    private static void Settle(SignatureContext context, List<Check> checks)
    {
        foreach (var decision in context.Plugin.Decisions)
        {
            checks[checks.FindIndex(c => c.Rule == decision.Rule)] = decision;
        }
    }

    private static Func<SignatureContext, CancellationToken, Task<Check>> Local(Func<SignatureContext, Check> run) =>
        (context, _) => Task.FromResult(run(context));

    /// <summary>
    /// A failure is certain and decides; then what could not be found out, or was left to a plugin that gave no answer;
    /// otherwise the signature is trusted.
    /// </summary>
    private static VerdictKind KindOf(List<Check> checks)
    {
        if (checks.FirstOrDefault(c => c.Status == CheckStatus.Failed) is { } failed)
        {
            return failed.Outcome;
        }

        return checks.Any(c => c.Status is CheckStatus.Undetermined or CheckStatus.NotRun)
            ? VerdictKind.Undetermined
            : VerdictKind.Trusted;
    }
}
