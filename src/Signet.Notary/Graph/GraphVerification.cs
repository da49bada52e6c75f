using System.Collections.Concurrent;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Notary.Verification.Steps;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Notary.Graph;

/// <summary>One verification of one graph, while it goes on.</summary>
internal sealed class GraphVerification : IAsyncDisposable
{
    /// <summary>Requests at once: a wave of a release with its reports and signatures, listing and fetching, fits into it.</summary>
    private const int Concurrency = 64;

    private readonly GraphVerifyRequest _request;
    private readonly TrustPolicyDocument? _policy;
    private readonly ArtifactVerifier? _verifier;
    private readonly VerifierOptions _options;
    private readonly RememberingRepository _memory;
    private readonly Deadline _deadline;
    private readonly SemaphoreSlim _places = new(Concurrency);
    private readonly ConcurrentDictionary<Digest, ManifestFacts> _facts = new();
    private readonly ConcurrentDictionary<Digest, Lazy<Task<Verdict>>> _verdicts = new();

    public GraphVerification(
        IRepository repository,
        GraphVerifyRequest request,
        TrustPolicyDocument? policy,
        ArtifactVerifier? verifier,
        VerifierOptions options,
        CancellationToken cancellationToken)
    {
        _request = request;
        _policy = policy;
        _verifier = verifier;
        _options = options;
        _deadline = new Deadline(NotaryLimits.GraphDuration, options.TimeProvider, cancellationToken);
        _memory = new RememberingRepository(repository, Concurrency, NotaryLimits.Graphs, _deadline.Token)
        {
            ManifestRead = Learn,
        };
    }

    public async Task<GraphVerdict> RunAsync()
    {
        Manifest root;
        try
        {
            root = await ResolveAsync();
            Prefetch(root);
            await CheckPlatformAsync(root);
        }
        catch (OciException e)
        {
            return NotResolved(e);
        }
        catch (OperationCanceledException) when (_deadline.EndedWork)
        {
            return NotResolved(_deadline.Failure);
        }

        ArtifactGraph? graph = null;
        OciException? failure = null;
        try
        {
            graph = await GraphWalker.WalkAsync(
                _memory,
                [root.Descriptor],
                new WalkOptions
                {
                    Concurrency = Concurrency,
                    IncludeReferrers = true,
                    KeepsGoing = true,
                    Platform = _request.Platform,
                    Limits = NotaryLimits.Graphs,
                },
                _deadline.Token);
        }
        catch (OciException e)
        {
            failure = e;
        }
        catch (OperationCanceledException) when (_deadline.EndedWork)
        {
            failure = _deadline.Failure;
        }

        var verdicts = await VerdictsAsync(graph, root.Descriptor);
        var claims = _verifier is null && graph is not null ? await ClaimsAsync(graph) : [];
        return new GraphJudgement(_memory.Name, _request, _policy, _facts, verdicts, claims, _options.TimeProvider.GetUtcNow())
            .Judge(root.Descriptor, graph, failure);
    }

    public async ValueTask DisposeAsync()
    {
        _deadline.Stop();
        await Task.WhenAll(_verdicts.Values.Where(v => v.IsValueCreated).Select(v => v.Value))
            .ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _memory.DisposeAsync();
        _deadline.Dispose();
        _places.Dispose();
    }

    /// <summary>
    /// Finds out what the reference means: the only question that is not asked by digest (attack A11). Getting the manifest
    /// itself saves the wave of a HEAD.
    /// </summary>
    private async Task<Manifest> ResolveAsync()
    {
        if (Digest.TryParse(_request.Reference, out var known))
        {
            _memory.PrefetchReferrers(known);
        }

        Manifest manifest;
        try
        {
            manifest = await _memory.FetchManifestAsync(_request.Reference, _deadline.Token);
        }
        catch (OciException e)
        {
            throw new OciException(e.Error, $"failed to get manifest descriptor: {e.Message}", e) { StatusCode = e.StatusCode };
        }

        return Digest.TryParse(_request.Reference, out var asked) && asked != manifest.Descriptor.Digest
            ? throw new OciException(
                OciError.ContentMismatch,
                $"user input digest {asked} does not match the resolved digest {manifest.Descriptor.Digest}")
            : manifest;
    }

    /// <summary>
    /// What the walk is going to ask in its second step goes out with its first: the entries of an index, and who refers to
    /// them.
    /// </summary>
    private void Prefetch(Manifest root)
    {
        _memory.PrefetchReferrers(root.Descriptor.Digest);
        foreach (var entry in root.Manifests.Where(
            e => MediaTypes.IsManifest(e.MediaType)
                && (_request.Platform is not { } wanted || PlatformSelector.Matches(e.Platform, wanted))))
        {
            _memory.Prefetch(entry);
        }
    }

