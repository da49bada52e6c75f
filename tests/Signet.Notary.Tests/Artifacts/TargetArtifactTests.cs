using System.Text;
using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Signatures;

namespace Signet.Notary.Tests.Artifacts;

public class TargetArtifactTests
{
    private const string Hex = "60043cf45eaebc4c0867fea485a039b598f52fd09fd5b07b0b2d2f88fad9d74e";

    private static readonly Descriptor Artifact = new()
    {
        MediaType = "application/vnd.docker.distribution.manifest.v2+json",
        Digest = Digest.Parse($"sha256:{Hex}"),
        Size = 528,
        Annotations = new Dictionary<string, string> { ["not"] = "signed" },
    };

    private static readonly Dictionary<string, string> Metadata = new()
    {
        ["z"] = "<a&b>",
        ["b+"] = "1+1 \"ü\"\u2028",
        ["\U0001F600"] = "above",
        ["\uFFFD"] = "below",
    };

    [Fact]
    public void Jws_payload_has_sorted_members_and_Go_escapes()
    {
        var payload = Encoding.UTF8.GetString(TargetArtifact.Write(NotaryMediaTypes.Jws, Artifact, Metadata));

        Assert.Equal(
            "{\"targetArtifact\":{\"annotations\":{\"b+\":\"1+1 \\\"ü\\\"\\u2028\",\"z\":\"\\u003ca\\u0026b\\u003e\","
            + "\"\uFFFD\":\"below\",\"\U0001F600\":\"above\"},"
            + $"\"digest\":\"sha256:{Hex}\",\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\","
            + "\"size\":528}}",
            payload);
    }

    [Fact]
    public void Cose_payload_has_the_members_in_the_order_of_the_descriptor()
    {
        var payload = Encoding.UTF8.GetString(
            TargetArtifact.Write(NotaryMediaTypes.Cose, Artifact, new Dictionary<string, string> { ["k"] = "v" }));

        Assert.Equal(
            "{\"targetArtifact\":{\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\","
            + $"\"digest\":\"sha256:{Hex}\",\"size\":528,\"annotations\":{{\"k\":\"v\"}}}}}}",
            payload);
    }

    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public void What_is_written_is_read_back(string mediaType)
    {
        Assert.True(TargetArtifact.TryRead(TargetArtifact.Write(mediaType, Artifact, Metadata), out var read, out _));

        Assert.True(read.NamesSameContent(Artifact));
        Assert.Equal(Metadata, read.Annotations!);
    }

    [Fact]
    public void Unknown_members_are_ignored()
    {
        const string payload =
            "{\"other\":[1],\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex
            + "\",\"size\":1,\"artifactType\":\"t\"}}";

        Assert.True(TargetArtifact.TryRead(Encoding.UTF8.GetBytes(payload), out var read, out _));
        Assert.Equal("m", read.MediaType);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"targetArtifact\":null}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:00\",\"size\":1}}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":null,\"size\":1}}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex + "\",\"size\":1.5}}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex + "\",\"size\":\"1\"}}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex + "\",\"size\":1,\"annotations\":[]}}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex + "\",\"size\":1,\"annotations\":{\"a\":1}}}")]
    public void What_is_no_descriptor_is_refused(string payload)
    {
        Assert.False(TargetArtifact.TryRead(Encoding.UTF8.GetBytes(payload), out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex + "\",\"size\":1,\"Size\":2}}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"mediaType\":\"n\",\"digest\":\"sha256:" + Hex + "\",\"size\":1}}")]
    [InlineData("{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex + "\",\"size\":1}} {}")]
    [InlineData("\uFEFF{\"targetArtifact\":{\"mediaType\":\"m\",\"digest\":\"sha256:" + Hex + "\",\"size\":1}}")]
    public void A16_PayloadThatTwoReadersWouldReadDifferently(string payload) =>
        Assert.False(TargetArtifact.TryRead(Encoding.UTF8.GetBytes(payload), out _, out _));
}
