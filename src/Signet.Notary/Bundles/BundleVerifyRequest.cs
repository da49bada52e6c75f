namespace Signet.Notary.Bundles;

/// <summary>What a bundle must be for.</summary>
public sealed record BundleVerifyRequest
{
    /// <summary>
    /// The repository the bundle must be of, which also chooses the statement of this machine's policy. Never taken from the
    /// bundle: whoever made it would choose by which statement they are judged.
    /// </summary>
    public required string Scope { get; init; }

    /// <summary>True to verify the graph by this machine's own policy too, not only by the one in the bundle.</summary>
    public bool AlsoByOwnPolicy { get; init; }
}
