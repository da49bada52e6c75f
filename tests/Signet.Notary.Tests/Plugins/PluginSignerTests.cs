using System.Text.Json.Nodes;
using Signet.Notary.Artifacts;
using Signet.Notary.Plugins;
using Signet.Notary.Signing;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Plugins;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Notary.Tests.Plugins;

/// <summary>Artifacts and blobs signed with keys of plugins: what is asked in which order, and which failure is told.</summary>
public sealed class PluginSignerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(8));

    private readonly PluginLab _lab = new();
    private readonly MemoryRepository _repository = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task Raw_envelope_is_made_here_and_nothing_is_kept_between_two(string mediaType)
    {
        var signer = new PluginSigner(
            ShellSigner.Install(_lab, PkiLab.SigningChain(leafKey: KeySpec.Rsa2048)), "k", timeProvider: new FixedTime(Now));
        foreach (var name in new[] { "one", "two" })
        {
            var (_, content) = await SignAsync(signer, new()
            {
                Reference = _repository.AddArtifact(name).Digest.ToString(),
                EnvelopeMediaType = mediaType,
                Expiry = TimeSpan.FromHours(1),
                SigningAgent = "signet/0",
            });
            Assert.Equal("signet/0 shell-signer/0.1.0", content.SigningAgent);
            Assert.Equal((Now, Now.AddHours(1)), (content.SigningTime, content.Expiry!.Value));
        }

        const string OneSignature = "get-plugin-metadata\ndescribe-key\ngenerate-signature\n";
        Assert.Equal(OneSignature + OneSignature, _lab.Read("shell-signer", "calls"));
    }

    [Fact]
    public async Task Raw_envelope_gets_its_timestamp_here()
    {
        await using var authority = await TimestampAuthority.StartAsync(PkiLab.TimestampChain(), new FixedTime(Now));
        var signer = new PluginSigner(
            ShellSigner.Install(_lab, PkiLab.SigningChain(leafKey: KeySpec.Rsa2048)), "k", timeProvider: new FixedTime(Now));

        var (_, content) = await SignAsync(signer, Options() with { Timestamp = Client(authority) });

        Assert.True(TimestampToken.TryRead(content.TimestampToken!.Value, out var token, out var fault), fault?.Message);
        Assert.True(token.Verify(content.Signature, [authority.Root]).IsValid);
    }

    [Fact]
    public async Task Whole_envelope_cannot_get_one_and_none_is_asked_for()
    {
        await using var authority = await TimestampAuthority.StartAsync(PkiLab.TimestampChain(), new FixedTime(Now));
        var plugin = _lab.Canned("p", PluginLab.Metadata("p", PluginCapability.EnvelopeGenerator));

        await AssertRefusedAsync(
            new PluginSigner(plugin, "k"), Options() with { Timestamp = Client(authority) }, PluginFailure.NotCapable,
            "failed to sign with the plugin p: it makes whole envelopes, and a timestamp cannot be added to those");
        Assert.Equal("get-plugin-metadata\n", _lab.Read("p", "calls"));
    }

    [Fact]
    public async Task Annotations_of_the_plugin_go_into_the_signature_manifest()
    {
        var artifact = _repository.AddArtifact();
        var payload = TargetArtifact.Write(NotaryMediaTypes.Jws, artifact, new Dictionary<string, string>());
        var plugin = _lab.Canned("p", await EnvelopeAnswerAsync(
            payload, PluginCapability.EnvelopeGenerator, """{"ticket":"T-1","org.opencontainers.image.created":"1970"}"""));

        var (manifest, content) = await SignAsync(new PluginSigner(plugin, "k"), Options(artifact));

        Assert.Equal(payload, content.Payload.ToArray());
        Assert.Equal(3, manifest.Annotations.Count);
        Assert.Equal("T-1", manifest.Annotations["ticket"]);
        Assert.Equal("2026-03-03T21:06:07Z", manifest.Annotations["org.opencontainers.image.created"]);
        Assert.Equal("get-plugin-metadata\ngenerate-envelope\n", _lab.Read("p", "calls"));
    }

    /// <summary>The kind of the key is known before there is a payload, by which a blob's digest is chosen.</summary>
    [Theory]
    [InlineData(PluginCapability.RawSignatureGenerator)]
    [InlineData(PluginCapability.BlobEnvelopeGenerator)]
    public async Task Session_for_a_blob_knows_the_kind_of_the_key(string capability)
    {
        var payload = TargetArtifact.Write(
            NotaryMediaTypes.Jws, Descriptor.Of("application/octet-stream", "a blob"u8.ToArray()), new Dictionary<string, string>());
        var isRaw = capability == PluginCapability.RawSignatureGenerator;
        var plugin = isRaw
            ? ShellSigner.Install(_lab, PkiLab.SigningChain(leafKey: KeySpec.Rsa2048))
            : _lab.Canned("p", await EnvelopeAnswerAsync(payload, capability, "null"));

        var session = await new PluginSigner(plugin, "k").OpenAsync(SigningTarget.Blob, new(), Token);
        Assert.Equal(isRaw ? KeySpec.Rsa2048 : KeySpec.Ec256, session.KeySpec);
        var signed = await session.SignAsync(payload, Token);

        Assert.Equal(payload, signed.Content.Payload.ToArray());
        Assert.Equal(
            $"get-plugin-metadata\ndescribe-key\n{(isRaw ? "generate-signature" : "generate-envelope")}\n",
            _lab.Read(plugin.Name, "calls"));
    }

    [Theory]
    [InlineData(SigningTarget.Artifact, "plugin does not have signing capabilities")]
    [InlineData(SigningTarget.Blob, "the plugin \"p\" lacks the signature generator capability required for blob signing")]
    public async Task Plugin_that_cannot_sign_is_said_to_be_one(SigningTarget target, string message)
    {
        var plugin = _lab.Canned("p", PluginLab.Metadata("p", PluginCapability.TrustedIdentityVerifier));
        var e = await Assert.ThrowsAsync<PluginCallException>(
            () => new PluginSigner(plugin, "k").OpenAsync(target, new(), Token));
        Assert.Equal((PluginFailure.NotCapable, message), (e.Failure, e.Message));
    }

    [Fact]
    public async Task Failure_names_the_plugin_and_keeps_what_it_said()
    {
        var plugin = _lab.Canned(
            "p", errors: """{"errorCode":"ACCESS_DENIED","errorMessage":"no","errorMetadata":{"request":"r-1"}}""", exitCode: 1);
        var e = await AssertRefusedAsync(
            new PluginSigner(plugin, "k"), Options(), PluginFailure.Refused, "failed to sign with the plugin p: no");
        Assert.Equal((PluginErrorCode.AccessDenied, "r-1"), (e.Code, e.Metadata["request"]));
    }

    [Fact]
    public async Task Chain_that_may_not_sign_is_the_plugins_failure_too()
    {
        var plugin = PythonSigner.Install(_lab, PkiLab.SigningChain(), mode: "leaf");
        var e = await Assert.ThrowsAsync<SigningException>(() => SignAsync(new PluginSigner(plugin, "k"), Options()));
        Assert.StartsWith("failed to sign with the plugin python-signer: ", e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Fault);
        AssertNothingPushed();
    }

    /// <summary>Both run at once; the plugin is at it, or has failed already, when the registry says no.</summary>
    [Theory]
    [InlineData("cat > /dev/null; echo $$ > \"$here/pid\"; exec sleep 3600")]
    [InlineData("cat > /dev/null; echo $$ > \"$here/pid\"; exit 1")]
    public async Task H3_failure_to_resolve_wins_and_ends_the_plugin(string script)
    {
        var plugin = _lab.Shell("p", script);
        var artifact = _repository.AddArtifact();
        _repository.Delays[artifact.Digest] = FileAsync(_lab.PathOf("p", "pid"));
        _repository.Failures[artifact.Digest] = new OciException(OciError.NotFound, "gone");

        var e = await Assert.ThrowsAsync<OciException>(() => SignAsync(new PluginSigner(plugin, "k"), Options(artifact)));

        Assert.Equal("failed to get manifest descriptor: gone", e.Message);
        await _lab.AssertEndedAsync("p", "pid");
    }

    [Fact]
    public async Task H3_cancelling_ends_the_plugin()
    {
        var plugin = _lab.Shell("p", "cat > /dev/null; echo $$ > \"$here/pid\"; exec sleep 3600");
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var signing = new ArtifactSigner(_repository, new PluginSigner(plugin, "k")).SignAsync(Options(), cancelling.Token);
        await FileAsync(_lab.PathOf("p", "pid"));

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signing);
        await _lab.AssertEndedAsync("p", "pid");
        AssertNothingPushed();
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("a=1", "", "a=1")]
    [InlineData("", "a=2", "a=2")]
    [InlineData("a=1 b=1", "b=2 c=3", "a=1 b=2 c=3")]
    [InlineData("a=1", "A=2", "A=2 a=1")]
    public void Settings_of_the_call_win(string ofKey, string ofCall, string merged) => Assert.Equal(
        Settings(merged).OrderBy(s => s.Key, StringComparer.Ordinal),
        PluginSigner.MergeConfig(Settings(ofKey), Settings(ofCall)).OrderBy(s => s.Key, StringComparer.Ordinal));

    [Theory]
    [InlineData("", null)]
    [InlineData("a=1", """{"a":"1"}""")]
    public async Task Settings_are_sent_when_there_are_any(string settings, string? sent)
    {
        var plugin = _lab.Canned("p", exitCode: 1);
        await Assert.ThrowsAsync<PluginCallException>(
            () => new PluginSigner(plugin, "k", Settings(settings)).OpenAsync(SigningTarget.Artifact, new(), Token));
        Assert.Equal(sent, JsonNode.Parse(_lab.Read("p", "request"))!["pluginConfig"]?.ToJsonString());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> Settings(string text) => text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=')).ToDictionary(s => s[0], s => s[1]);

    private static TimestampClient Client(TimestampAuthority authority) => new(new TimestampOptions
    {
        Url = new(authority.Url),
        Roots = [authority.Root],
        TimeProvider = new FixedTime(Now),
    });

    private SignOptions Options(Descriptor? artifact = null) =>
        new() { Reference = (artifact ?? _repository.AddArtifact()).Digest.ToString() };

    /// <summary>All that a plugin is asked on the way to an envelope, in one answer.</summary>
    private static async Task<string> EnvelopeAnswerAsync(byte[] payload, string capability, string annotations)
    {
        using var provider = PkiLab.SigningChain().CreateProvider();
        var envelope = await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Jws, new() { Payload = payload, SigningTime = Now }, provider, Token);
        var answer = JsonNode.Parse(PluginLab.Metadata("p", capability))!.AsObject();
        answer["keyId"] = "k";
        answer["keySpec"] = "EC-256";
        answer["signatureEnvelope"] = Convert.ToBase64String(envelope);
        answer["signatureEnvelopeType"] = NotaryMediaTypes.Jws;
        answer["annotations"] = JsonNode.Parse(annotations);
        return answer.ToJsonString();
    }

    private async Task<(Manifest Manifest, EnvelopeContent Content)> SignAsync(PluginSigner signer, SignOptions options)
    {
        var signed = await new ArtifactSigner(_repository, signer).SignAsync(options, Token);
        var manifest = ManifestReader.Read(signed.SignatureManifest, _repository.ContentOf(signed.SignatureManifest.Digest));
        var layer = Assert.Single(manifest.Layers);
        return (manifest, SignatureEnvelope.Verify(layer.MediaType, _repository.ContentOf(layer.Digest)).Content!);
    }

    private async Task<PluginCallException> AssertRefusedAsync(
        PluginSigner signer, SignOptions options, PluginFailure failure, string message)
    {
        var e = await Assert.ThrowsAsync<PluginCallException>(() => SignAsync(signer, options));
        Assert.Equal(failure, e.Failure);
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        AssertNothingPushed();
        return e;
    }

    private void AssertNothingPushed() =>
        Assert.DoesNotContain(_repository.Requests, r => r.StartsWith("push", StringComparison.Ordinal));

    private static async Task FileAsync(string path)
    {
        while (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            await Task.Delay(10, Token);
        }
    }
}
