using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Notary.Verification.Steps;
using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Notary.Graph;

/// <summary>Makes one verdict of a graph and the verdicts about its parts: roles, coverage, rules.</summary>
internal sealed class GraphJudgement(
    string repository,
    GraphVerifyRequest request,
    TrustPolicyDocument? policy,
    IReadOnlyDictionary<Digest, ManifestFacts> facts,
    IReadOnlyDictionary<Digest, Verdict> verdicts,
    DateTimeOffset now)
{
    private readonly Dictionary<GraphNode, Judged> _judged = [];
    private readonly List<Judged> _order = [];
    private GraphRequirements _rules = GraphRequirements.Standard;

    public GraphVerdict Judge(Descriptor root, ArtifactGraph? graph, OciException? failure)
    {
        var own = verdicts.GetValueOrDefault(root.Digest);
        _rules = own?.Policy?.Statement.Graph ?? GraphRequirements.Standard;
        List<GraphNodeVerdict> nodes;
        if (graph is null)
        {
            nodes = [Alone(root, own)];
        }
        else
        {
            Plant(graph.Roots[0]);
            Cover(graph);
            nodes = Grow();
        }

        var checks = new List<Check>();
        if (failure is not null)
        {
            checks.Add(Walk(failure));
        }

        var kind = policy is null
            ? VerdictKind.Undetermined
            : nodes.Where(n => n.IsRequired).Select(n => n.Kind).Concat(checks.Select(c => c.Outcome)).Max();
        var reference = $"{repository}@{root.Digest}";
        var verdict = new GraphVerdict
        {
            Kind = kind,
            Reference = request.OriginalReference ?? request.Reference,
            ResolvedReference = reference,
            Root = nodes[0],
            Nodes = nodes,
            Policy = own?.Policy,
            Checks = checks,
            Ignored = graph?.Ignored ?? [],
            Graph = graph,
            IsUnverified = policy is null,
            Summary = "",
            Time = now,
        };
        return verdict with { Summary = GraphSummary.Of(verdict) };
    }

    private static Check Walk(OciException failure) => failure.Error is OciError.ContentMismatch or OciError.Malformed
        ? Checks.Broken(
            "graph.walk", null, VerdictKind.Invalid, $"the graph could not be read: {failure.Message}",
            "do not use what this repository holds before its operator explained it")
        : Checks.Unknown(
            "graph.walk", null, $"the graph could not be read to its end: {failure.Message}",
            failure.IsTransient ? "try again: the registry did not answer" : "ask the registry's operator");

    private GraphNodeVerdict Alone(Descriptor root, Verdict? own) => new()
    {
        Descriptor = root,
        Role = MediaTypes.IsIndex(root.MediaType) ? GraphRole.Index : GraphRole.Artifact,
        Kind = own?.Kind ?? VerdictKind.Undetermined,
        Verdict = own,
        Coverage = own?.Kind == VerdictKind.Trusted ? Coverage.OwnSignature : Coverage.None,
        IsRequired = true,
        ArtifactType = facts.GetValueOrDefault(root.Digest)?.ArtifactType,
        Size = facts.GetValueOrDefault(root.Digest)?.Size ?? root.Size,
        Created = facts.GetValueOrDefault(root.Digest)?.Created,
    };

    /// <summary>Gives each manifest its place: breadth first, entries before referrers.</summary>
    private void Plant(GraphNode root)
    {
        var open = new Queue<Judged>();
        Meet(root, null, false);
        while (open.TryDequeue(out var parent))
        {
            foreach (var entry in parent.Node.Entries)
            {
                Meet(entry, parent, false);
            }

            foreach (var referrer in parent.Node.Referrers)
            {
                Meet(referrer, parent, true);
            }
        }

        void Meet(GraphNode node, Judged? parent, bool isReferrer)
        {
            if (_judged.ContainsKey(node))
            {
                return;
            }

            var judged = new Judged(node, parent, RoleOf(node, parent, isReferrer));
            _judged.Add(node, judged);
            _order.Add(judged);
            open.Enqueue(judged);
            (isReferrer ? parent!.Referrers : parent?.Entries)?.Add(judged);
        }
    }

    private GraphRole RoleOf(GraphNode node, Judged? parent, bool isReferrer)
    {
        var isIndex = MediaTypes.IsIndex(node.Descriptor.MediaType);
        return parent is null ? isIndex ? GraphRole.Index : GraphRole.Artifact
            : !isReferrer ? isIndex ? GraphRole.Index : GraphRole.Platform
            : facts.TryGetValue(node.Descriptor.Digest, out var known) && known.IsSignature ? GraphRole.Signature
            : GraphRole.Report;
    }

    /// <summary>
    /// Decides from indexes to their entries: those that name come after what they name in the graph's order, so it is gone
    /// through from its end.
    /// </summary>
    private void Cover(ArtifactGraph graph)
    {
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (!_judged.TryGetValue(graph.Nodes[i], out var judged))
            {
                continue;
            }

            Decide(judged);
            foreach (var entry in judged.Node.Entries)
            {
                var below = _judged[entry];
                below.IsCovered |= judged.Kind == VerdictKind.Trusted;
                below.IsNeeded |= judged.IsRequired;
            }
        }
    }

    private void Decide(Judged judged)
    {
        var digest = judged.Node.Descriptor.Digest;
        judged.Verdict = verdicts.GetValueOrDefault(digest);
        var own = judged.Verdict?.Kind ?? VerdictKind.Undetermined;
        judged.Kind = own;
        switch (judged.Role)
        {
            case GraphRole.Signature:
                judged.Signature = judged.Parent!.Node is { } subject
                    ? verdicts.GetValueOrDefault(subject.Descriptor.Digest)?.Signatures
                        .FirstOrDefault(s => s.Manifest.Digest == digest)
                    : null;
                judged.Kind = judged.Signature?.Kind ?? VerdictKind.Undetermined;
                return;
            case GraphRole.Report:
                judged.IsRequired = _rules.For(facts.GetValueOrDefault(digest)?.ArtifactType) == SignedRule.Signed;
                break;
            default:
                judged.IsRequired = judged.Parent is null || judged.IsNeeded;
                break;
        }

        var mustSign = judged.Role == GraphRole.Platform && _rules.Platforms == PlatformRule.Signed;
        if (judged.IsCovered && !mustSign && own is not (VerdictKind.Trusted or VerdictKind.Skipped))
        {
            judged.Kind = VerdictKind.Trusted;
        }

        judged.Coverage = (own == VerdictKind.Trusted ? Coverage.OwnSignature : Coverage.None)
            | (judged.IsCovered ? Coverage.IndexSignature : Coverage.None);
    }

    /// <summary>Makes the data, children first, and hands it out parents first.</summary>
    private List<GraphNodeVerdict> Grow()
    {
        for (var i = _order.Count - 1; i >= 0; i--)
        {
            var judged = _order[i];
            var descriptor = judged.Node.Descriptor;
            var known = facts.GetValueOrDefault(descriptor.Digest);
            judged.Result = new GraphNodeVerdict
            {
                Descriptor = descriptor,
                Role = judged.Role,
                Platform = descriptor.Platform,
                ArtifactType = known?.ArtifactType,
                Kind = judged.Kind,
                Verdict = judged.Verdict,
                Signature = judged.Signature,
                Coverage = judged.Coverage,
                IsRequired = judged.IsRequired,
                Entries = [.. judged.Entries.Select(e => e.Result!)],
                Referrers = [.. judged.Referrers.Select(r => r.Result!)],
                Size = known?.Size ?? descriptor.Size,
                Created = judged.Signature?.Content?.SigningTime ?? known?.Created,
            };
        }

        return [.. _order.Select(j => j.Result!)];
    }

    /// <summary>A node on its way to its verdict.</summary>
    private sealed class Judged(GraphNode node, Judged? parent, GraphRole role)
    {
        public GraphNode Node => node;

        public Judged? Parent => parent;

        public GraphRole Role => role;

        public List<Judged> Entries { get; } = [];

        public List<Judged> Referrers { get; } = [];

        /// <summary>An index that names it is trusted.</summary>
        public bool IsCovered { get; set; }

        /// <summary>An index that names it is required.</summary>
        public bool IsNeeded { get; set; }

        public bool IsRequired { get; set; }

        public VerdictKind Kind { get; set; }

        public Coverage Coverage { get; set; }

        public Verdict? Verdict { get; set; }

        public SignatureVerdict? Signature { get; set; }

        public GraphNodeVerdict? Result { get; set; }
    }
}
