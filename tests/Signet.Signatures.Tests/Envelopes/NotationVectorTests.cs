using System.Text;
using System.Text.Json.Nodes;
using Signet.Signatures.Envelopes;
using Signet.TestKit;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>Envelopes that notation made, each with the outcome it has there.</summary>
public sealed class NotationVectorTests
{
    private const string Mock = "notation-go/internal/mock/testdata/";
    private const string Timestamped = "notation-go/verifier/testdata/timestamp/sigEnv/";

    [Theory]
    [InlineData(Mock + "ca_valid_sig_env.json", SigningScheme.X509, 2, "2020-11-09T07:00:00Z", "2120-11-09T07:00:00Z")]
    [InlineData(Mock + "ca_expired_sig_env.json", SigningScheme.X509, 2, "2022-07-29T00:00:00Z", "2022-07-29T23:59:00Z")]
    [InlineData(Mock + "sa_valid_sig_env.json", SigningScheme.X509SigningAuthority, 2, "2020-11-09T07:00:00Z", "2120-11-09T07:00:00Z")]
    [InlineData(Mock + "sa_expired_sig_env.json", SigningScheme.X509SigningAuthority, 2, "2022-07-29T00:00:00Z", "2022-07-29T23:59:00Z")]
    [InlineData(Mock + "sig_env_with_metadata.json", SigningScheme.X509, 1, "2023-01-11T10:02:54-08:00", null)]
    [InlineData("notation-go/internal/testdata/jws_signature.sig", SigningScheme.X509, 1, "2023-03-14T16:10:02+08:00", null)]
    [InlineData("notation-go/internal/testdata/cose_signature.sig", SigningScheme.X509, 1, "2023-03-14T04:45:22Z", null)]
    public void Valid_envelopes_hold(string path, SigningScheme scheme, int certificates, string signingTime, string? expiry)
    {
        var content = EnvelopeLab.AssertValid(MediaType(path), Read(path));
        Assert.Equal(scheme, content.Scheme);
        Assert.Equal(certificates, content.CertificateChain.Count);
        Assert.Equal(DateTimeOffset.Parse(signingTime, null), content.SigningTime);
        Assert.Equal(DateTimeOffset.Parse(signingTime, null).Offset, content.SigningTime.Offset);
        Assert.Equal(expiry is null ? null : DateTimeOffset.Parse(expiry, null), content.Expiry);
        Assert.Equal(NotaryMediaTypes.Payload, content.ContentType);
        Assert.StartsWith("Notation/", content.SigningAgent, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(Encoding.UTF8.GetString(content.Payload.Span))!["targetArtifact"]);
        Assert.Null(content.TimestampToken);
    }

    /// <summary>A padding character stands behind the payload: no base64url, and not what was signed.</summary>
    [Theory]
    [InlineData(Mock + "ca_invalid_sig_env.json")]
    [InlineData(Mock + "sa_invalid_sig_env.json")]
    public void Envelopes_with_a_changed_payload_are_refused(string path) =>
        EnvelopeLab.AssertRefused(MediaType(path), Read(path), "jws-base64url");

    /// <summary>The same signature, the payload of another envelope.</summary>
    [Fact]
    public void Envelopes_with_the_payload_of_another_are_refused()
    {
        var envelope = JsonNode.Parse(Read(Mock + "ca_valid_sig_env.json"))!;
        envelope["payload"] = (string)JsonNode.Parse(Read("notation-go/internal/testdata/jws_signature.sig"))!["payload"]!;
        EnvelopeLab.AssertRefused(
            NotaryMediaTypes.Jws,
            Encoding.UTF8.GetBytes(envelope.ToJsonString()),
            "signature-mismatch",
            EnvelopeFaultKind.SignatureMismatch);
    }

