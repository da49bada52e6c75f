namespace Signet.Notary.Trust;

/// <summary>One thing to say about a trust policy, with what to do about it.</summary>
public sealed record PolicyFinding
{
    /// <summary>How much it matters.</summary>
    public required PolicySeverity Severity { get; init; }

    /// <summary>Identifier of the rule, for example <c>scope.invalid</c>; it stays the same between versions.</summary>
    public required string Rule { get; init; }

    /// <summary>Name of the statement it is about; null for the document.</summary>
    public string? Statement { get; init; }

    /// <summary>What was found; for the rules of the specification in the words of <c>notation</c>.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Fix { get; init; }
}
