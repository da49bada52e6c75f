namespace Signet.Oci.Graph;

/// <summary>How a graph is copied.</summary>
public sealed record CopyOptions
{
    /// <summary>Bytes from which on a blob counts for <see cref="Concurrency"/>: such a blob is buffered in pieces.</summary>
    public const int SmallBlob = 256 * 1024;

    /// <summary>Blobs and manifests at once; at most <see cref="OciLimits.GraphConcurrency"/>.</summary>
    public int Concurrency { get; init; } = 5;

    /// <summary>
    /// Blobs below <see cref="SmallBlob"/> and manifests at once, when more than of the others: they are waited for, not
    /// transferred. Null for <see cref="Concurrency"/>; at most <see cref="OciLimits.GraphConcurrency"/>.
    /// </summary>
    public int? SmallConcurrency { get; init; }

    /// <summary>True to copy the referrers of everything as well, and theirs in turn (<c>oras cp -r</c>).</summary>
    public bool IncludeReferrers { get; init; }

    /// <summary>
    /// True to look at every blob although its manifest is there. A registry that took a manifest has checked its blobs, so
    /// this is for one that lost some. A layout is always looked at as a whole, because that costs next to nothing.
    /// </summary>
    public bool ChecksEverything { get; init; }

    /// <summary>False to send every blob, even where the registry could take it over from a neighbouring repository.</summary>
    public bool MountsBlobs { get; init; } = true;

    /// <summary>Told each step; called on many threads at once.</summary>
    public Action<TransferEvent>? Progress { get; init; }

    /// <summary>The caps of the walk.</summary>
    public OciLimits Limits { get; init; } = OciLimits.Default;

    /// <summary>What <see cref="Concurrency"/> comes to under the caps.</summary>
    internal int LargeAtOnce => Math.Clamp(Concurrency, 1, Limits.GraphConcurrency);

    /// <summary>What <see cref="SmallConcurrency"/> comes to under the caps.</summary>
    internal int SmallAtOnce => Math.Clamp(SmallConcurrency ?? Concurrency, LargeAtOnce, Limits.GraphConcurrency);
}
