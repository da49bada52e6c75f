namespace Signet.Notary.Verification;

/// <summary>How one check ended.</summary>
public enum CheckStatus
{
    /// <summary>The rule is met.</summary>
    Passed,

    /// <summary>The rule is broken and the policy enforces it.</summary>
    Failed,

    /// <summary>The rule is broken and the policy only logs it.</summary>
    Warned,

    /// <summary>The policy says not to check.</summary>
    Skipped,

    /// <summary>It could not be found out whether the rule is met, and the policy enforces it.</summary>
    Undetermined,

    /// <summary>
    /// Not reached, because an enforced check before it ended the evaluation, or the plugin it was left to gave no answer.
    /// </summary>
    NotRun,
}
