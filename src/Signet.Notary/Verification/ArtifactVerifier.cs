using System.Diagnostics.CodeAnalysis;
using Signet.Notary.Artifacts;
using Signet.Notary.Trust;
using Signet.Notary.Verification.Steps;
using Signet.Oci;
using Signet.Oci.Repositories;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification;

/// <summary>
/// Verifies the signatures of artifacts against a trust policy (trust-store-trust-policy.md, "Signature Evaluation").
/// </summary>
/// <remarks>
/// <code>
/// reference ─► (1) policy statement for the repository          Trust: local, first
///           ─► (2) resolve (HEAD manifest ║ list referrers)     Oci: one wave by digest, two by tag
///           ─► (3) candidates: those that claim a trusted       CandidateList
///                  certificate first, bounded
///           ─► per candidate, a window of them at the same time:
///              (4) fetch manifest and envelope                  CandidateFetcher: two waves
///              (5) evaluate                                     SignatureEvaluator
///                  1 integrity → 2 authenticity → 3 expiry
///                  → 4 authentic timestamp ║ 5 revocation       RevocationChecker: one wave, none with a warm cache
///                  → 6 plugin                                   PluginClient: two processes, where one is demanded
///                  → 7 descriptor and metadata
///           ─► (6) Verdict                                      VerdictRules
/// </code>
/// A candidate that cannot be fetched or parsed is recorded and passed over: it never hides a good one. A server that is
/// slow to answer delays its own candidate and no other.
/// Between calls the verifier holds nothing but the count of running plugins; any number of calls may run at once.
/// </remarks>
public sealed class ArtifactVerifier
{
    /// <summary>
    /// Once there are enough trusted signatures, others already on their way are still recorded when they arrive within this
    /// time; a slow one must not hold up the verdict.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    private readonly TrustPolicyDocument _policy;
    private readonly TrustStore _trustStore;
    private readonly VerifierOptions _options;
    private readonly PluginSlots _pluginSlots = new();

