namespace Signet.Notary.Revocation;

/// <summary>What <see cref="RevocationFileCache.PruneAsync"/> did.</summary>
/// <param name="RemovedEntries">Entries removed.</param>
/// <param name="RemovedTemporaries">Temporary files removed that killed writers had left behind.</param>
/// <param name="RemovedBytes">Bytes of both.</param>
/// <param name="RemainingEntries">Entries still there.</param>
/// <param name="Faults">Files that could not be removed, and why.</param>
public sealed record RevocationCachePruning(
    int RemovedEntries, int RemovedTemporaries, long RemovedBytes, int RemainingEntries, IReadOnlyList<string> Faults);
