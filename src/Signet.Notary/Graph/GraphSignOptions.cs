using Signet.Notary.Signing;

namespace Signet.Notary.Graph;

/// <summary>What to sign of a graph, and how.</summary>
public sealed record GraphSignOptions
{
    /// <summary>The artifact and how each signature is made; the reference is resolved once.</summary>
    public required SignOptions Signature { get; init; }

    /// <summary>True to sign again what has a valid signature by the same certificate with the same metadata.</summary>
    public bool SignsAgain { get; init; }

    /// <summary>True to find out what would be signed, and to sign nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Signatures made at the same time.</summary>
    public int Concurrency { get; init; } = 5;

    /// <summary>Told of each part when it is done, in the order in which they end and on any thread; null for nobody.</summary>
    public Action<GraphSignResult>? Progress { get; init; }
}