    [Theory]
    [InlineData(Mock + "ca_plugin_sig_env.json", "plugin-name", null)]
    [InlineData(Mock + "sa_plugin_sig_env.json", "plugin-name", null)]
    [InlineData(Mock + "ca_compatible_pluginver_sig_env_0.0.9.json", "io.cncf.notary.plugin.unittest.mock", "0.0.9")]
    [InlineData(Mock + "ca_compatible_pluginver_sig_env_1.0.0-alpha.beta.json", "io.cncf.notary.plugin.unittest.mock", "1.0.0-alpha.beta")]
    [InlineData(Mock + "ca_compatible_pluginver_sig_env_1.0.0-alpha.json", "io.cncf.notary.plugin.unittest.mock", "1.0.0-alpha")]
    [InlineData(Mock + "ca_compatible_pluginver_sig_env_1.0.0.json", "io.cncf.notary.plugin.unittest.mock", "1.0.0")]
    [InlineData(Mock + "ca_incompatible_pluginver_sig_env_1.0.1.json", "io.cncf.notary.plugin.unittest.mock", "1.0.1")]
    [InlineData(Mock + "ca_incompatible_pluginver_sig_env_1.0.9.json", "io.cncf.notary.plugin.unittest.mock", "1.0.9")]
    [InlineData(Mock + "ca_incompatible_pluginver_sig_env_1.1.0-alpha.json", "io.cncf.notary.plugin.unittest.mock", "1.1.0-alpha")]
    [InlineData(Mock + "ca_incompatible_pluginver_sig_env_1.2.3.json", "io.cncf.notary.plugin.unittest.mock", "1.2.3")]
    public void The_verification_plugin_is_named(string path, string plugin, string? minVersion)
    {
        var content = EnvelopeLab.AssertValid(MediaType(path), Read(path));
        Assert.Equal(plugin, content.VerificationPlugin);
        Assert.Equal(minVersion, content.VerificationPluginMinVersion);
        Assert.All(content.ExtendedAttributes, a => Assert.True(a.IsCritical));
        Assert.Equal(minVersion is null, content.ExtendedAttributes.Any(a => a is { Key: "SomeKey", Value: "SomeValue" }));
    }

    /// <summary>The certificates' time is not the envelope's affair: the expired ones hold here too.</summary>
    [Theory]
    [InlineData(Timestamped + "jwsWithTimestamp.sig", true)]
    [InlineData(Timestamped + "jwsExpiredWithTimestamp.sig", true)]
    [InlineData(Timestamped + "coseWithTimestamp.sig", true)]
    [InlineData(Timestamped + "coseExpiredWithTimestamp.sig", true)]
    [InlineData(Timestamped + "timestampAfterNotAfter.sig", true)]
    [InlineData(Timestamped + "timestampBeforeNotBefore.sig", true)]
    [InlineData(Timestamped + "withoutTimestamp.sig", false)]
    public void The_timestamp_is_found(string path, bool hasToken)
    {
        var envelope = Read(path);
        var content = EnvelopeLab.AssertValid(MediaType(path, envelope), envelope);
        Assert.Equal(hasToken, content.TimestampToken is { Length: > 5000 } token && token.Span[0] == 0x30);
    }

    /// <summary>
    /// Taken apart and put together again, an envelope of notation is the same bytes: the order of members, of keys and
    /// of crit, the escapes and the spelling of times are all as there. (The signature is carried over.)
    /// </summary>
    [Theory]
    [InlineData("notation-go/internal/testdata/jws_signature.sig")]
    [InlineData("notation-go/internal/testdata/cose_signature.sig")]
    [InlineData(Timestamped + "jwsWithTimestamp.sig")]
    [InlineData(Timestamped + "coseWithTimestamp.sig")]
    [InlineData(Mock + "ca_compatible_pluginver_sig_env_1.0.0.json")]
    public void An_envelope_written_again_is_the_same_bytes(string path)
    {
        var envelope = Read(path);
        var mediaType = MediaType(path, envelope);
        var content = EnvelopeLab.AssertValid(mediaType, envelope);
        IEnvelopeFormat format = mediaType == NotaryMediaTypes.Jws
            ? Signatures.Envelopes.Jws.JwsFormat.Instance
            : Signatures.Envelopes.Cose.CoseFormat.Instance;
        var request = new EnvelopeRequest
        {
            Payload = content.Payload,
            Scheme = content.Scheme,
            SigningTime = content.SigningTime,
            Expiry = content.Expiry,
            // The vector lists the lowest version before the plugin's name.
            ExtendedAttributes = [.. content.ExtendedAttributes.Reverse()],
        };
        var again = format.Prepare(request, content.Algorithm).Complete(
            new(content.Signature, [.. content.CertificateChain.Select(c => c.RawDataMemory)]), content.TimestampToken, content.SigningAgent);
        Assert.Equal(Encoding.Latin1.GetString(envelope).TrimEnd('\n'), Encoding.Latin1.GetString(again));
    }

    private static byte[] Read(string path)
    {
        Vectors.SkipUnlessPresent();
        return File.ReadAllBytes(Vectors.Path(path));
    }

    private static string MediaType(string path, byte[]? envelope = null) =>
        path.Contains("cose", StringComparison.Ordinal) || envelope is [0xD2, ..] ? NotaryMediaTypes.Cose : NotaryMediaTypes.Jws;
}
