using Signet.Plugins;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>The results so far.</summary>
internal sealed class ConformanceRecord
{
    private readonly Dictionary<ConformanceRule, ConformanceResult> _results = [];

    /// <summary>
    /// What the plugin said when it refused access. After that no key is tried again: a token locks itself after some
    /// wrong PINs.
    /// </summary>
    public string? Denial { get; private set; }

    public void Pass(ConformanceRule rule, string seen) => Set(rule, ConformanceStatus.Passed, seen);

    public void Fail(ConformanceRule rule, string seen) => Set(rule, ConformanceStatus.Failed, seen);

    public void PassIf(ConformanceRule rule, bool isKept, string seen) =>
        Set(rule, isKept ? ConformanceStatus.Passed : ConformanceStatus.Failed, seen);

    /// <summary>
    /// Fails with what a call failed with; but a key that may not be used says nothing about the plugin.
    /// </summary>
    public void Fail(ConformanceRule rule, Exception e)
    {
        if (e is PluginCallException { Code: PluginErrorCode.AccessDenied })
        {
            Denial = e.Message;
            Set(
                rule,
                ConformanceStatus.NotRun,
                $"{PluginErrorCode.AccessDenied}: {e.Message}. Check PIN, login and rights; no key is tried again");
            return;
        }

        Fail(rule, e is PluginCallException { Code: { Length: > 0 } code } ? $"{code}: {e.Message}" : e.Message);
    }

    public void NotApplicable(string why, params ReadOnlySpan<ConformanceRule> rules)
    {
        foreach (var rule in rules)
        {
            Set(rule, ConformanceStatus.NotApplicable, why);
        }
    }

    public void NotRun(string why, params ReadOnlySpan<ConformanceRule> rules)
    {
        foreach (var rule in rules)
        {
            if (!_results.ContainsKey(rule))
            {
                Set(rule, ConformanceStatus.NotRun, why);
            }
        }
    }

    /// <summary>One result for each rule.</summary>
    public IReadOnlyList<ConformanceResult> Complete(string why) =>
        [.. ConformanceRules.All.Select(r => _results.GetValueOrDefault(r) ?? new(r, ConformanceStatus.NotRun, why))];

    private void Set(ConformanceRule rule, ConformanceStatus status, string seen) =>
        _results[rule] = new(rule, status, PluginText.Printable(seen, PluginText.MessageLength));
}
