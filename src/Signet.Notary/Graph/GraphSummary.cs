using Signet.Notary.Verification;

namespace Signet.Notary.Graph;

/// <summary>The line that says how the verification of a graph ended.</summary>
internal static class GraphSummary
{
    public static string Of(GraphVerdict verdict)
    {
        var what = $"{verdict.ResolvedReference}{Parts(verdict)}";
        if (verdict.IsUnverified)
        {
            return $"no policy: {what} was not verified";
        }

        if (verdict.Kind == VerdictKind.Skipped)
        {
            return $"Trust policy is configured to skip signature verification for {what}";
        }

        if (verdict.IsAccepted)
        {
            return $"Successfully verified {what}";
        }

        var failures = verdict.Failures.ToList();
        return failures.Count == 0
            ? $"signature verification failed for {what}: {verdict.Checks.FirstOrDefault(c => c.Remedy is not null)?.Message}"
            : $"signature verification failed for {failures.Count} of {verdict.Nodes.Count(n => n.IsRequired)} required parts of {what}";
    }

    private static string Parts(GraphVerdict verdict)
    {
        var parts = new List<string>();
        Add(GraphRole.Platform, "platform", "platforms");
        Add(GraphRole.Report, "report", "reports");
        Add(GraphRole.Signature, "signature", "signatures");
        return parts.Count switch
        {
            0 => "",
            1 => $" with {parts[0]}",
            _ => $" with {string.Join(", ", parts[..^1])} and {parts[^1]}",
        };

        void Add(GraphRole role, string one, string many)
        {
            var count = verdict.Nodes.Count(n => n.Role == role);
            if (count > 0)
            {
                parts.Add($"{count} {(count == 1 ? one : many)}");
            }
        }
    }
}
