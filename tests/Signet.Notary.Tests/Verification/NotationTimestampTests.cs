using System.Text.Json;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;
using Signet.TestKit;

namespace Signet.Notary.Tests.Verification;

/// <summary>
/// Timestamped envelopes that notation-go made, with a public authority's tokens. Its tests replace the revocation check by
/// one that always passes; here nobody is asked, so that a good timestamp comes as far as that and no further.
/// </summary>
public sealed class NotationTimestampTests : IDisposable
{
    private const string Envelopes = "notation-go/verifier/testdata/timestamp/sigEnv/";
    private const string Stores = "notation-go/verifier/testdata/truststore/x509/tsa/";

    private readonly VerificationLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("jwsWithTimestamp.sig")]
    [InlineData("coseWithTimestamp.sig")]
    [InlineData("jwsExpiredWithTimestamp.sig")]
    [InlineData("coseExpiredWithTimestamp.sig")]
    public async Task Good_timestamp_holds_up_to_the_revocation_of_its_authority(string file)
    {
        var verdict = await VerifyAsync(file, "test-timestamp/globalsignRoot.cer");

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        var check = VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Undetermined);
        Assert.NotNull(check.Timestamp);
        Assert.Equal(3, check.Revocation!.Certificates.Count);
        Assert.Contains("revocation status is unknown", check.Message, StringComparison.Ordinal);
        VerdictAssert.Check(verdict, "descriptor", CheckStatus.Passed);
    }

    [Theory]
    [InlineData("jwsWithTimestamp.sig", "test-mismatch/DigiCertTSARootSHA384.cer", VerdictKind.Untrusted, "failed to verify the timestamp countersignature with error: ")]
    [InlineData("timestampBeforeNotBefore.sig", "test-timestamp/globalsignRoot.cer", VerdictKind.Expired, "timestamp can be before certificate \"CN=testTSA,O=Notary,L=Seattle,ST=WA,C=US\" validity period, it will be valid from \"Fri, 18 Sep 2099 11:54:34 +0000\"")]
    [InlineData("timestampAfterNotAfter.sig", "test-timestamp/globalsignRoot.cer", VerdictKind.Expired, "timestamp can be after certificate \"CN=testTSA,O=Notary,L=Seattle,ST=WA,C=US\" validity period, it was expired at \"Tue, 18 Sep 2001 11:54:34 +0000\"")]
    [InlineData("withoutTimestamp.sig", "test-timestamp/globalsignRoot.cer", VerdictKind.Untrusted, "no timestamp countersignature was found in the signature envelope")]
    [InlineData("jwsWithTimestamp.sig", "test-nonCA/wabbit-networks.io.crt", VerdictKind.Untrusted, "failed to load tsa trust store with error: ")]
    [InlineData("jwsWithTimestamp.sig", "test-nonSelfIssued/nonSelfIssued.crt", VerdictKind.Untrusted, "failed to load tsa trust store with error: ")]
    public async Task Bad_timestamp_fails_in_the_words_of_notation(string file, string root, VerdictKind expected, string words)
    {
        var verdict = await VerifyAsync(file, root);

        VerdictAssert.Kind(expected, verdict);
        Assert.StartsWith(
            words, VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Failed).Message, StringComparison.Ordinal);
    }

    private async Task<Verdict> VerifyAsync(string file, string root)
    {
        Vectors.SkipUnlessPresent();
        var envelope = Vectors.Read(Envelopes + file);
        var mediaType = envelope[0] == '{' ? NotaryMediaTypes.Jws : NotaryMediaTypes.Cose;
        var content = SignatureEnvelope.ReadWithoutVerifying(mediaType, envelope).Content!;
        using var payload = JsonDocument.Parse(content.Payload);
        var target = payload.RootElement.GetProperty("targetArtifact");
        var artifact = new Descriptor
        {
            MediaType = target.GetProperty("mediaType").GetString()!,
            Digest = Digest.Parse(target.GetProperty("digest").GetString()!),
            Size = target.GetProperty("size").GetInt64(),
        };
        _lab.Repository.OnResolve = _ => artifact;
        _lab.Store("ca", "test", content.CertificateChain[^1]);
        _lab.Store("tsa", "test", CertificateFile.Read(Vectors.Read(Stores + root))[0]);
        _lab.TrustStores = "\"ca:test\", \"tsa:test\"";
        _lab.Options = _lab.Options with { Revocation = new(new() { Transport = null, Caches = [] }) };
        await _lab.AttachAsync([_lab.Repository.AddBlob(mediaType, envelope)], subject: artifact);
        return await _lab.VerifyAsync(artifact.Digest.ToString());
    }
}
