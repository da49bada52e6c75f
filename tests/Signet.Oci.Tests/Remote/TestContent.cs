using Signet.Oci.Manifests;
using Signet.Oci.Remote;

namespace Signet.Oci.Tests.Remote;

/// <summary>Small artifacts for tests against a registry.</summary>
internal static class TestContent
{
    public const string SignatureType = "application/vnd.cncf.notary.signature";

    /// <summary>Retries without the waits a person would notice.</summary>
    public static RetryOptions QuickRetries { get; } = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(2),
        MaxDelay = TimeSpan.FromMilliseconds(10),
    };

    /// <summary>A client with quick retries; <paramref name="change"/> adjusts the options.</summary>
    public static RegistryClient Client(Func<RegistryClientOptions, RegistryClientOptions>? change = null)
    {
        var options = new RegistryClientOptions { Retry = QuickRetries };
        return new RegistryClient(change is null ? options : change(options));
    }

    /// <summary>Pushes an artifact of one layer and returns its manifest.</summary>
    public static async Task<Descriptor> PushArtifactAsync(RemoteRepository repository, string tag, string text = "content")
    {
        var layer = System.Text.Encoding.UTF8.GetBytes(text);
        var layerDescriptor = Descriptor.Of("text/plain", layer);
        await PushAsync(repository, layerDescriptor, layer);
        await PushAsync(repository, Descriptor.EmptyJson, Descriptor.EmptyJsonContent);
        var manifest = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson.Bare(), [layerDescriptor], artifactType: "application/vnd.example.app");
        var descriptor = Descriptor.Of(MediaTypes.ImageManifest, manifest);
        await repository.PushManifestAsync(descriptor, manifest, tag, Running.Test);
        return descriptor;
    }

    /// <summary>A signature-like manifest that refers to <paramref name="subject"/>; its config must be pushed.</summary>
    public static (Descriptor Descriptor, byte[] Content) Referrer(
        Descriptor subject, string name, string artifactType = SignatureType)
    {
        var content = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson.Bare(),
            [],
            artifactType,
            subject.Bare(),
            new Dictionary<string, string> { ["com.example.name"] = name });
        return (Descriptor.Of(MediaTypes.ImageManifest, content), content);
    }

    public static Task PushAsync(RemoteRepository repository, Descriptor descriptor, ReadOnlyMemory<byte> content) =>
        repository.PushBlobAsync(descriptor, _ => ValueTask.FromResult<Stream>(new MemoryStream(content.ToArray())), Running.Test);

    public static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> source)
    {
        var list = new List<T>();
        await foreach (var item in source.WithCancellation(Running.Test))
        {
            list.Add(item);
        }

        return list;
    }

    /// <summary>The failure of <paramref name="action"/>, which must be an <see cref="OciException"/> of this kind.</summary>
    public static async Task<OciException> FailsAsync(OciError error, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<OciException>(action);
        Assert.True(error == failure.Error, $"expected {error}, was {failure.Error}: {failure.Message}");
        return failure;
    }
}
