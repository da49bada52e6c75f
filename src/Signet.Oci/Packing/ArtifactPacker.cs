using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.Files;
using Signet.Oci.Manifests;

namespace Signet.Oci.Packing;

/// <summary>
/// Makes an artifact of files and directories as <c>oras push</c> and <c>oras attach</c> do: equal files give equal layers
/// and, with an equal time of creation, an equal manifest; so do directories, whose files have equal times.
/// </summary>
public sealed class ArtifactPacker
{
    private const int BufferSize = 256 * 1024;

    private readonly PackOptions _options;
    private readonly Dictionary<Digest, PackedBlob> _blobs = [];
    private readonly List<string> _temporary = [];

    private ArtifactPacker(PackOptions options) => _options = options;

    /// <summary>Reads and hashes the files, packs the directories, and makes the manifest.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.Refused"/>: what is asked for does not fit together, or a file cannot be read; the message says
    /// what to do. <see cref="OciError.NotFound"/>: a file is missing.
    /// </exception>
    public static async Task<PackedArtifact> PackAsync(
        IReadOnlyList<FileArgument> files, PackOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var packer = new ArtifactPacker(options ?? new PackOptions());
        try
        {
            return await packer.PackFilesAsync(files, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            packer._temporary.ForEach(AtomicFile.TryDelete);
            throw;
        }
    }

    private async Task<PackedArtifact> PackFilesAsync(
        IReadOnlyList<FileArgument> files, CancellationToken cancellationToken)
    {
        var spec = ChooseSpec();
        CheckTypes();
        CheckAbsolute(files);
        var annotations = ManifestAnnotations();
        var config = await ConfigAsync(spec, cancellationToken).ConfigureAwait(false);
        var layers = new List<Descriptor>();
        var titles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var title = file.Title;
            if (!titles.Add(title))
            {
                throw Refused($"{title}: duplicate name: each file of an artifact needs a name of its own");
            }

            layers.Add(await LayerAsync(file, title, cancellationToken).ConfigureAwait(false));
        }

        if (layers.Count == 0 && spec == ImageSpec.Version11)
        {
            layers.Add(AddContent(MediaTypes.EmptyJson, Descriptor.EmptyJsonContent.ToArray()) with
            {
                Data = Descriptor.EmptyJson.Data,
            });
        }

        var artifactType = spec == ImageSpec.Version10 ? null : _options.ArtifactType ?? PackingTypes.UnknownArtifact;
        var content = ManifestWriter.WriteImageManifest(config, layers, artifactType, _options.Subject?.Bare(), annotations);
        return new PackedArtifact(
            Descriptor.Of(MediaTypes.ImageManifest, content), content, _blobs, _temporary, _options.Limits);
    }

    /// <summary>The decisions of <c>oras push</c>: a configuration without an artifact type means version 1.0.</summary>
    private ImageSpec ChooseSpec()
    {
        if (_options.Config is not null && _options.Platform is not null)
        {
            throw Refused("a configuration and a platform cannot both be given: the platform is written as the configuration");
        }

        var hasConfig = _options.Config is not null || _options.Platform is not null;
        if (_options.ImageSpec == ImageSpec.Version10 && hasConfig && _options.ArtifactType is not null)
        {
            throw Refused("--artifact-type and --config cannot both be provided for 1.0 OCI image");
        }

        if (_options.Config is not null && _options.ArtifactType is null)
        {
            return _options.ImageSpec == ImageSpec.Version11
                ? throw Refused("missing artifact type for OCI image-spec v1.1 artifacts: state one, or leave the version to 1.0")
                : ImageSpec.Version10;
        }

        return _options.ImageSpec ?? ImageSpec.Version11;
    }

    private void CheckTypes()
    {
        if (_options.ArtifactType is { } type && !PackingTypes.IsMediaType(type))
        {
            throw Refused($"invalid artifactType format: {type}: invalid media type");
        }

        if (_options.Config is { MediaType: { } configType } && !PackingTypes.IsMediaType(configType))
        {
            throw Refused($"invalid config mediaType format: {configType}: invalid media type");
        }
    }

    private void CheckAbsolute(IReadOnlyList<FileArgument> files)
    {
        var absolute = files.Where(file => Path.IsPathRooted(file.Path)).Select(file => file.Path).ToList();
        if (absolute.Count > 0 && !_options.AllowsAbsolutePaths)
        {
            throw Refused(
                "absolute file path detected. If it's intentional, use --disable-path-validation flag to skip this check: "
                + string.Join(", ", absolute));
        }
    }

