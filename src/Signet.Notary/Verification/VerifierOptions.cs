using Signet.Notary.Plugins;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Verification;

/// <summary>
/// How much a verification does at most. Whoever can push to a repository chooses how many signatures an artifact
/// seems to have, so each cap ends the work, and none of them lets anything pass: an artifact whose trusted signature was
/// not reached is <see cref="VerdictKind.Undetermined"/>.
/// </summary>
public sealed record VerifierOptions
{
    /// <summary>Signatures looked at, those that claim a trusted certificate first. <c>notation</c>'s cap is 100.</summary>
    public int MaxSignatures { get; init; } = 100;

    /// <summary>Bytes of all manifests and envelopes together: one hundred real signatures are under 2 MiB.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time for listing, fetching and asking about revocation, from the first request on.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Signatures fetched and evaluated at the same time.</summary>
    public int Concurrency { get; init; } = 10;

    /// <summary>
    /// How revocation is checked, of signers and of timestamping authorities. Without more said: by network, with the
    /// answers kept in this process. It has its own clock, <see cref="RevocationOptions.TimeProvider"/>.
    /// </summary>
    public RevocationChecker Revocation { get; init; } = new();

    /// <summary>
    /// Where the plugins are that signatures may demand. Without it none is started, and a signature that demands one is
    /// <see cref="VerdictKind.Undetermined"/>. At most <see cref="NotaryLimits.VerificationPluginProcesses"/> run at once.
    /// </summary>
    public PluginManager? Plugins { get; init; }

    /// <summary>Clock that validity and expiry are judged by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
