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
