using System.Buffers;
using System.Text.RegularExpressions;
using Signet.Oci.Graph.Transfer;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Archives;

/// <summary>
/// Reads an archive of a layout as this library writes it, and no other: all of its bytes follow from the content of its
/// blobs and the order of <c>index.json</c>. So nothing can be changed in it, hidden in it or added to it that does not show:
/// not in a header, not between two files, not behind the end. Archives made by other programs are refused.
/// </summary>
public static partial class ExactArchive
{
    private const string Blobs = "blobs/";
    private const int BufferSize = 256 * 1024;

    /// <summary>Looks at every byte of the archive at <paramref name="path"/>, in constant memory, from its begin to its end.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.NotFound"/>: no such file. <see cref="OciError.Malformed"/> or
    /// <see cref="OciError.ContentMismatch"/>: something in it is not as it was written.
    /// <see cref="OciError.LimitExceeded"/>: more entries than the caps allow.
    /// </exception>
    public static Task<ArchiveInventory> ReadAsync(
        string path, OciLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return LayoutFault.GuardAsync(path, () => ReadGuardedAsync(path, limits ?? OciLimits.Default, cancellationToken));
    }

    private static async Task<ArchiveInventory> ReadGuardedAsync(
        string path, OciLimits limits, CancellationToken cancellationToken)
    {
        var entries = await ReadHeadersAsync(path, limits, cancellationToken).ConfigureAwait(false);
        await CheckBytesAsync(path, entries, cancellationToken).ConfigureAwait(false);
        var blobs = entries.Where(entry => IsBlob(entry.Name)).ToDictionary(entry => DigestOf(entry.Name), entry => entry.Size);
        return await ReadIndexAsync(path, limits, blobs, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The entries, which must be those of a layout in the order of their names.</summary>
    private static async Task<List<TarEntry>> ReadHeadersAsync(
        string path, OciLimits limits, CancellationToken cancellationToken)
    {
        var entries = new List<TarEntry>();
        var archive = BoundedReader.OpenFile(path);
        await using (archive.ConfigureAwait(false))
        {
            var reader = new TarReader(archive, limits);
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                entries.Add(entry);
            }
        }

        var expected = ExpectedNames(entries).ToList();
        for (var i = 0; i < Math.Max(entries.Count, expected.Count); i++)
        {
            if (i >= entries.Count || i >= expected.Count || entries[i].Name != expected[i]
                || entries[i].Kind != (expected[i].EndsWith('/') ? TarEntryKind.Directory : TarEntryKind.File))
            {
                throw Malformed(
                    path,
                    i < entries.Count
                        ? $"entry {i + 1}, \"{entries[i].Name}\", does not belong there"
                        : $"\"{expected[i]}\" is missing");
            }
        }

        return entries;
    }

    private static IEnumerable<string> ExpectedNames(List<TarEntry> entries)
    {
        yield return Blobs;
        foreach (var algorithm in entries
            .Where(entry => IsBlob(entry.Name))
            .Select(entry => entry.Name)
            .Distinct(StringComparer.Ordinal)
            .GroupBy(name => DigestOf(name).Algorithm)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            yield return $"{Blobs}{algorithm.Key}/";
            foreach (var name in algorithm.Order(StringComparer.Ordinal))
            {
                yield return name;
            }
        }

        yield return "index.json";
        yield return "oci-layout";
    }

    /// <summary>Compares what lies between the contents, and the contents with their digests, in one pass.</summary>
    private static async Task CheckBytesAsync(string path, List<TarEntry> entries, CancellationToken cancellationToken)
    {
        var archive = BoundedReader.OpenFile(path);
        await using (archive.ConfigureAwait(false))
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                foreach (var entry in entries)
                {
                    await ExpectAsync(
                        ArchiveTarget.Header(entry.Name, entry.Kind, entry.Size), $"the header of \"{entry.Name}\"")
                        .ConfigureAwait(false);
                    await ReadContentAsync(entry).ConfigureAwait(false);
                    await ExpectAsync(new byte[TarHeader.Padding(entry.Size)], $"what follows \"{entry.Name}\"")
                        .ConfigureAwait(false);
                }

                await ExpectAsync(TarHeader.End, "its end").ConfigureAwait(false);
                if (await archive.ReadAsync(buffer.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) > 0)
                {
                    throw Malformed(path, "something follows its end");
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            async Task ExpectAsync(ReadOnlyMemory<byte> expected, string what)
            {
                for (var at = 0; at < expected.Length;)
                {
                    var piece = buffer.AsMemory(0, Math.Min(buffer.Length, expected.Length - at));
                    var read = await archive.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken)
                        .ConfigureAwait(false);
                    if (read < piece.Length || !piece.Span.SequenceEqual(expected.Span.Slice(at, piece.Length)))
                    {
                        throw Malformed(path, $"{what} is not as it was written");
                    }

                    at += read;
                }
            }

            async Task ReadContentAsync(TarEntry entry)
            {
                if (entry.Name == "oci-layout" && entry.Size == ArchiveTarget.LayoutContent.Length)
                {
                    await ExpectAsync(ArchiveTarget.LayoutContent, "the file \"oci-layout\"").ConfigureAwait(false);
                    return;
                }

                if (entry.Name == "oci-layout")
                {
                    throw Malformed(path, "the file \"oci-layout\" is not as it was written");
                }

                using var hash = IsBlob(entry.Name) ? DigestOf(entry.Name).CreateHash() : null;
                for (var left = entry.Size; left > 0;)
                {
                    var read = await archive.ReadAsync(
                        buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        throw Malformed(path, $"it ends in the middle of \"{entry.Name}\"");
                    }

                    hash?.AppendData(buffer, 0, read);
                    left -= read;
                }

                if (hash is not null && Digest.FromHash(DigestOf(entry.Name).Algorithm, hash.GetHashAndReset()) != DigestOf(entry.Name))
                {
                    throw new OciException(
                        OciError.ContentMismatch, $"{path} is damaged or was changed: the content of \"{entry.Name}\" has another digest");
                }
            }
        }
    }