    /// <summary>A verifier for one policy.</summary>
    public ArtifactVerifier(TrustPolicyDocument policy, TrustStore trustStore, VerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(trustStore);
        _policy = policy;
        _trustStore = trustStore;
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxSignatures, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Concurrency, nameof(options));
    }

    /// <summary>
    /// Verifies one artifact. Whatever the repository answers, or does not, becomes a verdict.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Verdict> VerifyAsync(
        IRepository repository, VerifyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(request);
        var draft = new VerdictDraft(repository, request, _options.TimeProvider);

        // (1)
        if (!TrySelectStatement(draft, out var policy))
        {
            return draft.Finish();
        }

        using var deadline = new Deadline(_options.MaxDuration, _options.TimeProvider, cancellationToken);
        if (policy.Statement.Level.Integrity == VerificationAction.Skip)
        {
            await ResolveAsync(repository, request, draft, deadline);
            return draft.Artifact is null ? draft.Finish() : draft.Skip();
        }

        // (2), (3): by digest the listing does not wait for the resolution; the stores load meanwhile.
        var resolving = ResolveAsync(repository, request, draft, deadline);
        var trusted = TrustedCertificates.LoadAsync(_trustStore, policy.Statement, cancellationToken);
        var listing = Digest.TryParse(request.Reference, out var digest)
            ? CollectAsync(repository, digest, trusted, deadline)
            : null;
        await resolving;
        if (draft.Artifact is not { } artifact)
        {
            deadline.Stop();
            await Task.WhenAll(trusted, listing ?? Task.CompletedTask);
            return draft.Finish();
        }

        var candidates = await (listing ?? CollectAsync(repository, artifact.Digest, trusted, deadline));

        // (4), (5)
        var stores = await trusted;
        var now = _options.TimeProvider.GetUtcNow();
        var plugins = new PluginAccess(
            _options.Plugins, request.PluginConfig.Count > 0 ? request.PluginConfig : null, _pluginSlots);
        var signatures = await EvaluateAsync(
            candidates.InOrder,
            new CandidateFetcher(repository, artifact, _options.MaxBytes),
            policy.Statement,
            content => new SignatureContext
            {
                Content = content,
                Policy = policy,
                Trusted = stores,
                Target = SignedTarget.Artifact(artifact),
                UserMetadata = request.UserMetadata,
                Now = now,
                Revocation = _options.Revocation,
                PluginAccess = plugins,
                Deadline = deadline,
            },
            deadline);

        // (6)
        return draft.Conclude(candidates, signatures, stores, _options.MaxSignatures);
    }

    private bool TrySelectStatement(VerdictDraft draft, [NotNullWhen(true)] out PolicyDecision? policy)
    {
        policy = null;
        try
        {
            policy = _policy.SelectStatement(draft.Repository);
        }
        catch (FormatException e)
        {
            draft.NoRepositoryPath(e.Message);
            return false;
        }

        if (policy is null)
        {
            draft.NoStatement(_policy);
            return false;
        }

        draft.Use(policy);
        return true;
    }

    private static async Task ResolveAsync(
        IRepository repository, VerifyRequest request, VerdictDraft draft, Deadline deadline)
    {
        try
        {
            draft.Resolved(await ArtifactResolver.ResolveAsync(repository, request.Reference, deadline.Token));
        }
        catch (OciException e)
        {
            draft.NotResolved(e);
        }
        catch (OperationCanceledException) when (deadline.EndedWork)
        {
            draft.NotResolved(deadline.Failure);
        }
    }

    private async Task<CandidateList> CollectAsync(
        IRepository repository, Digest artifact, Task<TrustedCertificates> trusted, Deadline deadline) =>
        await CandidateList.CollectAsync(
            repository, artifact, ThumbprintsAsync(trusted), _options.MaxSignatures, deadline);

    private static async Task<IReadOnlySet<string>> ThumbprintsAsync(Task<TrustedCertificates> trusted) =>
        (await trusted).Thumbprints;

    /// <summary>
    /// Keeps a window of candidates on their way, each fetched and evaluated on its own, so that a slow one delays no
    /// other.
    /// </summary>
    private async Task<List<(int Position, SignatureVerdict Verdict)>> EvaluateAsync(
        IReadOnlyList<Candidate> candidates,
        CandidateFetcher fetcher,
        TrustPolicyStatement statement,
        Func<EnvelopeContent, SignatureContext> contextOf,
        Deadline deadline)
    {
        var verdicts = new List<(int Position, SignatureVerdict Verdict)>();
        var window = new List<Task<(int Position, SignatureVerdict? Verdict)>>();
        var next = 0;
        Task? grace = null;
        using var graceEnd = new CancellationTokenSource();
        while (true)
        {
            while (grace is null && window.Count < _options.Concurrency && next < candidates.Count)
            {
                window.Add(EvaluateAsync(candidates[next++], fetcher, contextOf, deadline));
            }

            if (window.Count == 0)
            {
                break;
            }

            var arrived = await Task.WhenAny(grace is null ? window : [.. window, grace]);
            if (arrived == grace)
            {
                deadline.Stop();
                foreach (var (at, late) in await Task.WhenAll(window))
                {
                    Add(at, late);
                }

                break;
            }

            window.Remove((Task<(int Position, SignatureVerdict? Verdict)>)arrived);
            var (position, verdict) = await (Task<(int Position, SignatureVerdict? Verdict)>)arrived;
            Add(position, verdict);
            if (verdict?.Kind == VerdictKind.Trusted && SignatureQuorum.IsMet(statement, verdicts.Select(v => v.Verdict)))
            {
                grace ??= Task.Delay(Grace, _options.TimeProvider, graceEnd.Token);
            }
        }

        await graceEnd.CancelAsync();
        return verdicts;

        void Add(int position, SignatureVerdict? verdict)
        {
            if (verdict is not null)
            {
                verdicts.Add((position, verdict));
            }
        }
    }

    /// <summary>Fetches and evaluates one candidate; no verdict when it was still being fetched as the work was ended.</summary>
    private static async Task<(int Position, SignatureVerdict? Verdict)> EvaluateAsync(
        Candidate candidate,
        CandidateFetcher fetcher,
        Func<EnvelopeContent, SignatureContext> contextOf,
        Deadline deadline)
    {
        var fetched = await fetcher.FetchAsync(candidate, deadline);
        return deadline.IsStopped
            ? (candidate.Position, null)
            : (candidate.Position, await SignatureEvaluator.EvaluateAsync(fetched, contextOf, deadline.Token));
    }
}
