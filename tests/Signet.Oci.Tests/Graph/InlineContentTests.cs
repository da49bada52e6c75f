using Signet.Oci.Graph;
using Signet.Oci.Graph.Transfer;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;
using Signet.Oci.Tests.Remote;

namespace Signet.Oci.Tests.Graph;

/// <summary>Blobs whose descriptor brings their content along (image-spec, descriptor.md, "data").</summary>
public sealed class InlineContentTests : IDisposable
{
    private static readonly byte[] Content = "content"u8.ToArray();

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("layout", "content", 0)]
    [InlineData("layout", "contenT", 1)]
    [InlineData("layout", "conten", 1)]
    [InlineData("registry", "content", 0)]
    [InlineData("registry", "contenT", 1)]
    [InlineData("registry", "contents", 1)]
    public async Task A6_DataIsUsedWhenItIsTheContentAndElseTheBlobIsFetched(string to, string data, int fetched)
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = await places.AtAsync(to, "destination");
        var blob = await GraphLab.PushBlobAsync(source, Content);
        await PushAsync(source, blob with { Data = System.Text.Encoding.UTF8.GetBytes(data) });
        places.Registry!.Requests.Clear();

        await CopyAsync(source, destination);

        Assert.Equal(fetched, places.Registry.Requests.Of("GET", "/blobs/").Count);
        Assert.Equal(Content, await destination.FetchBlobAsync(blob, 100, Running.Test));
    }

    [Theory]
    [InlineData("layout")]
    [InlineData("registry")]
    public async Task A6_DataOfAnotherSizeThanItsDescriptorIsNoContent(string to)
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = await places.AtAsync(to, "destination");
        var blob = await GraphLab.PushBlobAsync(source, Content);
        await PushAsync(source, blob with { Data = Content, Size = Content.Length - 1 });
        places.Registry!.Requests.Clear();

        await TestContent.FailsAsync(OciError.ContentMismatch, () => CopyAsync(source, destination));

        Assert.Single(places.Registry.Requests.Of("GET", "/blobs/"));
        await TestContent.FailsAsync(OciError.NotFound, () => destination.ResolveAsync("v1", Running.Test));
    }

    [Fact]
    public async Task DataIsTakenWholeAlsoWhereAStoppedCopyLeftABeginning()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = (LayoutRepository)await places.AtAsync("layout", "destination");
        var large = new byte[1_500_000];
        new Random(3).NextBytes(large);
        var blob = await GraphLab.PushBlobAsync(source, large);
        await PushAsync(source, blob with { Data = large });
        await File.WriteAllBytesAsync(
            Path.Combine(destination.Files.IngestDirectory, $"signet-partial-sha256-{blob.Digest.Hex}"), large[..1_000_000], Running.Test);
        places.Registry!.Requests.Clear();

        await CopyAsync(source, destination);

        Assert.Empty(places.Registry.Requests.Of("GET", "/blobs/"));
        Assert.Equal(large, await destination.FetchBlobAsync(blob, large.Length, Running.Test));
    }

    [Theory]
    [InlineData("layout")]
    [InlineData("registry")]
    public async Task HashOfWhatCannotBeOpenedIsGone(string from)
    {
        await using var places = new Places(_directory);
        var source = new RepositorySource(await places.AtAsync(from, "source"));
        var missing = Descriptor.Of("text/plain", Content);
        var hash = missing.Digest.CreateHash();

        await TestContent.FailsAsync(OciError.NotFound, async () => await source.OpenAsync(missing, 0, hash, Running.Test));

        Assert.Throws<ObjectDisposedException>(() => hash.AppendData(Content));
    }

    private static Task<Descriptor> PushAsync(IRepository repository, Descriptor blob) =>
        GraphLab.ManifestAsync(repository, MediaTypes.ImageManifest, ManifestWriter.WriteImageManifest(blob, []), "v1");

    private static Task<CopyResult> CopyAsync(IRepository source, IRepository destination) =>
        GraphLab.CopyAsync(source, destination, "v1", "v1", new CopyOptions { MountsBlobs = false });
}
