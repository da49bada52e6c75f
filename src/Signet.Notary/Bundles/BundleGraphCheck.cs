using Signet.Notary.Graph;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>Verifies what is in a bundle with what is in the bundle, once its statement is believed.</summary>
internal sealed class BundleGraphCheck(BundleContents contents, BundleStatement statement, BundleVerifierOptions options)
{
    private RevocationBundle? _answers;

    /// <summary>A checker that asks nobody.</summary>
    public static RevocationChecker Offline(BundleVerifierOptions options, RevocationBundle answers) => new(new RevocationOptions
    {
        Transport = null,
        Caches = [.. options.Caches, answers],
        TimeProvider = options.TimeProvider,
    });

    /// <summary>Compares the file with the statement, and verifies the graph by the policy inside.</summary>
    /// <returns>True when the graph was verified, whatever the verdict.</returns>
    public async Task<bool> RunAsync(BundleVerdictDraft draft, CancellationToken cancellationToken)
    {
        if (contents.FindDifference(statement) is { } difference)
        {
            draft.Broken("bundle.content", VerdictKind.Invalid, $"the file is not what its signer made: {difference}");
            return false;
        }

        draft.Passed("bundle.content", $"all {statement.Content.Count} manifests and blobs of the statement are there, and nothing else is");
        TrustPolicyDocument policy;
        TrustStore trustStore;
        try
        {
            policy = await contents.ReadPolicyAsync(cancellationToken);
            trustStore = await contents.ReadTrustStoreAsync(statement, cancellationToken);
            _answers = await contents.ReadRevocationAsync(cancellationToken);
        }
        catch (Exception e) when (e is FormatException or TrustPolicyException or OciException)
        {
            draft.Broken("bundle.policy", VerdictKind.Invalid, e.Message);
            return false;
        }

        var graph = await VerifyAsync(policy, trustStore, cancellationToken);
        draft.Graph = graph;
        draft.AddGraph("bundle.graph", graph, "by the policy in the bundle");
        if (graph.Graph is { } walked && FindWalkDifference(walked) is { } other)
        {
            draft.Broken("bundle.graph", VerdictKind.Invalid, $"the graph is not the one that the statement lists: {other}");
        }

        draft.CheckFreshness(statement);
        return true;
    }

    /// <summary>Verifies the graph, asking nobody and running nothing.</summary>
    public async Task<GraphVerdict> VerifyAsync(
        TrustPolicyDocument policy, TrustStore trustStore, CancellationToken cancellationToken) =>
        await new GraphVerifier(
            policy,
            trustStore,
            new VerifierOptions { Revocation = Offline(options, _answers!), TimeProvider = options.TimeProvider }).VerifyAsync(
                contents.Archive,
                new GraphVerifyRequest
                {
                    Reference = statement.Root.Digest.ToString(),
                    OriginalReference = $"{statement.Repository}@{statement.Root.Digest}",
                    Scope = statement.Repository,
                },
                cancellationToken);

    /// <summary>What was walked is all that is listed, and the other way round.</summary>
    private string? FindWalkDifference(ArtifactGraph walked)
    {
        var listed = statement.Content.ToDictionary(descriptor => descriptor.Digest);
        foreach (var node in walked.Nodes)
        {
            if (!listed.TryGetValue(node.Descriptor.Digest, out var content) || content.Size != node.Descriptor.Size
                || (node.IsManifest && content.MediaType != node.Descriptor.MediaType))
            {
                return $"{node.Descriptor.Digest} belongs to it and is not listed";
            }
        }

        var found = walked.Nodes.Select(node => node.Descriptor.Digest).ToHashSet();
        return !walked.Roots[0].Descriptor.NamesSameContent(statement.Root) ? $"its root is not {statement.Root.Digest}"
            : walked.Nodes.FirstOrDefault(node => (node.Fault ?? node.ReferrersFault) is not null) is { } unread
                ? $"{unread.Descriptor.Digest} could not be read: {(unread.Fault ?? unread.ReferrersFault)!.Message}"
            : walked.Ignored.Count > 0 ? $"{walked.Ignored[0].Descriptor.Digest} is not what it is listed as: {walked.Ignored[0].Reason}"
            : listed.Keys.Cast<Digest?>().FirstOrDefault(digest => !found.Contains(digest!.Value)) is { } unused
                ? $"{unused} is listed and does not belong to it"
            : null;
    }
}
