using System.Globalization;
using Signet.Cli.Output;
using Signet.Notary.Verification;

namespace Signet.Cli.Verdicts;

/// <summary>A verdict with everything it rests on, as the tree of <c>verify --explain</c>.</summary>
internal static class VerdictTree
{
    public static TreeNode Of(Verdict verdict)
    {
        var root = new TreeNode(verdict.ResolvedReference ?? verdict.Reference);
        root.Add("verdict", VerdictNames.Of(verdict.Kind));
        root.Add("time", verdict.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (verdict.Policy is { } policy)
        {
            AddPolicy(root, policy);
        }

        AddChecks(root, verdict.Checks);
        foreach (var signature in verdict.Signatures)
        {
            var kind = signature.IsIgnored ? "ignored" : VerdictNames.Of(signature.Kind);
            var node = root.Add($"signature {signature.Manifest.Digest}: {kind}");
            if (signature.EnvelopeMediaType is { } mediaType)
            {
                node.Add("envelope", mediaType);
            }

            AddChecks(node, signature.Checks);
        }

        return root;
    }

    private static void AddPolicy(TreeNode root, PolicyDecision policy)
    {
        var node = root.Add($"policy statement \"{policy.Statement.Name}\"");
        var level = policy.Statement.Level;
        node.Add("file", policy.Source);
        node.Add("why", policy.Reason);
        node.Add($"level {level.Name}: integrity {VerdictNames.Of(level.Integrity)}, "
            + $"authenticity {VerdictNames.Of(level.Authenticity)}, "
            + $"authenticTimestamp {VerdictNames.Of(level.AuthenticTimestamp)}, "
            + $"expiry {VerdictNames.Of(level.Expiry)}, revocation {VerdictNames.Of(level.Revocation)}");
        foreach (var store in policy.Statement.TrustStores)
        {
            node.Add("trust store", store.ToString());
        }

        foreach (var identity in policy.Statement.TrustedIdentities)
        {
            node.Add("trusted identity", identity);
        }
    }

    private static void AddChecks(TreeNode parent, IReadOnlyList<Check> checks)
    {
        foreach (var check in checks)
        {
            var node = parent.Add(VerdictText.Line(check));
            foreach (var evidence in check.Evidence)
            {
                node.Add(evidence.Name, evidence.Value);
            }

            if (check.Caveat is { } caveat)
            {
                node.Add("but", caveat);
            }

            if (check.Remedy is { } remedy)
            {
                node.Add("to fix", remedy);
            }
        }
    }
}
