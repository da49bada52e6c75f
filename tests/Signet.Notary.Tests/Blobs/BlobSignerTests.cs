using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Signet.Notary.Blobs;
using Signet.Notary.Plugins;
using Signet.Notary.Tests.Plugins;
using Signet.Plugins;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Blobs;

public sealed class BlobSignerTests : IDisposable
{
    private readonly BlobLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Payload_is_byte_for_byte_what_notation_writes()
    {
        var signed = await _lab.SignAsync(new()
        {
            MediaType = "text/plain; charset=utf-8",
            UserMetadata = new Dictionary<string, string> { ["build"] = "42" },
        });

        var digest = Convert.ToHexStringLower(SHA256.HashData(_lab.Content));
        Assert.Equal(
            "{\"targetArtifact\":{\"annotations\":{\"build\":\"42\"},\"digest\":\"sha256:" + digest + "\","
            + "\"mediaType\":\"text/plain; charset=utf-8\",\"size\":17}}",
            System.Text.Encoding.UTF8.GetString(signed.Signature.Content.Payload.Span));
        Assert.Equal($"sha256:{digest}", signed.Blob.Digest.ToString());
        Assert.Equal(("text/plain; charset=utf-8", 17L), (signed.Blob.MediaType, signed.Blob.Size));
        Assert.Null(signed.Blob.Annotations);
    }

    [Fact]
    public async Task Default_media_type_is_that_of_bytes_and_an_empty_blob_is_one()
    {
        _lab.Content = [];
        var signed = await _lab.SignAsync();
        Assert.Equal(("application/octet-stream", 0L), (signed.Blob.MediaType, signed.Blob.Size));
        Assert.True((await _lab.VerifyAsync(BlobLab.SignatureOf(signed))).IsAccepted);
    }

    [Fact]
    public async Task Signing_begins_where_the_stream_stands_and_tells_how_far_it_is()
    {
        using var content = new MemoryStream(new byte[3_000_000]) { Position = 1_000_000 };
        var progress = new Reports();
        var signed = await _lab.SignAsync(new() { Progress = progress }, content: content);
        Assert.Equal(2_000_000, signed.Blob.Size);
        Assert.Equal([1_048_576, 2_000_000], progress.Values);
    }

    [Theory]
    [InlineData("", 0, null, "content media-type cannot be empty")]
    [InlineData("text", 0, null, "invalid content media-type \"text\": there is no \"/\" between type and subtype")]
    [InlineData("a/b", -1, null, "expiry duration cannot be a negative value")]
    [InlineData("a/b", 1.5, null, "expiry duration supports minimum granularity of seconds")]
    [InlineData("a/b", 0, "io.cncf.notary.x", "error adding user metadata: metadata key io.cncf.notary.x has reserved prefix io.cncf.notary")]
    public async Task Options_that_break_a_rule_are_refused_before_a_byte_is_read(
        string mediaType, double expiry, string? key, string message)
    {
        using var content = new MemoryStream(_lab.Content);
        var e = await Assert.ThrowsAsync<SigningException>(() => _lab.SignAsync(
            new()
            {
                MediaType = mediaType,
                UserMetadata = key is null ? new Dictionary<string, string>() : new() { [key] = "v" },
                Envelope = new() { Expiry = TimeSpan.FromSeconds(expiry) },
            },
            content: content));
        Assert.Equal(message, e.Message);
        Assert.Equal(0, content.Position);
    }

    [Fact]
    public async Task Content_that_cannot_be_read_to_its_end_is_not_signed()
    {
        using var broken = new OddStream(_lab.Content, _ => 4) { FailsAt = 8 };
        await Assert.ThrowsAsync<IOException>(() => _lab.SignAsync(content: broken));
    }

    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task Plugin_signs_blobs(string mediaType)
    {
        using var plugins = new PluginLab();
        using var lab = new BlobLab(PkiLab.SigningChain(leafKey: KeySpec.Ec384, name: "plugin"));
        var signer = new PluginSigner(PythonSigner.Install(plugins, lab.Trusted), "k", timeProvider: new FixedTime(BlobLab.Now));

        var signed = await new BlobSigner(signer).SignAsync(
            new MemoryStream(lab.Content), new() { Envelope = new() { MediaType = mediaType } }, Token);

        Assert.Equal("sha384", signed.Blob.Digest.Algorithm);
        Assert.True((await lab.VerifyAsync(BlobLab.SignatureOf(signed))).IsAccepted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Plugin_makes_whole_envelopes_of_blobs_and_of_no_other(bool isOfThisBlob)
    {
        using var plugins = new PluginLab();
        var envelope = (await _lab.SignAsync()).Signature.Envelope;
        var answer = JsonNode.Parse(PluginLab.Metadata("p", PluginCapability.BlobEnvelopeGenerator))!.AsObject();
        answer["keyId"] = "k";
        answer["keySpec"] = "EC-256";
        answer["signatureEnvelope"] = Convert.ToBase64String(envelope.ToArray());
        answer["signatureEnvelopeType"] = NotaryMediaTypes.Jws;
        var signer = new BlobSigner(new PluginSigner(plugins.Canned("p", answer.ToJsonString()), "k"));

        var signing = signer.SignAsync(new MemoryStream(isOfThisBlob ? _lab.Content : "other"u8.ToArray()), new(), Token);

        if (isOfThisBlob)
        {
            Assert.True((await _lab.VerifyAsync(BlobLab.SignatureOf(await signing))).IsAccepted);
        }
        else
        {
            Assert.Equal(PluginFailure.NotAuthentic, (await Assert.ThrowsAsync<PluginCallException>(() => signing)).Failure);
        }

        Assert.Equal("get-plugin-metadata\ndescribe-key\ngenerate-envelope\n", plugins.Read("p", "calls"));
    }

    /// <summary>The capability for artifacts is none for blobs, and the blob is not read for nothing.</summary>
    [Fact]
    public async Task Plugin_without_the_capability_is_refused_before_a_byte_is_read()
    {
        using var plugins = new PluginLab();
        using var content = new MemoryStream(_lab.Content);
        var plugin = plugins.Canned("p", PluginLab.Metadata("p", PluginCapability.EnvelopeGenerator));
        var e = await Assert.ThrowsAsync<PluginCallException>(
            () => new BlobSigner(new PluginSigner(plugin, "k")).SignAsync(content, new(), Token));
        Assert.Equal("the plugin \"p\" lacks the signature generator capability required for blob signing", e.Message);
        Assert.Equal(0, content.Position);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private sealed class Reports : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
