namespace Signet.Oci;

/// <summary>Every cap this library puts on what comes from outside, with its reason.</summary>
public sealed record OciLimits
{
    /// <summary>The caps used when nothing else is said.</summary>
    public static OciLimits Default { get; } = new();

    /// <summary>
    /// The caps of commands that move manifests about without trusting them: the specification asks registries for at
    /// least 4 MiB and leaves them to take more, so the registry's own refusal is the limit, and this only guards memory.
    /// </summary>
    public static OciLimits LargeManifests { get; } =
        new() { ManifestBytes = 64 * 1024 * 1024, ManifestEntries = 320_000 };

    /// <summary>Bytes of a manifest or index. 4 MiB is what the distribution specification asks registries to take.</summary>
    public int ManifestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Layers of a manifest or entries of an index. An index of 4 MiB holds about 20 000 entries with annotations;
    /// images have at most 127 layers.
    /// </summary>
    public int ManifestEntries { get; init; } = 20_000;

    /// <summary>
    /// Bytes of the <c>index.json</c> of a layout on disk, which lists every manifest: <see cref="ListedEntries"/> with
    /// some annotations each.
    /// </summary>
    public int LayoutIndexBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Manifests of a layout read at the same time to find referrers; a disk gains nothing from more.</summary>
    public int LayoutReads { get; init; } = 8;

    /// <summary>Bytes of one page of referrers, tags or repositories, and of a fallback index; a page is an index.</summary>
    public int PageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Pages of one listing: with 100 entries a page, 100 000 entries; an endless chain of links stops here.</summary>
    public int Pages { get; init; } = 1000;

    /// <summary>Entries of one listing, over all its pages.</summary>
    public int ListedEntries { get; init; } = 100_000;

    /// <summary>
    /// Manifests and blobs of one graph. The largest graphs seen, a release with all its platforms, SBOMs and signatures,
    /// have a few thousand; each takes some 500 bytes of memory.
    /// </summary>
    public int GraphNodes { get; init; } = 100_000;

    /// <summary>
    /// Steps from a root of a graph to its farthest manifest, along indexes, subjects and referrers. A signature of an
    /// SBOM of an image in an index takes four; a chain that was made to be endless stops here (attack A13).
    /// </summary>
    public int GraphDepth { get; init; } = 64;

    /// <summary>
    /// Bytes of all manifests of one graph. They are small: <see cref="GraphNodes"/> of 4 MiB each would be 400 GB of
    /// downloads for nothing.
    /// </summary>
    public long GraphManifestBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Bytes of manifests kept in memory between the walk of a graph and its copy; the rest is fetched again.</summary>
    public int HeldManifestBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Bytes of manifests, lists of referrers and small blobs remembered while one graph is verified: a release of 100
    /// platforms with ten reports and as many signatures each has some 20 MiB. Manifests and blobs beyond are read again.
    /// </summary>
    public long RememberedBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>Requests or files at once in a walk or copy, whatever is asked for: each copy holds two buffers and a connection.</summary>
    public int GraphConcurrency { get; init; } = 64;

    /// <summary>Entries of an archive that is extracted; a Linux kernel source has 90 000.</summary>
    public int ArchiveEntries { get; init; } = 500_000;

    /// <summary>Bytes an archive may extract to: what a disk can be expected to hold.</summary>
    public long ArchiveBytes { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>
    /// How many times larger than its compressed form an archive may become, once it is over 64 MiB. Text reaches 20,
    /// sparse files 200; a bomb of zeros has 1000.
    /// </summary>
    public int ArchiveRatio { get; init; } = 250;

    /// <summary>Bytes of an extended header of an archive, which holds a path or two.</summary>
    public int ArchiveHeaderBytes { get; init; } = 64 * 1024;

    /// <summary>Folders inside each other in an archive; file systems allow paths of 4096 bytes.</summary>
    public int ArchiveDepth { get; init; } = 256;

    /// <summary>Bytes of an error body; registries send less than 1 KiB.</summary>
    public int ErrorBytes { get; init; } = 8 * 1024;

    /// <summary>Bytes of a token reply; tokens with many scopes reach some 10 KiB.</summary>
    public int TokenBytes { get; init; } = 128 * 1024;

    /// <summary>Redirects followed for one request.</summary>
    public int Redirects { get; init; } = 5;

    /// <summary>Time until a response's headers must have arrived, retries not included.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time a body may go without delivering a byte.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for the whole of a small body (manifest, page, token, signature): a slow drip ends here.</summary>
    public TimeSpan SmallBodyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of a credential helper's answer and of a credential file.</summary>
    public int CredentialBytes { get; init; } = 1024 * 1024;
}
