using System.Text;
using Signet.Oci.Manifests;

namespace Signet.Oci.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string Blob =
        """{"mediaType":"application/x","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}""";

    private static Manifest Read(string mediaType, string json) => Read(mediaType, Encoding.UTF8.GetBytes(json));

    private static Manifest Read(string mediaType, byte[] content) =>
        ManifestReader.Read(Descriptor.Of(mediaType, content), content);

    private static OciException Refuse(string mediaType, string json) =>
        Assert.Throws<OciException>(() => Read(mediaType, json));

    [Theory]
    [InlineData(MediaTypes.ImageManifest)]
    [InlineData(MediaTypes.DockerManifest)]
    public void Image_manifest_has_config_and_layers(string mediaType)
    {
        var manifest = Read(mediaType, $$"""{"schemaVersion":2,"mediaType":"{{mediaType}}","config":{{Blob}},"layers":[{{Blob}},{{Blob}}]}""");

        Assert.Equal("application/x", manifest.Config!.MediaType);
        Assert.Equal(2, manifest.Layers.Count);
        Assert.Empty(manifest.Manifests);
    }

    [Theory]
    [InlineData(MediaTypes.ImageIndex)]
    [InlineData(MediaTypes.DockerManifestList)]
    public void Index_has_manifests_with_platforms(string mediaType)
    {
        var entry = Blob[..^1] + ""","platform":{"architecture":"arm64","os":"linux","variant":"v8"}}""";
        var manifest = Read(mediaType, $$"""{"schemaVersion":2,"manifests":[{{entry}}]}""");

        Assert.Equal(new Platform { Architecture = "arm64", Os = "linux", Variant = "v8" }, manifest.Manifests[0].Platform);
    }

    [Fact]
    public void Artifact_manifest_has_blobs_as_layers()
    {
        var manifest = Read(
            MediaTypes.ArtifactManifest,
            $$"""{"mediaType":"{{MediaTypes.ArtifactManifest}}","artifactType":"a/b","blobs":[{{Blob}}],"subject":{{Blob}},"annotations":{"k":"v"} }""");

        Assert.Single(manifest.Layers);
        Assert.Equal("a/b", manifest.EffectiveArtifactType);
        Assert.NotNull(manifest.Subject);
        Assert.Equal("v", manifest.Annotations["k"]);
    }

    [Fact]
    public void Artifact_type_falls_back_to_the_type_of_the_configuration()
    {
        var manifest = Read(MediaTypes.ImageManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[]}""");

        Assert.Null(manifest.ArtifactType);
        Assert.Equal("application/x", manifest.EffectiveArtifactType);
    }

    [Fact]
    public void Docker_manifest_has_no_subject()
    {
        var manifest = Read(MediaTypes.DockerManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"subject":{{Blob}},"layers":[]}""");

        Assert.Null(manifest.Subject);
    }

    [Fact]
    public void A10_NullManifestsIsAnEmptyIndex_MissingManifestsIsNone()
    {
        Assert.Empty(Read(MediaTypes.ImageIndex, """{"schemaVersion":2,"manifests":null}""").Manifests);
        Assert.Equal(OciError.Malformed, Refuse(MediaTypes.ImageIndex, """{"schemaVersion":2}""").Error);
    }

    [Fact]
    public void A6_ContentMustHaveTheDescriptorsDigestSizeAndMediaType()
    {
        var content = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.ImageIndex}}","manifests":[]}""");
        var descriptor = Descriptor.Of(MediaTypes.ImageIndex, content);

        foreach (var lie in new[]
        {
            descriptor with { Size = descriptor.Size + 1 },
            descriptor with { Digest = Digest.Sha256("other"u8) },
            descriptor with { MediaType = MediaTypes.DockerManifestList },
            descriptor with { MediaType = MediaTypes.ImageManifest },
        })
        {
            var e = Assert.Throws<OciException>(() => ManifestReader.Read(lie, content));
            Assert.Equal(OciError.ContentMismatch, e.Error);
        }
    }

    [Fact]
    public void A15_DockerBytesAreNeverReEncoded()
    {
        // Layout, order and spacing as docker writes them; a re-encoding would change the digest.
        var content = Encoding.UTF8.GetBytes(
            $$"""
            {
               "schemaVersion": 2,
               "mediaType": "{{MediaTypes.DockerManifest}}",
               "config": {{Blob}},
               "layers": [ ]
            }
            """);
        var manifest = Read(MediaTypes.DockerManifest, content);

        Assert.Equal(content, manifest.Content.ToArray());
        Assert.Equal(Digest.Sha256(content), manifest.Descriptor.Digest);
        Assert.Equal(MediaTypes.DockerManifest, manifest.MediaType);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"manifests":[],"manifests":[]}""", "occurs twice")]
    [InlineData("""{"schemaVersion":2,"manifests":[],"Manifests":[]}""", "occurs twice")]
    [InlineData("""{"schemaVersion":2,"manifests":[],"\u006danifests":[]}""", "occurs twice")]
    [InlineData("""{"schemaVersion":2,"Manifests":[]}""", "must be written \"manifests\"")]
    [InlineData("""{"schemaVersion":2,"manifests":[],"Subject":{}}""", "must be written \"subject\"")]
    [InlineData("""{"schemaVersion":2,"manifests":[],"\u017fubject":{}}""", "must be written \"subject\"")]
    [InlineData("""{"schemaVersion":2,"manifests":[]} {}""", "")]
    [InlineData("""{"schemaVersion":2,"manifests":[],}""", "")]
    [InlineData("""{"schemaVersion":2,/* c */"manifests":[]}""", "")]
    [InlineData("\uFEFF{\"schemaVersion\":2,\"manifests\":[]}", "byte order mark")]
    [InlineData("", "")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    public void A16_AmbiguousDocumentIsRefused(string json, string reason)
    {
        var e = Refuse(MediaTypes.ImageIndex, json);

        Assert.Equal(OciError.Malformed, e.Error);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A16_AnnotationsMayDifferInCaseOnly()
    {
        var index = Read(MediaTypes.ImageIndex, """{"schemaVersion":2,"manifests":[],"annotations":{"a":"1","A":"2"}}""");

        Assert.Equal("2", index.Annotations["A"]);
        Refuse(MediaTypes.ImageIndex, """{"schemaVersion":2,"manifests":[],"annotations":{"a":"1","a":"2"}}""");
    }

    [Fact]
    public void A16_InvalidUtf8AndUnpairedSurrogatesAreRefused()
    {
        byte[] invalid = [.. "{\"schemaVersion\":2,\"manifests\":[],\"artifactType\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.Equal(OciError.Malformed, Assert.Throws<OciException>(() => Read(MediaTypes.ImageIndex, invalid)).Error);
        Assert.Equal(
            OciError.Malformed,
            Refuse(MediaTypes.ImageIndex, """{"schemaVersion":2,"manifests":[],"artifactType":"\ud800"}""").Error);
    }

    [Theory]
    [InlineData("\"size\":0", "\"size\":-1", "negative")]
    [InlineData("\"size\":0", "\"size\":1.5", "whole number")]
    [InlineData("\"size\":0", "\"size\":99999999999999999999", "whole number")]
    [InlineData("\"size\":0", "\"size\":\"0\"", "whole number")]
    [InlineData(",\"size\":0", "", "size is missing")]
    [InlineData("sha256:e3b0", "sha256:E3B0", "digest")]
    [InlineData("sha256:e3b0", "sha256:../../e3b0", "digest")]
    [InlineData("sha256:e3b0", "md5:e3b0", "digest")]
    [InlineData("application/x", "", "media type")]
    [InlineData("application/x", "a\\r\\nHost: b", "media type")]
    [InlineData("\"size\":0", "\"size\":0,\"annotations\":{\"a\":1}", "not a JSON string")]
    [InlineData("\"size\":0", "\"size\":0,\"urls\":\"u\"", "not a JSON array")]
    [InlineData("\"size\":0", "\"size\":0,\"data\":\"*\"", "not base64")]
    public void Bad_descriptor_is_refused_with_its_place(string good, string bad, string reason)
    {
        var e = Refuse(
            MediaTypes.ImageIndex,
            $$"""{"schemaVersion":2,"manifests":[{{Blob}},{{Blob.Replace(good, bad, StringComparison.Ordinal)}}]}""");

        Assert.Equal(OciError.Malformed, e.Error);
        Assert.Contains("manifest.manifests[1]", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MediaTypes.ImageManifest, "manifests")]
    [InlineData(MediaTypes.DockerManifest, "manifests")]
    [InlineData(MediaTypes.ImageIndex, "layers")]
    [InlineData(MediaTypes.DockerManifestList, "config")]
    public void Document_of_two_kinds_is_refused(string mediaType, string foreign)
    {
        var json = MediaTypes.IsIndex(mediaType)
            ? $$"""{"schemaVersion":2,"manifests":[],"{{foreign}}":[]}"""
            : $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[],"{{foreign}}":[]}""";

        Assert.Equal(OciError.Malformed, Refuse(mediaType, json).Error);
    }

    [Fact]
    public void A3_SizeAndCountAndDepthAreBounded()
    {
        var limits = new OciLimits { ManifestEntries = 2, ManifestBytes = 1024 };
        var many = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{Blob}},{{Blob}},{{Blob}}]}""");
        var large = new byte[1025];
        var deep = Encoding.UTF8.GetBytes(
            """{"schemaVersion":2,"manifests":[],"x":""" + new string('[', 100) + new string(']', 100) + "}");

        OciError ErrorOf(byte[] content) => Assert.Throws<OciException>(
            () => ManifestReader.Read(Descriptor.Of(MediaTypes.ImageIndex, content), content, limits)).Error;

        Assert.Equal(OciError.LimitExceeded, ErrorOf(many));
        Assert.Equal(OciError.LimitExceeded, ErrorOf(large));
        Assert.Equal(OciError.Malformed, ErrorOf(deep));
    }
}
