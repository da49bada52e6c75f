namespace Signet.Oci.Graph;

/// <summary>How a graph is copied.</summary>
public sealed record CopyOptions
{
    /// <summary>Blobs and manifests at once; at most <see cref="OciLimits.GraphConcurrency"/>.</summary>
    public int Concurrency { get; init; } = 5;

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
}
