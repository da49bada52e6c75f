using Microsoft.Win32.SafeHandles;
using Signet.Oci.Archives;
using Signet.Oci.Files;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Graph.Transfer;

/// <summary>
/// A layout in a new tar archive. All sizes are known when the copy begins, and with them where each blob will lie: many are
/// written at once into one file, without a copy on the disk in between. Equal content makes equal archives: entries are in
/// the order of their names and have no owner and no time.
/// </summary>
internal sealed class ArchiveTarget(string path, OciLimits limits) : IContentTarget
{
    /// <summary>The file <c>oci-layout</c>.</summary>
    internal static readonly byte[] LayoutContent = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();

    private readonly string _temporary = Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(path))!, AtomicFile.TemporaryName(Path.GetFileName(path)));

    private readonly Dictionary<Digest, long> _offsets = [];
    private FileStream? _file;

    private SafeFileHandle Handle => _file!.SafeFileHandle;

    public async Task PrepareAsync(
        ArtifactGraph graph,
        IContentSource source,
        IReadOnlyList<(GraphNode Root, string Tag)> tags,
        CancellationToken cancellationToken)
    {
        _file = AtomicFile.CreateNew(_temporary);
        long position = 0;
        position = await WriteHeaderAsync(position, "blobs/", TarEntryKind.Directory, 0, cancellationToken).ConfigureAwait(false);
        foreach (var algorithm in graph.Nodes
            .Select(node => node.Descriptor)
            .DistinctBy(descriptor => descriptor.Digest)
            .GroupBy(descriptor => descriptor.Digest.Algorithm)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            position = await WriteHeaderAsync(
                position, $"blobs/{algorithm.Key}/", TarEntryKind.Directory, 0, cancellationToken).ConfigureAwait(false);
            foreach (var descriptor in algorithm.OrderBy(descriptor => descriptor.Digest.Hex, StringComparer.Ordinal))
            {
                var name = $"blobs/{algorithm.Key}/{descriptor.Digest.Hex}";
                position = await WriteHeaderAsync(position, name, TarEntryKind.File, descriptor.Size, cancellationToken)
                    .ConfigureAwait(false);
                _offsets[descriptor.Digest] = position;
                position += descriptor.Size + TarHeader.Padding(descriptor.Size);
            }
        }

        var index = LayoutIndex.Empty;
        foreach (var node in graph.Nodes.Where(node => node.IsManifest))
        {
            var content = await source.ReadManifestAsync(node, cancellationToken).ConfigureAwait(false);
            index.Add(LayoutRepository.IndexEntry(node.Descriptor, ManifestReader.Read(node.Descriptor, content, limits)));
        }

        foreach (var (root, tag) in tags)
        {
            LayoutRepository.CheckTag(tag);
            index.Tag(root.Descriptor, tag);
        }

        position = await WriteFileAsync(position, "index.json", index.Write(), cancellationToken).ConfigureAwait(false);
        position = await WriteFileAsync(position, "oci-layout", LayoutContent, cancellationToken).ConfigureAwait(false);
        await RandomAccess.WriteAsync(Handle, TarHeader.End, position, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> HasAsync(GraphNode node, CancellationToken cancellationToken) => new(false);

    public ValueTask<bool> TryMountAsync(GraphNode node, CancellationToken cancellationToken) => new(false);

    public async Task<Task> StoreBlobAsync(
        GraphNode node, IContentSource source, Action<long> moved, CancellationToken cancellationToken)
    {
        var descriptor = node.Descriptor;
        var content = (await source.OpenAsync(descriptor, 0, descriptor.Digest.CreateHash(), cancellationToken)
            .ConfigureAwait(false))!;
        await using (content.ConfigureAwait(false))
        {
            await VerifiedCopy.RunAsync(
                descriptor, content, Handle, _offsets[descriptor.Digest], 0, moved, cancellationToken).ConfigureAwait(false);
        }

        return Task.CompletedTask;
    }

    public async Task<Task> StoreManifestAsync(
        GraphNode node, ReadOnlyMemory<byte> content, string? tag, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(Handle, content, _offsets[node.Descriptor.Digest], cancellationToken).ConfigureAwait(false);
        return Task.CompletedTask;
    }

    public async Task CompleteAsync(
        ArtifactGraph graph, IReadOnlyList<(GraphNode Root, string Tag)> tags, CancellationToken cancellationToken)
    {
        AtomicFile.Finish(_file!, AtomicFile.Shared);
        await _file!.DisposeAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        File.Move(_temporary, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
            AtomicFile.TryDelete(_temporary);
        }
    }

    private async Task<long> WriteFileAsync(long position, string name, byte[] content, CancellationToken cancellationToken)
    {
        position = await WriteHeaderAsync(position, name, TarEntryKind.File, content.Length, cancellationToken).ConfigureAwait(false);
        await RandomAccess.WriteAsync(Handle, content, position, cancellationToken).ConfigureAwait(false);
        return position + content.Length + TarHeader.Padding(content.Length);
    }

    /// <summary>The header of an entry: its bytes follow from name, kind and size alone.</summary>
    internal static byte[] Header(string name, TarEntryKind kind, long size) => TarHeader.Write(new TarEntry
    {
        Name = name,
        Kind = kind,
        Size = size,
        Mode = kind == TarEntryKind.Directory ? 0x1ED // 0755
            : name.StartsWith("blobs/", StringComparison.Ordinal) ? 0x124 // 0444
            : 0x1A4, // 0644
    });

    private async Task<long> WriteHeaderAsync(
        long position, string name, TarEntryKind kind, long size, CancellationToken cancellationToken)
    {
        var header = Header(name, kind, size);
        await RandomAccess.WriteAsync(Handle, header, position, cancellationToken).ConfigureAwait(false);
        return position + header.Length;
    }
}
