namespace Signet.Notary.Verification;

/// <summary>How much a listing takes at most (attacks A1, A2: whoever pushes decides how much there is).</summary>
public sealed record SignatureListingOptions
{
    /// <summary>Signatures shown. <c>notation</c>'s cap is 100.</summary>
    public int MaxSignatures { get; init; } = 100;

    /// <summary>Bytes of all manifests and envelopes together.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time for listing and fetching.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Signatures fetched at the same time.</summary>
    public int Concurrency { get; init; } = 10;

    /// <summary>Clock for <see cref="MaxDuration"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
