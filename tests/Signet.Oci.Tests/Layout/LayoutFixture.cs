using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Tests.Layout;

/// <summary>What most tests of a layout do first.</summary>
internal static class LayoutFixture
{
    public const string ArtifactType = "application/vnd.example.note";

    public static Task PushBlobAsync(LayoutRepository layout, Descriptor descriptor, byte[] content) =>
        layout.PushBlobAsync(descriptor, _ => ValueTask.FromResult<Stream>(new MemoryStream(content)), Running.Test);

    /// <summary>Pushes an image manifest of one layer.</summary>
    public static async Task<Descriptor> PushImageAsync(
        LayoutRepository layout,
        string text,
        string? tag = null,
        Descriptor? subject = null,
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        var content = await BuildImageAsync(layout, text, subject, annotations);
        var descriptor = Descriptor.Of(MediaTypes.ImageManifest, content);
        await layout.PushManifestAsync(descriptor, content, tag, Running.Test);
        return descriptor;
    }

    public static async Task<byte[]> BuildImageAsync(
        LayoutRepository layout,
        string text,
        Descriptor? subject = null,
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        var blob = System.Text.Encoding.UTF8.GetBytes(text);
        var layer = Descriptor.Of("text/plain", blob);
        await PushBlobAsync(layout, layer, blob);
        await PushBlobAsync(layout, Descriptor.EmptyJson, Descriptor.EmptyJsonContent.ToArray());
        return ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson.Bare(), [layer], subject is null ? null : ArtifactType, subject, annotations);
    }

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public static string BlobFile(string layout, Digest digest) =>
        Path.Combine(layout, "blobs", digest.Algorithm, digest.Hex);

    /// <summary>Replaces a blob, which is read-only, by other bytes.</summary>
    public static void Damage(string layout, Digest digest, byte[] content)
    {
        var file = BlobFile(layout, digest);
        File.Delete(file);
        File.WriteAllBytes(file, content);
    }
}