    private Dictionary<string, string> ManifestAnnotations()
    {
        var annotations = new Dictionary<string, string>(_options.Annotations, StringComparer.Ordinal);
        if (!annotations.TryGetValue(PackingTypes.Created, out var created))
        {
            annotations[PackingTypes.Created] = _options.TimeProvider.GetUtcNow().UtcDateTime
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
        else if (!Rfc3339.IsValid(created))
        {
            throw Refused($"the annotation {PackingTypes.Created} \"{created}\" is no time in RFC 3339, such as 2006-01-02T15:04:05Z");
        }

        return annotations;
    }

    private async Task<Descriptor> ConfigAsync(ImageSpec spec, CancellationToken cancellationToken)
    {
        var annotations = _options.ConfigAnnotations.Count > 0 ? _options.ConfigAnnotations : null;
        if (_options.Config is { } file)
        {
            var path = FullPath(file.Path);
            if (Directory.Exists(path))
            {
                throw Refused($"{file.Path} is a directory: a configuration is one file");
            }

            return await FileAsync(file.Path, path, file.MediaType ?? PackingTypes.UnknownConfig, annotations, cancellationToken)
                .ConfigureAwait(false);
        }

        if (_options.Platform is { } platform)
        {
            return AddContent(PackingTypes.ImageConfig, WritePlatform(platform)) with { Annotations = annotations };
        }

        var empty = Descriptor.EmptyJsonContent.ToArray();
        return spec == ImageSpec.Version10
            ? AddContent(_options.ArtifactType ?? PackingTypes.UnknownConfig, empty) with { Annotations = annotations }
            : AddContent(MediaTypes.EmptyJson, empty) with { Annotations = annotations, Data = Descriptor.EmptyJson.Data };
    }

    private async Task<Descriptor> LayerAsync(FileArgument file, string title, CancellationToken cancellationToken)
    {
        var path = FullPath(file.Path);
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [PackingTypes.Title] = title };
        Descriptor descriptor;
        if (Directory.Exists(path))
        {
            var packed = await DirectoryArchive.WriteAsync(
                path, title, TemporaryFile(), _options.KeepsFileTimes, _options.Limits, Told(title, null), cancellationToken)
                .ConfigureAwait(false);
            annotations[PackingTypes.ContentDigest] = packed.ArchiveDigest.ToString();
            annotations[PackingTypes.Unpack] = "true";
            descriptor = new Descriptor
            {
                MediaType = file.MediaType ?? PackingTypes.Directory,
                Digest = packed.Digest,
                Size = packed.Size,
            };
            _blobs.TryAdd(packed.Digest, new PackedBlob(null, packed.Path));
        }
        else
        {
            descriptor = await FileAsync(file.Path, path, file.MediaType ?? PackingTypes.File, null, cancellationToken)
                .ConfigureAwait(false);
        }

        foreach (var (key, value) in _options.FileAnnotations.GetValueOrDefault(file.Path) ?? new Dictionary<string, string>())
        {
            annotations[key] = value;
        }

        return descriptor with { Annotations = annotations };
    }

    private async Task<Descriptor> FileAsync(
        string name,
        string path,
        string mediaType,
        IReadOnlyDictionary<string, string>? annotations,
        CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(path))
            {
                throw new OciException(OciError.NotFound, $"failed to stat {name}: no such file or directory");
            }

            var (digest, size) = await HashAsync(path, name, cancellationToken).ConfigureAwait(false);
            _blobs.TryAdd(digest, new PackedBlob(null, path));
            return new Descriptor { MediaType = mediaType, Digest = digest, Size = size, Annotations = annotations };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OciException(OciError.Refused, $"{name} cannot be read: {e.Message}", e);
        }
    }

    private Descriptor AddContent(string mediaType, byte[] content)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        _blobs.TryAdd(descriptor.Digest, new PackedBlob(content, null));
        return descriptor;
    }

    private string TemporaryFile()
    {
        var path = Path.Combine(
            _options.TemporaryDirectory ?? Path.GetTempPath(), $"signet-pack-{RandomNumberGenerator.GetHexString(16, true)}");
        _temporary.Add(path);
        return path;
    }

    private string FullPath(string path) =>
        Path.GetFullPath(path, _options.BaseDirectory is { } folder ? Path.GetFullPath(folder) : Environment.CurrentDirectory);

    private Action<long>? Told(string title, long? size) =>
        _options.Progress is { } progress ? bytes => progress(new PackingStep(title, size, bytes)) : null;

    private async Task<(Digest Digest, long Size)> HashAsync(string path, string title, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var spare = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        var told = Told(title, length);
        var next = RandomAccess.ReadAsync(file, buffer, 0, cancellationToken);
        try
        {
            long size = 0;
            while (await next.ConfigureAwait(false) is > 0 and var read)
            {
                size += read;
                if (size > length)
                {
                    throw Refused($"{title} has more than the {length} bytes it began with: it is being written, or is no file");
                }

                next = RandomAccess.ReadAsync(file, spare, size, cancellationToken);
                hash.AppendData(buffer, 0, read);
                told?.Invoke(size);
                (buffer, spare) = (spare, buffer);
            }

            return (Digest.FromHash("sha256", hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<byte>.Shared.Return(spare);
        }
    }

    /// <summary>The platform as Go's encoder writes it.</summary>
    private static byte[] WritePlatform(Platform platform)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = GoJsonEncoder.Instance }))
        {
            DescriptorWriter.WritePlatform(writer, platform);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static OciException Refused(string message) => new(OciError.Refused, message);
}
