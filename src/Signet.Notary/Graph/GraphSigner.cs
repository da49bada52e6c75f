using Signet.Notary.Artifacts;
using Signet.Notary.Plugins;
using Signet.Notary.Signing;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Graph;

/// <summary>
/// Signs an artifact with everything that belongs to it and is no signature: the platforms of an index, and whatever refers
/// to any of them.
/// </summary>
/// <remarks>
/// The artifact itself is signed last, after everything below it: a signature on it says that the work was completed, and
/// where it failed half-way the artifact is as unsigned as before. What the same certificate has signed already stays as it is,
/// so that a second run signs only what is new.
/// <para>Whoever may push can attach a report. Signing a graph vouches for all that is in it at this moment.</para>
/// </remarks>
public sealed class GraphSigner
{
    private readonly IRepository _repository;
    private readonly ISigner _signer;
    private readonly TimeProvider _time;

    /// <summary>A signer for one repository and one key, wherever it is held.</summary>
    /// <param name="repository">Where the graph is and the signatures go.</param>
    /// <param name="signer">The key.</param>
    /// <param name="timeProvider">Clock that existing signatures are judged by; null for the machine's.</param>
    public GraphSigner(IRepository repository, ISigner signer, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(signer);
        _repository = repository;
        _signer = signer;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>
    /// Signs one graph. What goes wrong with a part ends the work and is in the result, and so is a caller who gives up once the
    /// first signature may have been made: the result always says what is signed and what is not. What is being signed when
    /// another part fails is still finished.
    /// </summary>
    /// <exception cref="SigningException">The options break a rule; nothing was signed.</exception>
    /// <exception cref="OciException">The graph could not be read; nothing was signed.</exception>
    /// <exception cref="PluginCallException">The plugin would not say which certificate it has; nothing was signed.</exception>
    public async Task<GraphSigning> SignAsync(GraphSignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Concurrency, nameof(options));
        options.Signature.ForEnvelope().Check();
        UserMetadataRules.CheckKeys(options.Signature.UserMetadata);
        await using var memory = new RememberingRepository(
            _repository, NotaryLimits.Graphs.GraphConcurrency, NotaryLimits.Graphs, cancellationToken);
        var root = await ArtifactResolver.ReadAsync(memory, options.Signature.Reference, cancellationToken);
        var graph = await GraphWalker.WalkAsync(
            memory,
            [root],
            new WalkOptions { Concurrency = NotaryLimits.Graphs.GraphConcurrency, IncludeReferrers = true, Limits = NotaryLimits.Graphs },
            cancellationToken);
        var parts = await PartsAsync(graph, memory, cancellationToken);
        if (!options.SignsAgain)
        {
            var existing = new ExistingSignatures(memory, _signer, options.Signature, _time.GetUtcNow());
            await existing.FindAsync(parts, root, cancellationToken);
        }

        await new Run(this, options, cancellationToken).SignAsync(parts);
        return new()
        {
            Artifact = root.Bare(),
            ResolvedReference = $"{_repository.Name}@{root.Digest}",
            Results = [.. parts.Select(p => p.Result)],
            Ignored = graph.Ignored,
        };
    }

    /// <summary>
    /// What is to be signed, in the graph's order, the artifact last. What it refers to itself is not below it, and is not signed.
    /// </summary>
    private static async Task<List<GraphPart>> PartsAsync(
        ArtifactGraph graph, RememberingRepository memory, CancellationToken cancellationToken)
    {
        var below = Below(graph.Roots[0]);
        var parts = new List<GraphPart>();
        var signatures = new List<(GraphNode Node, Manifest Manifest)>();
        foreach (var node in graph.Nodes.Where(below.ContainsKey).OrderBy(n => n == graph.Roots[0]))
        {
            var manifest = await memory.FetchManifestAsync(node.Descriptor, cancellationToken);
            var facts = ManifestFacts.Of(manifest);
            if (facts.IsSignature && below[node] == GraphRole.Report)
            {
                signatures.Add((node, manifest));
                continue;
            }

            parts.Add(new(node.Descriptor, below[node], facts.ArtifactType));
        }

        foreach (var part in parts)
        {
            part.Signatures.AddRange(signatures
                .Where(s => s.Manifest.Subject!.NamesSameContent(part.Descriptor))
                .Select(s => s.Node.Descriptor));
        }

        return parts;
    }

    private static Dictionary<GraphNode, GraphRole> Below(GraphNode root)
    {
        var roles = new Dictionary<GraphNode, GraphRole>
        {
            [root] = MediaTypes.IsIndex(root.Descriptor.MediaType) ? GraphRole.Index : GraphRole.Artifact,
        };
        var open = new Queue<GraphNode>([root]);
        while (open.TryDequeue(out var node))
        {
            foreach (var entry in node.Entries.Where(
                e => roles.TryAdd(e, MediaTypes.IsIndex(e.Descriptor.MediaType) ? GraphRole.Index : GraphRole.Platform)))
            {
                open.Enqueue(entry);
            }

            foreach (var referrer in node.Referrers.Where(r => roles.TryAdd(r, GraphRole.Report)))
            {
                open.Enqueue(referrer);
            }
        }

        return roles;
    }

    /// <summary>Signs what is open: everything below first, the artifact when all of that is done.</summary>
    private sealed class Run(GraphSigner owner, GraphSignOptions options, CancellationToken cancellationToken)
    {
        private bool _hasFailed;

        public async Task SignAsync(List<GraphPart> parts)
        {
            using var places = new SemaphoreSlim(options.Concurrency);
            await Task.WhenAll(parts[..^1].Select(part => SignAsync(part, places)));
            await SignAsync(parts[^1], places);
        }

        private async Task SignAsync(GraphPart part, SemaphoreSlim places)
        {
            await places.WaitAsync(CancellationToken.None);
            try
            {
                await SignAsync(part);
                options.Progress?.Invoke(part.Result);
            }
            finally
            {
                places.Release();
            }
        }

        private async Task SignAsync(GraphPart part)
        {
            if (part.Existing is not null)
            {
                part.Outcome = GraphSignOutcome.AlreadySigned;
                return;
            }

            if (options.IsDryRun)
            {
                part.Outcome = GraphSignOutcome.Planned;
                return;
            }

            if (Volatile.Read(ref _hasFailed) || cancellationToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                part.Signed = await new ArtifactSigner(owner._repository, owner._signer).SignAsync(
                    options.Signature with { Reference = part.Descriptor.Digest.ToString() }, cancellationToken);
                part.Outcome = GraphSignOutcome.Signed;
            }
            catch (Exception e) when (e is OciException or SigningException or PluginCallException or TimestampException)
            {
                Volatile.Write(ref _hasFailed, true);
                part.Failure = e;
                part.Outcome = GraphSignOutcome.Failed;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // It may have been stored or not; the next run sees which.
            }
        }
    }
}