    /// <summary>
    /// The index, each entry of which must say what its manifest says, in the bytes this library writes for it. The platform
    /// of an entry is one that an index in the archive states.
    /// </summary>
    private static async Task<ArchiveInventory> ReadIndexAsync(
        string path, OciLimits limits, Dictionary<Digest, long> blobs, CancellationToken cancellationToken)
    {
        var content = await ArchivedLayoutContent.OpenAsync(path, limits, cancellationToken).ConfigureAwait(false);
        var index = await content.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        var bytes = await content.ReadFileAsync("index.json", limits.LayoutIndexBytes, cancellationToken).ConfigureAwait(false);
        var reader = new LayoutReader(path, content, limits);
        var manifests = new List<Manifest>();
        long total = 0;
        foreach (var entry in index.Entries)
        {
            total += entry.Size;
            if (!blobs.TryGetValue(entry.Digest, out var size) || size != entry.Size
                || total > limits.GraphManifestBytes || manifests.Count >= limits.GraphNodes)
            {
                throw Malformed(path, $"index.json lists {entry.Digest}, which is not in it or beyond the limits");
            }

            manifests.Add(await reader.FetchManifestAsync(entry.Bare(), cancellationToken).ConfigureAwait(false));
        }

        var platforms = manifests.SelectMany(manifest => manifest.Manifests).ToLookup(entry => entry.Digest, entry => entry.Platform);
        var rebuilt = LayoutIndex.Empty;
        var tags = new Dictionary<string, Digest>(StringComparer.Ordinal);
        for (var i = 0; i < manifests.Count; i++)
        {
            var entry = index.Entries[i];
            var isTrue = platforms[entry.Digest].Prepend(null).Any(platform => AreEqual(
                LayoutIndex.Untagged(entry), Entry(manifests[i], platform)));
            if (!isTrue || !rebuilt.Add(entry) || (LayoutIndex.TagOf(entry) is { } tag && !tags.TryAdd(tag, entry.Digest)))
            {
                throw Malformed(path, $"index.json does not say of {entry.Digest} what its manifest says");
            }
        }

        foreach (var (tag, digest) in tags)
        {
            rebuilt.Tag(rebuilt.FindDigest(digest)!, tag);
        }

        return rebuilt.Write().AsSpan().SequenceEqual(bytes)
            ? new ArchiveInventory { Blobs = blobs, Manifests = [.. index.Entries.Select(LayoutIndex.Untagged)], Tags = tags }
            : throw Malformed(path, "index.json is not as it was written");
    }

    /// <summary>The entry without its tag: an annotation of that name in the manifest is no tag of the layout.</summary>
    private static Descriptor Entry(Manifest manifest, Platform? platform) =>
        LayoutIndex.Untagged(LayoutRepository.IndexEntry(manifest.Descriptor with { Platform = platform }, manifest));

    private static bool AreEqual(Descriptor left, Descriptor right) =>
        ManifestWriter.WriteDescriptor(left).AsSpan().SequenceEqual(ManifestWriter.WriteDescriptor(right));

    private static bool IsBlob(string name) => BlobName().IsMatch(name)
        && Digest.TryParse(name[Blobs.Length..].Replace('/', ':'), out _);

    private static Digest DigestOf(string name) => Digest.Parse(name[Blobs.Length..].Replace('/', ':'));

    private static OciException Malformed(string path, string what) =>
        new(OciError.Malformed, $"{path} is damaged or was changed: {what}");

    [GeneratedRegex(@"\Ablobs/[a-z0-9]+/[0-9a-f]+\z")]
    private static partial Regex BlobName();
}
