using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>How bundles are verified.</summary>
public sealed record BundleVerifierOptions
{
    /// <summary>
    /// Further answers about revocation, asked before those in the bundle: they may be newer. Nothing is asked of the network,
    /// whatever is here.
    /// </summary>
    public IReadOnlyList<IRevocationCache> Caches { get; init; } = [];

    /// <summary>Clock that everything is judged by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
