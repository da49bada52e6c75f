using Signet.Oci.Layout;

namespace Signet.Oci.Archives;

/// <summary>The files of a layout in a tar archive, found once and read where they lie.</summary>
internal sealed class ArchivedLayoutContent : ILayoutContent
{
    private readonly string _path;
    private readonly OciLimits _limits;
    private readonly IReadOnlyDictionary<string, TarEntry> _files;

    private ArchivedLayoutContent(string path, OciLimits limits, IReadOnlyDictionary<string, TarEntry> files)
    {
        _path = path;
        _limits = limits;
        _files = files;
    }

    /// <summary>Reads the archive's headers.</summary>
    public static async Task<ArchivedLayoutContent> OpenAsync(
        string path, OciLimits limits, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, TarEntry>(StringComparer.Ordinal);
        var archive = BoundedReader.OpenFile(path);
        await using (archive.ConfigureAwait(false))
        {
            var reader = new TarReader(archive, limits);
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                if (entry.Kind == TarEntryKind.File && !files.TryAdd(name, entry))
                {
                    // Readers differ on which of two counts.
                    throw new OciException(OciError.Malformed, $"the archive {path} has the file \"{name}\" twice");
                }
            }
        }

        return new ArchivedLayoutContent(path, limits, files);
    }

    /// <summary>Reads a file of the layout.</summary>
    /// <exception cref="FileNotFoundException">There is none such.</exception>
    public async Task<byte[]> ReadFileAsync(string name, int maxBytes, CancellationToken cancellationToken)
    {
        var stream = Open(name, 0);
        await using (stream.ConfigureAwait(false))
        {
            return await BoundedReader.ReadAllAsync(stream, maxBytes, $"{name} in {_path}", cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<LayoutIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var content = await ReadFileAsync("index.json", _limits.LayoutIndexBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return LayoutIndex.Read(content, _limits);
        }
        catch (OciException e) when (e.Error is OciError.Malformed or OciError.ContentMismatch)
        {
            throw new OciException(OciError.Malformed, $"invalid OCI image index index.json in {_path}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public bool HasBlob(Descriptor descriptor) =>
        _files.TryGetValue(BlobName(descriptor.Digest), out var entry) && entry.Size == descriptor.Size;

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(Digest digest, int maxBytes, CancellationToken cancellationToken) =>
        ReadFileAsync(BlobName(digest), maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Stream Open(Digest digest, long offset) => Open(BlobName(digest), offset);

    private PartOfFile Open(string name, long offset)
    {
        var entry = _files.GetValueOrDefault(name) ?? throw new FileNotFoundException($"{name} is not in {_path}");
        return new PartOfFile(File.OpenHandle(_path, options: FileOptions.Asynchronous), entry.Offset, entry.Size)
        {
            Position = offset,
        };
    }

    private static string BlobName(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
