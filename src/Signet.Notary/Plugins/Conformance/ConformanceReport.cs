using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>What a test of a plugin found.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="Path">Its executable; null when it may not be run.</param>
/// <param name="Metadata">What it says of itself; null when it does not.</param>
/// <param name="Results">One for each rule, in the order of the rules.</param>
/// <param name="Calls">All calls, in order.</param>
public sealed record ConformanceReport(
    string Plugin,
    string? Path,
    PluginMetadata? Metadata,
    IReadOnlyList<ConformanceResult> Results,
    IReadOnlyList<ConformanceCall> Calls)
{
    /// <summary>True when every rule that applies was tried and is kept.</summary>
    public bool IsPassed => Results.All(r => r.Status is ConformanceStatus.Passed or ConformanceStatus.NotApplicable);
}
