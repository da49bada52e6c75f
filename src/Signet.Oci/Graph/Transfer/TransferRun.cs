using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Signet.Oci.Graph.Transfer;

/// <summary>
/// Moves the nodes of a graph with a few workers: each after everything it names, each once. What is ready is taken
/// manifests first, because others wait for them, then the largest blobs, because a large one begun last is waited for alone.
/// Roots nothing else waits for come last of all. Small content takes all workers, large content some of them.
/// </summary>
internal sealed class TransferRun
{
    private readonly ArtifactGraph _graph;
    private readonly IContentSource _source;
    private readonly IContentTarget _target;
    private readonly CopyOptions _options;
    private readonly Dictionary<GraphNode, List<GraphNode>> _waiting = [];
    private readonly Dictionary<GraphNode, int> _missing = [];
    private readonly HashSet<GraphNode> _last;
    private readonly Channel<GraphNode> _ready = Channel.CreateUnboundedPrioritized(
        new UnboundedPrioritizedChannelOptions<GraphNode> { Comparer = Comparer<GraphNode>.Create(Order) });

    private readonly Lock _gate = new();
    private readonly List<Task> _stored = [];
    private int _left;
    private ExceptionDispatchInfo? _failure;

    private TransferRun(ArtifactGraph graph, IContentSource source, IContentTarget target, CopyOptions options)
    {
        _graph = graph;
        _source = source;
        _target = target;
        _options = options;
        foreach (var node in graph.Nodes)
        {
            _missing[node] = node.Successors.Count;
            foreach (var successor in node.Successors)
            {
                if (!_waiting.TryGetValue(successor, out var list))
                {
                    _waiting[successor] = list = [];
                }

                list.Add(node);
            }
        }

        _last = [.. graph.Roots.Where(root => !_waiting.ContainsKey(root))];
        _left = graph.Nodes.Count - _last.Count;
    }

    /// <summary>Counts what was done.</summary>
    public TransferTally Tally { get; } = new();

    /// <summary>Moves everything, then has the target make it visible under the tags.</summary>
    /// <param name="graph">What to move.</param>
    /// <param name="source">From where.</param>
    /// <param name="target">To where.</param>
    /// <param name="tags">Tags of each of the graph's roots.</param>
    /// <param name="options">How much at once, and who is told each step.</param>
    /// <param name="cancellationToken">Ends the transfer; no tag has moved then, or all have.</param>
    public static async Task<TransferTally> RunAsync(
        ArtifactGraph graph,
        IContentSource source,
        IContentTarget target,
        IReadOnlyDictionary<GraphNode, IReadOnlyList<string>> tags,
        CopyOptions options,
        CancellationToken cancellationToken)
    {
        var run = new TransferRun(graph, source, target, options);
        foreach (var node in graph.Nodes)
        {
            run.Tell(TransferStage.Planned, node);
        }

        await target.PrepareAsync(
            graph,
            source,
            [.. tags.SelectMany(pair => pair.Value.Select(tag => (pair.Key, tag)))],
            cancellationToken).ConfigureAwait(false);
        await run.MoveAsync(Math.Clamp(options.SmallAtOnce, 1, Math.Max(1, graph.Nodes.Count)), cancellationToken)
            .ConfigureAwait(false);
        await run.FinishAsync(tags, cancellationToken).ConfigureAwait(false);
        return run.Tally;
    }