    /// <summary>The platform that was asked for is one of the index, or that of the image.</summary>
    private async Task CheckPlatformAsync(Manifest root)
    {
        if (_request.Platform is { } wanted)
        {
            await PlatformSelector.SelectAsync(_memory, root.Descriptor.Digest.ToString(), wanted, _deadline.Token);
        }
    }

    /// <summary>What can be begun as soon as a manifest is known: its verification, unless it is a signature.</summary>
    private void Learn(Manifest manifest)
    {
        var facts = ManifestFacts.Of(manifest);
        if (_facts.TryAdd(manifest.Descriptor.Digest, facts) && !facts.IsSignature && !_deadline.IsStopped)
        {
            _ = VerifyAsync(manifest.Descriptor.Digest);
        }
    }

    private async Task<Dictionary<Digest, Verdict>> VerdictsAsync(ArtifactGraph? graph, Descriptor root)
    {
        var verdicts = new Dictionary<Digest, Verdict>();
        var digests = graph is null ? [] : graph.Nodes.Where(IsVerified).Select(n => n.Descriptor.Digest);
        foreach (var digest in digests.Prepend(root.Digest).Distinct())
        {
            try
            {
                if (VerifyAsync(digest) is { } verifying)
                {
                    verdicts.Add(digest, await verifying);
                }
            }
            catch (OperationCanceledException) when (_deadline.EndedWork)
            {
                // Without a verdict it is undetermined.
            }
        }

        return verdicts;
    }

    /// <summary>A signature is looked at where it belongs to; one that was asked for, or is an entry of an index, is content.</summary>
    private bool IsVerified(GraphNode node) =>
        node.IsManifest && _facts.TryGetValue(node.Descriptor.Digest, out var facts) && !(facts.IsSignature && node.IsReferrer);

    /// <summary>Without a policy: what the signatures say of themselves.</summary>
    private async Task<Dictionary<Digest, InspectedSignature>> ClaimsAsync(ArtifactGraph graph)
    {
        var work = new List<Task<InspectedSignature>>();
        foreach (var subject in graph.Nodes)
        {
            var fetcher = new CandidateFetcher(_memory, subject.Descriptor.Bare(), _options.MaxBytes);
            work.AddRange(subject.Referrers
                .Where(r => _facts.TryGetValue(r.Descriptor.Digest, out var facts) && facts.IsSignature)
                .Select(r => ClaimAsync(fetcher, r.Descriptor)));
        }

        var claims = new Dictionary<Digest, InspectedSignature>();
        foreach (var claim in await Task.WhenAll(work))
        {
            claims.TryAdd(claim.Manifest.Digest, claim);
        }

        return claims;
    }

    private async Task<InspectedSignature> ClaimAsync(CandidateFetcher fetcher, Descriptor manifest)
    {
        var fetched = await fetcher.FetchAsync(new Candidate(manifest, 0, false), _deadline);
        return fetched.Fault is { } fault
            ? new() { Manifest = manifest, Fault = fault.Message, IsFetchFault = true }
            : InspectedSignature.Read(manifest, fetched.EnvelopeDescriptor!.MediaType, fetched.Envelope);
    }

    private Task<Verdict>? VerifyAsync(Digest digest) => _verifier is null
        ? null
        : _verdicts.GetOrAdd(digest, d => new Lazy<Task<Verdict>>(() => VerifyAsync(d, _verifier))).Value;

    private async Task<Verdict> VerifyAsync(Digest digest, ArtifactVerifier verifier)
    {
        // Whoever told of the manifest is not held up.
        await Task.Yield();
        await _places.WaitAsync(_deadline.Token);
        try
        {
            return await verifier.VerifyAsync(
                _memory,
                new VerifyRequest
                {
                    Reference = digest.ToString(),
                    Scope = _request.Scope,
                    UserMetadata = _request.UserMetadata,
                    PluginConfig = _request.PluginConfig,
                },
                _deadline.Token);
        }
        finally
        {
            _places.Release();
        }
    }

    private GraphVerdict NotResolved(OciException error)
    {
        var kind = error.Error == OciError.ContentMismatch ? VerdictKind.Invalid : VerdictKind.Undetermined;
        return new()
        {
            Kind = kind,
            Reference = _request.OriginalReference ?? _request.Reference,
            IsUnverified = _verifier is null,
            Summary = error.Message,
            Time = _options.TimeProvider.GetUtcNow(),
            Checks =
            [
                kind == VerdictKind.Invalid
                    ? Checks.Broken("resolve", null, kind, error.Message, "do not use this registry before its operator explained it")
                    : Checks.Unknown("resolve", null, error.Message, "check the reference, and whether you may read the repository"),
            ],
        };
    }
}
