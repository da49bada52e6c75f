namespace Signet.Notary.Trust;

/// <summary>How much a finding about a policy matters. The order is that of severity.</summary>
public enum PolicySeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Info,

    /// <summary>The policy is valid, and this is more likely a risk or a mistake than a wish.</summary>
    Warning,

    /// <summary>The policy is not valid, and nothing is verified by it.</summary>
    Error,
}
