namespace Signet.Notary.Graph;

/// <summary>What became of one part of a graph that was to be signed.</summary>
public enum GraphSignOutcome
{
    /// <summary>It was signed.</summary>
    Signed,

    /// <summary>It had a valid signature by the same certificate with the same metadata.</summary>
    AlreadySigned,

    /// <summary>It would have been signed (<see cref="GraphSignOptions.IsDryRun"/>).</summary>
    Planned,

    /// <summary>It could not be signed.</summary>
    Failed,

    /// <summary>It was not begun, because another part had failed or the caller gave up.</summary>
    NotAttempted,
}
