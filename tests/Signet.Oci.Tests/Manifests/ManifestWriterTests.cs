using System.Text;
using Signet.Oci.Manifests;

namespace Signet.Oci.Tests.Manifests;

public sealed class ManifestWriterTests
{
    private const string Sha = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly Descriptor Blob = Descriptor.Of("application/x", []);

    private static string OneLine(string text) => text.ReplaceLineEndings("");

    [Fact]
    public void Image_manifest_has_the_members_in_the_order_of_oras()
    {
        var bytes = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson.Bare(),
            [Blob with { Annotations = new Dictionary<string, string> { ["org.opencontainers.image.title"] = "a<b>&c+d" } }],
            "application/vnd.example",
            Blob,
            new Dictionary<string, string> { ["b"] = "2", ["a"] = "é\u2028\t" });

        Assert.Equal(
            OneLine($$$"""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                "artifactType":"application/vnd.example",
                "config":{"mediaType":"application/vnd.oci.empty.v1+json",
                "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},
                "layers":[{"mediaType":"application/x","digest":"{{{Sha}}}","size":0,
                "annotations":{"org.opencontainers.image.title":"a\u003cb\u003e\u0026c+d"}}],
                "subject":{"mediaType":"application/x","digest":"{{{Sha}}}","size":0},
                "annotations":{"a":"é\u2028\t","b":"2"}}
                """),
            Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Descriptor_has_the_members_in_the_order_of_oras()
    {
        var entry = new Descriptor
        {
            MediaType = MediaTypes.ImageManifest,
            Digest = Digest.Parse(Sha),
            Size = 7,
            Urls = ["https://example.com/?a=1&b=2"],
            Annotations = new Dictionary<string, string> { ["k"] = "v" },
            Data = [0xFB, 0xEF, 0xBE],
            Platform = new Platform { Os = "linux", OsVersion = "1", OsFeatures = ["f"], Variant = "v8" },
            ArtifactType = "a/b",
        };

        Assert.Equal(
            OneLine($$$"""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{Sha}}}","size":7,
                "urls":["https://example.com/?a=1\u0026b=2"],"annotations":{"k":"v"},"data":"++++",
                "platform":{"architecture":"","os":"linux","os.version":"1","os.features":["f"],"variant":"v8"},
                "artifactType":"a/b"}]}
                """),
            Encoding.UTF8.GetString(ManifestWriter.WriteIndex([entry])));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var bytes = ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [Blob], "a/b", Blob);
        var manifest = ManifestReader.Read(Descriptor.Of(MediaTypes.ImageManifest, bytes), bytes);

        Assert.Equal("a/b", manifest.ArtifactType);
        Assert.Equal(Blob, manifest.Subject);
        Assert.Equal("{}"u8.ToArray(), manifest.Config!.Data);
    }

    [Fact]
    public void Referrers_index_lists_each_manifest_once()
    {
        var bytes = ManifestWriter.WriteReferrersIndex([Blob, Blob with { ArtifactType = "a/b" }, Blob with { Size = 1 }]);

        Assert.Equal(2, ManifestReader.Read(Descriptor.Of(MediaTypes.ImageIndex, bytes), bytes).Manifests.Count);
    }

    [Fact]
    public void Referrer_entry_carries_type_and_annotations()
    {
        var bytes = ManifestWriter.WriteImageManifest(
            Blob, [], subject: Blob, annotations: new Dictionary<string, string> { ["k"] = "v" });
        var entry = ManifestWriter.ReferrerEntry(
            ManifestReader.Read(Descriptor.Of(MediaTypes.ImageManifest, bytes), bytes));

        Assert.Equal("application/x", entry.ArtifactType);
        Assert.Equal("v", entry.Annotations!["k"]);
    }

    [Fact]
    public void Keys_are_sorted_by_their_bytes()
    {
        var map = new Dictionary<string, string> { ["\U00010000"] = "3", ["\uE000"] = "2", ["a"] = "1", ["ab"] = "1" };
        var text = Encoding.UTF8.GetString(ManifestWriter.WriteIndex([], annotations: map));

        Assert.EndsWith("\"annotations\":{\"a\":\"1\",\"ab\":\"1\",\"\uE000\":\"2\",\"\U00010000\":\"3\"}}", text, StringComparison.Ordinal);
    }
}