    private async Task MoveAsync(int workers, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var large = new SemaphoreSlim(_options.LargeAtOnce);
        foreach (var node in _graph.Nodes.Where(node => _missing[node] == 0 && !_last.Contains(node)))
        {
            _ready.Writer.TryWrite(node);
        }

        if (_left == 0)
        {
            _ready.Writer.TryComplete();
        }

        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(large, stop), CancellationToken.None)))
            .ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
        _failure?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WorkAsync(SemaphoreSlim large, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var node in _ready.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                var stored = node.IsManifest || node.Descriptor.Size < CopyOptions.SmallBlob
                    ? await MoveAsync(node, stop.Token).ConfigureAwait(false)
                    : await MoveLargeAsync(node, large, stop.Token).ConfigureAwait(false);
                if (stored is null)
                {
                    Complete(node);
                    continue;
                }

                lock (_gate)
                {
                    _stored.Add(CompleteAfterAsync(stored, node, stop));
                }
            }
        }
        catch (Exception e)
        {
            Fail(e, stop);
        }
    }

    private async Task CompleteAfterAsync(Task stored, GraphNode node, CancellationTokenSource stop)
    {
        try
        {
            await stored.ConfigureAwait(false);
            Tell(TransferStage.Done, node);
            Complete(node);
        }
        catch (Exception e)
        {
            Fail(e, stop);
        }
    }

    private void Fail(Exception failure, CancellationTokenSource stop)
    {
        // The first is the cause; the others are workers that were stopped.
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        stop.Cancel();
        _ready.Writer.TryComplete();
    }

    /// <summary>Waits for what is still being stored, also after a failure: nothing goes on behind the caller's back.</summary>
    private async Task SettleAsync()
    {
        Task[] stored;
        lock (_gate)
        {
            stored = [.. _stored];
        }

        await Task.WhenAll(stored).ConfigureAwait(false);
    }

    private async Task<Task?> MoveLargeAsync(GraphNode node, SemaphoreSlim large, CancellationToken cancellationToken)
    {
        await large.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await MoveAsync(node, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            large.Release();
        }
    }

    /// <returns>Null when it is where it belongs; else what ends when it is.</returns>
    private async Task<Task?> MoveAsync(GraphNode node, CancellationToken cancellationToken)
    {
        if (!node.IsManifest && await _target.TryMountAsync(node, cancellationToken).ConfigureAwait(false))
        {
            Tell(TransferStage.Mounted, node);
            return null;
        }

        if (await _target.HasAsync(node, cancellationToken).ConfigureAwait(false))
        {
            Tell(TransferStage.Skipped, node);
            return null;
        }

        TellStarted(node);
        return node.IsManifest
            ? await _target.StoreManifestAsync(
                node, await _source.ReadManifestAsync(node, cancellationToken).ConfigureAwait(false), null, cancellationToken)
                .ConfigureAwait(false)
            : await _target.StoreBlobAsync(
                node,
                _source,
                bytes => _options.Progress?.Invoke(new TransferEvent(TransferStage.Moved, node.Descriptor) { Bytes = bytes }),
                cancellationToken).ConfigureAwait(false);
    }

    private void Complete(GraphNode node)
    {
        lock (_gate)
        {
            foreach (var waiting in _waiting.GetValueOrDefault(node, []))
            {
                if (--_missing[waiting] == 0 && !_last.Contains(waiting))
                {
                    _ready.Writer.TryWrite(waiting);
                }
            }

            if (--_left == 0)
            {
                _ready.Writer.TryComplete();
            }
        }
    }

    private async Task FinishAsync(
        IReadOnlyDictionary<GraphNode, IReadOnlyList<string>> tags, CancellationToken cancellationToken)
    {
        var stored = await Parallelism.SelectAsync(
            _graph.Roots,
            _options.SmallAtOnce,
            async (root, ct) => _last.Contains(root)
                ? await StoreLastAsync(root, tags.GetValueOrDefault(root, []), ct).ConfigureAwait(false)
                : 0,
            cancellationToken).ConfigureAwait(false);
        var left = _graph.Roots
            .SelectMany((root, i) => tags.GetValueOrDefault(root, []).Skip(stored[i]).Select(name => (root, name)))
            .ToList();
        await _target.CompleteAsync(_graph, left, cancellationToken).ConfigureAwait(false);
        foreach (var (root, names) in tags)
        {
            foreach (var name in names)
            {
                _options.Progress?.Invoke(new TransferEvent(TransferStage.Tagged, root.Descriptor) { Tag = name });
            }
        }
    }

    /// <summary>A root that nothing waits for is put under its first tag at once, where the target can: one request less.</summary>
    /// <returns>How many tags it has.</returns>
    private async Task<int> StoreLastAsync(GraphNode root, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var tag = _target is RepositoryTarget && names.Count > 0 ? names[0] : null;
        var isThere = await _target.HasAsync(root, cancellationToken).ConfigureAwait(false);
        if (isThere)
        {
            Tell(TransferStage.Skipped, root);
            return 0;
        }

        TellStarted(root);
        var content = await _source.ReadManifestAsync(root, cancellationToken).ConfigureAwait(false);
        await (await _target.StoreManifestAsync(root, content, tag, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        Tell(TransferStage.Done, root);
        return tag is null ? 0 : 1;
    }

    private void TellStarted(GraphNode node)
    {
        Tell(TransferStage.Started, node);
        foreach (var file in node.SameContent)
        {
            _options.Progress?.Invoke(new TransferEvent(TransferStage.Restored, file));
        }
    }

    private void Tell(TransferStage stage, GraphNode node)
    {
        Tally.Count(stage, node.Descriptor);
        _options.Progress?.Invoke(new TransferEvent(stage, node.Descriptor));
    }

    private static int Order(GraphNode x, GraphNode y) =>
        x.IsManifest != y.IsManifest ? (x.IsManifest ? -1 : 1) : y.Descriptor.Size.CompareTo(x.Descriptor.Size);
}
