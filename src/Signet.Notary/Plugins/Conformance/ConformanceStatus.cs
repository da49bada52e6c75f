namespace Signet.Notary.Plugins.Conformance;

/// <summary>Whether a plugin keeps a rule.</summary>
public enum ConformanceStatus
{
    /// <summary>It does.</summary>
    Passed,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>The rule is for plugins with another capability.</summary>
    NotApplicable,

    /// <summary>It could not be found out: there is no key to try, or an earlier rule is broken.</summary>
    NotRun,
}
