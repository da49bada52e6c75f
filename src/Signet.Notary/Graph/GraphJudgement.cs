using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Notary.Verification.Steps;
using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Notary.Graph;

/// <summary>
/// Makes one verdict of a graph and the verdicts about its parts: roles, coverage, rules (docs/graph.md, "What counts").
/// </summary>
internal sealed class GraphJudgement(
    string repository,
    GraphVerifyRequest request,
    TrustPolicyDocument? policy,
    IReadOnlyDictionary<Digest, ManifestFacts> facts,
    IReadOnlyDictionary<Digest, Verdict> verdicts,
    IReadOnlyDictionary<Digest, InspectedSignature> claims,
    DateTimeOffset now)
{
    private GraphRequirements _rules = GraphRequirements.Standard;

    /// <summary>The verdict.</summary>
    /// <param name="root">What the reference means.</param>
    /// <param name="graph">The walked graph; null when it could not be.</param>
    /// <param name="failure">Why it could not be.</param>
    public GraphVerdict Judge(Descriptor root, ArtifactGraph? graph, OciException? failure)
    {
        var own = verdicts.GetValueOrDefault(root.Digest);
        _rules = own?.Policy?.Statement.Graph ?? GraphRequirements.Standard;
        var place = graph is null
            ? GraphPlaces.OfRoot(root, facts)
            : GraphPlaces.Of(graph.Roots[0], facts);
        Decide(place, graph);
        var nodes = Results(place);
        var checks = graph is null ? [Walk(failure!)] : Unread(graph, place);
        var kind = policy is null
            ? VerdictKind.Undetermined
            : nodes.Where(n => n.IsRequired).Select(n => n.Kind).Concat(checks.Select(c => c.Outcome)).Max();
        var verdict = new GraphVerdict
        {
            Kind = kind,
            Reference = request.OriginalReference ?? request.Reference,
            ResolvedReference = $"{repository}@{root.Digest}",
            Root = nodes[0],
            Nodes = nodes,
            Policy = own?.Policy,
            Checks = checks,
            Ignored = graph?.Ignored ?? [],
            Platform = PlatformOf(nodes[0]),
            Graph = graph,
            IsUnverified = policy is null,
            Summary = "",
            Time = now,
        };
        return verdict with { Summary = GraphSummary.Of(verdict) };
    }

    private static Check Walk(OciException failure) => IsLie(failure)
        ? Checks.Broken(
            "graph.walk", null, VerdictKind.Invalid, $"the graph could not be read: {failure.Message}",
            "do not use what this repository holds before its operator explained it")
        : Checks.Unknown("graph.walk", null, $"the graph could not be read to its end: {failure.Message}", Remedy(failure));

    /// <summary>What refers to something is not known where the list could not be read: any of it could be required.</summary>
    private static List<Check> Unread(ArtifactGraph graph, GraphPlaces places) =>
    [
        .. graph.Nodes.Where(n => n.ReferrersFault is not null && places.Find(n) is not null).Select(n => Checks.Unknown(
            "graph.referrers",
            null,
            $"what refers to {n.Descriptor.Digest} could not be listed: {n.ReferrersFault!.Message}",
            Remedy(n.ReferrersFault))),
    ];

    private static string Remedy(OciException failure) => failure.Error switch
    {
        _ when failure.IsTransient => "try again: the registry did not answer",
        OciError.LimitExceeded => "remove what is not needed from the artifact's referrers",
        _ => "ask the registry's operator",
    };

    /// <summary>Content with another digest than it was asked for by (attack A6), and graphs that cannot be (attack A13).</summary>
    private static bool IsLie(OciException failure) => failure.Error is OciError.ContentMismatch or OciError.Malformed;

    /// <summary>
    /// Decides from indexes to their entries. In the graph's order what names comes after what it names, so it is gone
    /// through from its end.
    /// </summary>
    private void Decide(GraphPlaces places, ArtifactGraph? graph)
    {
        if (graph is null)
        {
            Decide(places.Root);
            return;
        }

        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (places.Find(graph.Nodes[i]) is not { } place)
            {
                continue;
            }

            Decide(place);
            foreach (var entry in graph.Nodes[i].Entries.Select(places.Find).OfType<GraphPlace>())
            {
                entry.CoveringIndex ??= place.Kind == VerdictKind.Trusted ? place.CoveringIndex ?? place : null;
                entry.IsNeeded |= place.IsRequired;
            }
        }
    }

    private void Decide(GraphPlace place)
    {
        var digest = place.Descriptor.Digest;
        if (place.Role == GraphRole.Signature)
        {
            place.Signature = verdicts.GetValueOrDefault(place.Parent!.Descriptor.Digest)?.Signatures
                .FirstOrDefault(s => s.Manifest.Digest == digest);
            place.Claim = claims.GetValueOrDefault(digest);
            place.Kind = place.Signature?.Kind ?? VerdictKind.Undetermined;
            return;
        }

        place.Verdict = verdicts.GetValueOrDefault(digest);
        place.IsRequired = place.Role == GraphRole.Report ? IsReportRequired(place) : place.Parent is null || place.IsNeeded;
        place.Kind = place.Verdict?.Kind ?? VerdictKind.Undetermined;
        if (place.Fault is { } fault)
        {
            place.Kind = IsLie(fault) ? VerdictKind.Invalid : VerdictKind.Undetermined;
            place.Notes.Add($"it could not be read: {fault.Message}");
        }
        else if (place.CoveringIndex is { } index)
        {
            Cover(place, index);
        }

        place.Coverage = (place.Verdict?.Kind == VerdictKind.Trusted ? Coverage.OwnSignature : Coverage.None)
            | (place.CoveringIndex is null ? Coverage.None : Coverage.IndexSignature);
    }

    /// <summary>
    /// A report must be signed unless the statement says that its type need not be. What could not be read has no type but that
    /// which the list claims, which can excuse nothing that a rule for others would not.
    /// </summary>
    private bool IsReportRequired(GraphPlace place) =>
        facts.TryGetValue(place.Descriptor.Digest, out var known)
            ? _rules.For(known.ArtifactType) == SignedRule.Signed
            : _rules.OtherReferrers == SignedRule.Signed || _rules.For(place.Descriptor.ArtifactType) == SignedRule.Signed;

    /// <summary>
    /// An entry of a trusted index: its digest is signed with the index. Its own signatures can add to that and cannot take it
    /// away, as one bad signature of an artifact does not take away a good one: anybody who may push could add a broken one.
    /// What they say is told.
    /// </summary>
    private void Cover(GraphPlace place, GraphPlace index)
    {
        var own = place.Kind;
        if (own == VerdictKind.Trusted)
        {
            if (place.Verdict!.TrustedSignature is { } signature
                && index.Verdict?.TrustedSignature is { } other
                && !GraphSigners.AreSame(signature, other))
            {
                place.Notes.Add(
                    $"it is signed by {GraphSigners.NameOf(signature)}, and the index by {GraphSigners.NameOf(other)}");
            }

            return;
        }

        if (place.Role == GraphRole.Platform && _rules.Platforms == PlatformRule.Signed)
        {
            place.Notes.Add("the signature of the index covers it, and the policy asks for one of its own");
            return;
        }

        if (own is not (VerdictKind.Unsigned or VerdictKind.Skipped))
        {
            place.Notes.Add(
                $"its own signatures are {own.ToString().ToLowerInvariant()}, and it rests on the signature of the index alone: "
                + place.Verdict?.Summary);
        }

        place.Kind = VerdictKind.Trusted;
    }

    private PlatformVerdict? PlatformOf(GraphNodeVerdict root)
    {
        if (request.Platform is not { } wanted || root.Role != GraphRole.Index || root.Entries.Count == 0)
        {
            return null;
        }

        var taken = root.Entries[0];
        return new(
            wanted,
            taken.Descriptor,
            taken.Kind > root.Kind ? taken.Kind : root.Kind,
            taken.Verdict?.Kind ?? VerdictKind.Undetermined);
    }

    /// <summary>Makes the data, children first, and hands it out parents first.</summary>
    private List<GraphNodeVerdict> Results(GraphPlaces places)
    {
        var results = new Dictionary<GraphPlace, GraphNodeVerdict>();
        foreach (var place in places.InOrder.Reverse())
        {
            var known = facts.GetValueOrDefault(place.Descriptor.Digest);
            results.Add(place, new GraphNodeVerdict
            {
                Descriptor = place.Descriptor,
                Role = place.Role,
                Platform = place.Descriptor.Platform,
                ArtifactType = known?.ArtifactType,
                Kind = place.Kind,
                Verdict = place.Verdict,
                Signature = place.Signature,
                Claim = place.Claim,
                Coverage = place.Coverage,
                IsRequired = place.IsRequired,
                Notes = place.Notes,
                Entries = [.. place.Entries.Select(e => results[e])],
                Referrers = [.. place.Referrers.Select(r => results[r])],
                Size = known?.Size ?? place.Descriptor.Size,
                Created = (place.Signature?.Content ?? place.Claim?.Content)?.SigningTime ?? known?.Created,
            });
        }

        return [.. places.InOrder.Select(p => results[p])];
    }
}
