namespace Signet.Oci.Layout;

/// <summary>The files of a layout, wherever they lie. What is missing throws as a missing file does.</summary>
internal interface ILayoutContent
{
    /// <summary>Reads <c>index.json</c> as it is now.</summary>
    Task<LayoutIndex> ReadIndexAsync(CancellationToken cancellationToken);

    /// <summary>True when the blob is there with the descriptor's size.</summary>
    bool HasBlob(Descriptor descriptor);

    /// <summary>Reads a blob of at most <paramref name="maxBytes"/>, unchecked.</summary>
    Task<byte[]> ReadAsync(Digest digest, int maxBytes, CancellationToken cancellationToken);

    /// <summary>Opens a blob from an offset on, unchecked.</summary>
    Stream Open(Digest digest, long offset);
}
