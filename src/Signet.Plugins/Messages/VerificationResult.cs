namespace Signet.Plugins.Messages;

/// <summary>What a plugin decided.</summary>
public sealed record VerificationResult
{
    /// <summary>The rule is met.</summary>
    public bool Success { get; init; }

    /// <summary>Why not; required when it is not met.</summary>
    public string? Reason { get; init; }
}
