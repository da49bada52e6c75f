namespace Signet.Notary.Plugins.Conformance;

/// <summary>How a plugin keeps one rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Status">Whether it does.</param>
/// <param name="Seen">What was seen, or why nothing was.</param>
public sealed record ConformanceResult(ConformanceRule Rule, ConformanceStatus Status, string Seen);
