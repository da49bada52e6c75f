using System.Text;
using System.Text.Json.Nodes;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Oci.Tests.Graph;

/// <summary>Builds graphs in any repository.</summary>
internal static class GraphLab
{
    public const string Foreign = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    public static Task PushBlobAsync(IRepository repository, Descriptor descriptor, byte[] content) =>
        repository.PushBlobAsync(descriptor, _ => ValueTask.FromResult<Stream>(new MemoryStream(content)), Running.Test);

    public static async Task<Descriptor> PushBlobAsync(IRepository repository, byte[] content, string mediaType = "text/plain")
    {
        var descriptor = Descriptor.Of(mediaType, content);
        await PushBlobAsync(repository, descriptor, content);
        return descriptor;
    }

    /// <summary>An image of the layers that texts make.</summary>
    public static async Task<Descriptor> ImageAsync(
        IRepository repository, string[] layers, Descriptor? subject = null, string? tag = null, Platform? platform = null)
    {
        await PushBlobAsync(repository, Descriptor.EmptyJson, Descriptor.EmptyJsonContent.ToArray());
        var descriptors = new List<Descriptor>();
        foreach (var layer in layers)
        {
            descriptors.Add(await PushBlobAsync(repository, Encoding.UTF8.GetBytes(layer)));
        }

        var content = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson.Bare(), descriptors, subject is null ? null : "application/vnd.example.note", subject?.Bare());
        return await ManifestAsync(repository, MediaTypes.ImageManifest, content, tag) with { Platform = platform };
    }

    public static Task<Descriptor> IndexAsync(
        IRepository repository, Descriptor[] entries, Descriptor? subject = null, string? tag = null) =>
        ManifestAsync(
            repository, MediaTypes.ImageIndex, ManifestWriter.WriteIndex(entries, null, subject?.Bare()), tag);

    public static async Task<Descriptor> ManifestAsync(
        IRepository repository, string mediaType, byte[] content, string? tag = null)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        await repository.PushManifestAsync(descriptor, content, tag, Running.Test);
        return descriptor;
    }

    /// <summary>A manifest of another kind: its members, with lists of descriptors.</summary>
    public static Task<Descriptor> ManifestAsync(
        IRepository repository, string mediaType, params (string Name, Descriptor[] Values)[] members)
    {
        var document = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = mediaType };
        foreach (var (name, values) in members)
        {
            document[name] = name is "config" or "subject" ? Json(values[0]) : new JsonArray([.. values.Select(Json)]);
        }

        if (mediaType == MediaTypes.ArtifactManifest)
        {
            document.Remove("schemaVersion");
        }

        return ManifestAsync(repository, mediaType, Encoding.UTF8.GetBytes(document.ToJsonString()));
    }

    /// <summary>
    /// The whole zoo, tagged <c>all</c>: an index of an image, of an index of images and of a Docker list; a shared layer; a
    /// removed artifact manifest and notes on notes as referrers at three levels.
    /// </summary>
    public static async Task<Zoo> ZooAsync(IRepository repository)
    {
        var image = await ImageAsync(repository, ["shared", "one"]);
        var inner = await ImageAsync(repository, ["shared", "two"]);
        var innerIndex = await IndexAsync(repository, [inner]);
        var layer = await PushBlobAsync(repository, "docker layer"u8.ToArray(), "application/vnd.docker.image.rootfs.diff.tar.gzip");
        var config = await PushBlobAsync(repository, "{\"docker\":1}"u8.ToArray(), "application/vnd.docker.container.image.v1+json");
        var docker = await ManifestAsync(
            repository, MediaTypes.DockerManifest, ("config", [config]), ("layers", [layer]));
        var list = await ManifestAsync(repository, MediaTypes.DockerManifestList, ("manifests", [docker]));
        var root = await IndexAsync(repository, [image, innerIndex, list], tag: "all");
        var note = await ImageAsync(repository, ["note on root"], root);
        var noteOnNote = await ImageAsync(repository, ["note on note"], note);
        var innerNote = await ImageAsync(repository, ["note on inner"], inner);
        var blob = await PushBlobAsync(repository, "artifact blob"u8.ToArray());
        var artifact = await ManifestAsync(
            repository, MediaTypes.ArtifactManifest, ("blobs", [blob]), ("subject", [image]));
        return new Zoo(root, [image, inner, innerIndex, docker, list], [note, noteOnNote, innerNote, artifact]);
    }

    public static async Task<List<Descriptor>> ReferrersAsync(IRepository repository, Descriptor subject) =>
        await Layout.LayoutFixture.ListAsync(repository.ListReferrersAsync(subject.Digest, null, Running.Test));

    public static Task<CopyResult> CopyAsync(
        IRepository source, IRepository destination, string reference, string? tag, CopyOptions? options = null) =>
        new GraphCopier(source, destination, options).CopyAsync(reference, tag is null ? [] : [tag], Running.Test);

    private static JsonObject Json(Descriptor descriptor) => new()
    {
        ["mediaType"] = descriptor.MediaType,
        ["digest"] = descriptor.Digest.ToString(),
        ["size"] = descriptor.Size,
    };

    /// <param name="Root">The index tagged <c>all</c>.</param>
    /// <param name="Manifests">Manifests below it.</param>
    /// <param name="Referrers">Manifests that refer to it or to something below.</param>
    internal sealed record Zoo(Descriptor Root, Descriptor[] Manifests, Descriptor[] Referrers)
    {
        /// <summary>Distinct blobs below the root: the empty configuration, shared, one, two, and two of Docker's.</summary>
        public const int Blobs = 6;

        /// <summary>Blobs only referrers have.</summary>
        public const int ReferrerBlobs = 4;
    }
}
