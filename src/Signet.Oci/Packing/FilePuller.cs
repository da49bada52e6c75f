using Signet.Oci.Archives;
using Signet.Oci.Files;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Oci.Packing;

/// <summary>
/// Writes the files of an artifact into a folder: blobs with a title, packed directories unpacked. A file appears under its
/// name whole and checked or not at all, and none is written before all names are known to be good and distinct.
/// </summary>
public sealed class FilePuller
{
    private readonly IRepository _source;
    private readonly PullOptions _options;
    private readonly FileFetcher _fetcher;
    private readonly string _root;

    private FilePuller(IRepository source, PullOptions options)
    {
        _source = source;
        _options = options;
        _fetcher = new FileFetcher(source, options);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.OutputDirectory));
    }

    /// <summary>
    /// Pulls the files of a manifest, or of every manifest of an index.
    /// </summary>
    /// <param name="source">Where the artifact is.</param>
    /// <param name="root">The manifest, as the source resolves it.</param>
    /// <param name="options">Where the files go.</param>
    /// <param name="cancellationToken">Ends it; files that are complete stay.</param>
    /// <exception cref="OciException">
    /// <see cref="OciError.UnsafeLocation"/>: a title or an archive leads out of its folder. <see cref="OciError.Refused"/>:
    /// two files have one name, or a file is there that is to be kept. <see cref="OciError.ContentMismatch"/> and
    /// <see cref="OciError.LimitExceeded"/>: content is not what it is named, or too much. Others as the source throws them.
    /// </exception>
    public static async Task<PullResult> PullAsync(
        IRepository source, Descriptor root, PullOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(root);
        var puller = new FilePuller(source, options ?? new PullOptions());
        try
        {
            return await puller.PullAsync(root, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OciException(
                e is UnauthorizedAccessException ? OciError.Forbidden : OciError.Refused,
                $"cannot write into {puller._root}: {e.Message}",
                e);
        }
    }

    private async Task<PullResult> PullAsync(Descriptor root, CancellationToken cancellationToken)
    {
        var concurrency = Math.Min(_options.Concurrency, _options.Limits.GraphConcurrency);
        var graph = await GraphWalker.WalkAsync(
            _source,
            [root],
            new WalkOptions
            {
                Concurrency = concurrency,
                Limits = _options.Limits,
                LeavesSubjects = !_options.IncludesSubject,
            },
            cancellationToken).ConfigureAwait(false);
        var (files, skipped) = await PlanAsync(graph, cancellationToken).ConfigureAwait(false);
        var manifests = graph.Nodes.Where(node => node.IsManifest).Select(node => node.Descriptor).ToList();
        foreach (var manifest in manifests)
        {
            // It was read for the plan; its files come now.
            Tell(TransferStage.Started, manifest);
        }

        foreach (var file in files)
        {
            Tell(TransferStage.Planned, file.Descriptor);
        }

        foreach (var blob in skipped)
        {
            Tell(TransferStage.Skipped, blob);
        }

        Directory.CreateDirectory(_root);
        var distinct = files.GroupBy(file => (file.Descriptor.Digest, file.IsDirectory)).Select(group => group.ToList()).ToList();
        await Parallelism.SelectAsync(
            distinct,
            concurrency,
            async (same, ct) =>
            {
                await WriteAsync(same, ct).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        manifests.ForEach(manifest => Tell(TransferStage.Done, manifest));
        return new PullResult(root, files, skipped);
    }

    /// <summary>All files with their paths, and what has none.</summary>
    private async Task<(List<PulledFile> Files, List<Descriptor> Skipped)> PlanAsync(
        ArtifactGraph graph, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, PulledFile>(
            OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var order = new List<PulledFile>();
        var skipped = new List<Descriptor>();
        var isConfigMet = false;
        foreach (var node in graph.Nodes.Where(node => node.IsManifest))
        {
            var manifest = node.Content is { } content
                ? ManifestReader.Read(node.Descriptor, content, _options.Limits)
                : await _source.FetchManifestAsync(node.Descriptor, cancellationToken).ConfigureAwait(false);
            var blobs = manifest.Layers.ToList();
            if (manifest.Config is { } config)
            {
                var isFirst = !isConfigMet;
                isConfigMet = true;
                if (isFirst && _options.Config is { } wanted && (wanted.MediaType is null || wanted.MediaType == config.MediaType))
                {
                    Add(Titled(config, wanted.Path), wanted.Path, isUsersPath: true);
                }
                else if (config.Digest != Descriptor.EmptyJson.Digest)
                {
                    blobs.Insert(0, config);
                }
            }

            foreach (var blob in blobs)
            {
                if (Annotation(blob, PackingTypes.Title) is { Length: > 0 } title)
                {
                    Add(blob, title, isUsersPath: false);
                }
                else if (!blob.NamesSameContent(Descriptor.EmptyJson) && !skipped.Exists(blob.NamesSameContent))
                {
                    skipped.Add(blob);
                }
            }
        }

        return (order, skipped);

        void Add(Descriptor blob, string title, bool isUsersPath)
        {
            var isFolder = Annotation(blob, PackingTypes.Unpack) == "true";
            var path = OutputPath.Resolve(_root, title, isFolder, isUsersPath || _options.AllowsPathTraversal);
            var file = new PulledFile(path, isFolder, blob);
            if (path == _root && !file.IsDirectory)
            {
                throw new OciException(OciError.Refused, $"\"{ArchiveName.Clean(title)}\" names the output folder, not a file in it");
            }

            if (files.TryGetValue(path, out var other))
            {
                if (other.Descriptor.Digest != blob.Digest || other.IsDirectory != file.IsDirectory)
                {
                    throw new OciException(
                        OciError.Refused, $"{ArchiveName.Clean(title)}: duplicate name: two files of the artifact have it, and nothing was written");
                }

                return;
            }

            if (_options.KeepsOldFiles && Path.Exists(path))
            {
                throw new OciException(
                    OciError.Refused, $"failed to resolve path for writing: overwrite disallowed: {path} is there already");
            }

            files.Add(path, file);
            order.Add(file);
        }
    }

    /// <summary>Writes files of one content: the first from the source, the others from the first.</summary>
    private async Task WriteAsync(List<PulledFile> same, CancellationToken cancellationToken)
    {
        var first = same[0];
        if (first.IsDirectory)
        {
            foreach (var folder in same)
            {
                Tell(TransferStage.Started, folder.Descriptor);
                await UnpackAsync(folder, cancellationToken).ConfigureAwait(false);
                Tell(TransferStage.Done, folder.Descriptor);
            }

            return;
        }

        Tell(TransferStage.Started, first.Descriptor);
        await _fetcher.FetchAsync(first, cancellationToken).ConfigureAwait(false);
        Tell(TransferStage.Done, first.Descriptor);
        foreach (var copy in same.Skip(1))
        {
            await _fetcher.CopyAsync(first, copy, cancellationToken).ConfigureAwait(false);
            Tell(TransferStage.Restored, copy.Descriptor);
        }
    }

    private async Task UnpackAsync(PulledFile folder, CancellationToken cancellationToken)
    {
        Digest? archiveDigest = Annotation(folder.Descriptor, PackingTypes.ContentDigest) is { } text
            && Digest.TryParse(text, out var digest) ? digest : null;
        var title = SlashPath.Clean(Annotation(folder.Descriptor, PackingTypes.Title)!);
        var source = new CountingStream(
            await _source.OpenBlobAsync(folder.Descriptor, cancellationToken).ConfigureAwait(false),
            bytes => _options.Progress?.Invoke(new TransferEvent(TransferStage.Moved, folder.Descriptor) { Bytes = bytes }));
        await using (source.ConfigureAwait(false))
        {
            await ArchiveExtractor.ExtractAsync(source, title, folder.Path, archiveDigest, _options.Limits, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private void Tell(TransferStage stage, Descriptor descriptor) =>
        _options.Progress?.Invoke(new TransferEvent(stage, descriptor));

    /// <summary>The configuration as a file of that name, whatever it says about itself.</summary>
    private static Descriptor Titled(Descriptor config, string title)
    {
        var annotations = new Dictionary<string, string>(
            config.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [PackingTypes.Title] = title,
        };
        annotations.Remove(PackingTypes.Unpack);
        return config with { Annotations = annotations };
    }

    private static string? Annotation(Descriptor descriptor, string name) => descriptor.Annotations?.GetValueOrDefault(name);
}
