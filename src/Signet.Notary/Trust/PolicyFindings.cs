namespace Signet.Notary.Trust;

/// <summary>Collects findings, and stops listing errors where nobody reads on.</summary>
internal sealed class PolicyFindings
{
    private readonly List<PolicyFinding> _items = [];
    private int _errors;

    /// <summary>In the order they were found, which for errors is that of <c>notation</c>.</summary>
    public IReadOnlyList<PolicyFinding> Items => _items;

    public bool HasErrors => _errors > 0;

    /// <summary>True once further errors are only counted: rules whose cost grows with their findings end then.</summary>
    public bool IsFull => _errors > NotaryLimits.TrustPolicyErrors;

    public IReadOnlyList<PolicyFinding> Errors => Of(PolicySeverity.Error);

    public IReadOnlyList<PolicyFinding> Warnings => Of(PolicySeverity.Warning);

    public void Error(string rule, string? statement, string message, string fix)
    {
        _errors++;
        if (_errors <= NotaryLimits.TrustPolicyErrors)
        {
            Add(PolicySeverity.Error, rule, statement, message, fix);
        }
        else if (IsFull && _errors == NotaryLimits.TrustPolicyErrors + 1)
        {
            Add(
                PolicySeverity.Error, "document.errors", null,
                $"the trust policy has more than {NotaryLimits.TrustPolicyErrors} errors, and the others are not listed",
                "correct these first");
        }
    }

    public void Warn(string rule, string? statement, string message, string fix) =>
        Add(PolicySeverity.Warning, rule, statement, message, fix);

    public void Inform(string rule, string? statement, string message, string fix) =>
        Add(PolicySeverity.Info, rule, statement, message, fix);

    private void Add(PolicySeverity severity, string rule, string? statement, string message, string fix) =>
        _items.Add(new() { Severity = severity, Rule = rule, Statement = statement, Message = message, Fix = fix });

    private PolicyFinding[] Of(PolicySeverity severity) => [.. _items.Where(f => f.Severity == severity)];
}
