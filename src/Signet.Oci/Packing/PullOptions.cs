using Signet.Oci.Graph;

namespace Signet.Oci.Packing;

/// <summary>How files are pulled.</summary>
public sealed record PullOptions
{
    /// <summary>The folder the files go to; made when missing.</summary>
    public string OutputDirectory { get; init; } = ".";

    /// <summary>True to refuse, rather than replace, a file that is there.</summary>
    public bool KeepsOldFiles { get; init; }

    /// <summary>
    /// True to write wherever titles say, outside of <see cref="OutputDirectory"/> too. That gives whoever made the artifact
    /// every file the user can write; archives are held to their folder nevertheless.
    /// </summary>
    public bool AllowsPathTraversal { get; init; }

    /// <summary>
    /// Where the configuration goes, for the first manifest that has one; of the media type only, when one is stated. Null
    /// to leave it, unless it has a title.
    /// </summary>
    public FileArgument? Config { get; init; }

    /// <summary>True to pull what the manifest refers to as well.</summary>
    public bool IncludesSubject { get; init; }

    /// <summary>Files at once; at most <see cref="OciLimits.GraphConcurrency"/>.</summary>
    public int Concurrency { get; init; } = 3;

    /// <summary>Told each step; called on many threads at once.</summary>
    public Action<TransferEvent>? Progress { get; init; }

    /// <summary>The caps.</summary>
    public OciLimits Limits { get; init; } = OciLimits.Default;
}
