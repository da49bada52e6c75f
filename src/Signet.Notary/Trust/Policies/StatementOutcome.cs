namespace Signet.Notary.Trust.Policies;

/// <summary>What became of a statement when one was chosen for a repository.</summary>
public enum StatementOutcome
{
    /// <summary>It applies.</summary>
    Applies,

    /// <summary>A scope of it covers the repository, and it excludes the repository.</summary>
    Excluded,

    /// <summary>A scope of it covers the repository, and another statement is more specific.</summary>
    LessSpecific,

    /// <summary>No scope of it covers the repository.</summary>
    NotCovered,
}
