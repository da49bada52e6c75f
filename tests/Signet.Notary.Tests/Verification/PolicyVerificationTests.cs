using Signet.Notary.Verification;
using Signet.Signatures;

namespace Signet.Notary.Tests.Verification;

public sealed class PolicyVerificationTests : IDisposable
{
    private readonly VerificationLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(NotaryMediaTypes.Jws, true)]
    [InlineData(NotaryMediaTypes.Jws, false)]
    [InlineData(NotaryMediaTypes.Cose, true)]
    [InlineData(NotaryMediaTypes.Cose, false)]
    public async Task Trusted_signature_is_accepted_by_digest_and_by_tag(string mediaType, bool byDigest)
    {
        await _lab.SignAsync(mediaType: mediaType, metadata: new Dictionary<string, string> { ["k"] = "v" });

        var verdict = await _lab.VerifyAsync(byDigest ? null : "v1");

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.True(verdict.IsAccepted);
        var resolved = $"{VerificationLab.RepositoryName}@{_lab.Artifact.Digest}";
        Assert.Equal(resolved, verdict.ResolvedReference);
        Assert.Equal(byDigest ? resolved : $"{VerificationLab.RepositoryName}:v1", verdict.Reference);
        Assert.Equal($"Successfully verified signature for {resolved}", verdict.Summary);
        Assert.Equal("test-policy", verdict.Policy!.Statement.Name);
        Assert.Equal(VerificationLab.Now, verdict.Time);
        Assert.Equal(_lab.Artifact, verdict.Artifact);
        Assert.Equal("v", Assert.Single(verdict.UserMetadata).Value);
        Assert.Same(Assert.Single(verdict.Signatures), verdict.TrustedSignature);
        Assert.Equal(
            [
                "integrity", "authenticity.trust-store", "authenticity.identity", "expiry", "authentic-timestamp",
                "revocation", "plugin", "descriptor",
            ],
            verdict.TrustedSignature!.Checks.Select(c => c.Rule));
        Assert.All(verdict.TrustedSignature.Checks, c => Assert.Equal(CheckStatus.Passed, c.Status));
    }

    [Fact]
    public async Task Level_skip_asks_for_nothing_but_the_artifact()
    {
        _lab.Level = "skip";

        var verdict = await _lab.VerifyAsync("v1");

        VerdictAssert.Kind(VerdictKind.Skipped, verdict);
        Assert.Equal(
            "Trust policy is configured to skip signature verification for "
            + $"{VerificationLab.RepositoryName}@{_lab.Artifact.Digest}",
            verdict.Summary);
        Assert.Equal(["resolve v1"], _lab.Repository.Requests);
    }

    [Fact]
    public async Task Without_a_statement_nobody_is_trusted_and_nobody_is_asked()
    {
        _lab.Scope = "registry.example.com/other";
        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.Contains("has no applicable oci trust policy statement", verdict.Summary, StringComparison.Ordinal);
        Assert.Empty(_lab.Repository.Requests);
    }

    [Fact]
    public async Task Without_signatures_the_artifact_is_unsigned()
    {
        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Unsigned, verdict);
        Assert.Equal(
            "signature verification failed: no signature is associated with "
            + $"\"{VerificationLab.RepositoryName}@{_lab.Artifact.Digest}\", make sure the artifact was signed successfully",
            verdict.Summary);
    }

    [Fact]
    public async Task Strangers_signature_is_untrusted_and_the_check_says_what_was_searched()
    {
        await _lab.SignAsync(_lab.Stranger);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.Equal(
            "signature verification failed for all the signatures associated with "
            + $"{VerificationLab.RepositoryName}@{_lab.Artifact.Digest}",
            verdict.Summary);
        var check = VerdictAssert.Check(verdict, "authenticity.trust-store", CheckStatus.Failed);
        Assert.Equal("the signature's certificate chain does not contain any trusted certificate", check.Message);
        Assert.Contains(check.Evidence, e => e is { Name: "trust store searched", Value: "ca:test, 1 certificate" });
        Assert.Contains(check.Evidence, e => e.Name == "signing certificate"
            && e.Value.StartsWith("CN=stranger.example.com,O=Example,L=Seattle,ST=WA,C=US (SHA-256 ", StringComparison.Ordinal));
        Assert.Contains("signet cert add --type ca --store test", check.Remedy, StringComparison.Ordinal);
        VerdictAssert.Check(verdict, "descriptor", CheckStatus.NotRun);
    }

    [Fact]
    public async Task Level_audit_only_warns_about_a_stranger()
    {
        _lab.Level = "audit";
        await _lab.SignAsync(_lab.Stranger);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        VerdictAssert.Check(verdict, "authenticity.trust-store", CheckStatus.Warned);
    }

    [Fact]
    public async Task Certificate_in_the_middle_of_the_chain_can_be_the_trusted_one()
    {
        _lab.Store("ca", "test", _lab.Trusted.Members[1].Certificate);
        await _lab.SignAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task Identity_that_the_policy_does_not_name_is_untrusted()
    {
        _lab.Identities = "\"x509.subject: C=US, ST=WA, O=Other\"";
        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        var check = VerdictAssert.Check(verdict, "authenticity.identity", CheckStatus.Failed);
        Assert.StartsWith(
            "signing certificate from the digital signature does not match the X.509 trusted identities "
            + "[map[\"C\":\"US\" \"O\":\"Other\" \"ST\":\"WA\"]] defined in the trust policy \"test-policy\"",
            check.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_that_the_policy_names_is_trusted()
    {
        _lab.Identities =
            "\"x509.subject: C=US, ST=WA, O=Other\", \"x509.subject: C=US, ST=WA, O=Example, CN=trusted.example.com\"";
        await _lab.SignAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    [Theory]
    [InlineData("\"ca:nowhere\"", "the trust store \"nowhere\" of type \"ca\" does not exist")]
    [InlineData("\"signingAuthority:test\"", "signature verification failed for all the signatures associated with")]
    public async Task Missing_store_replaces_the_general_line(string stores, string expected)
    {
        _lab.Store("ca", "test", _lab.Trusted.Root.Certificate);
        _lab.Store("signingAuthority", "test", _lab.Trusted.Root.Certificate);
        _lab.TrustStores = stores;
        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.StartsWith(expected, verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_broken_store_fails_authenticity_although_another_has_the_certificate()
    {
        _lab.Store("ca", "test", _lab.Trusted.Root.Certificate);
        _lab.TrustStores = "\"ca:test\", \"ca:nowhere\"";
        await _lab.SignAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task Metadata_asked_for_must_be_signed()
    {
        await _lab.SignAsync(metadata: new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });

        VerdictAssert.Kind(
            VerdictKind.Trusted, await _lab.VerifyAsync(metadata: new Dictionary<string, string> { ["b"] = "2" }));
        var verdict = await _lab.VerifyAsync(metadata: new Dictionary<string, string> { ["b"] = "3" });
        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.Equal(
            "unable to find specified metadata in the signature",
            VerdictAssert.Check(verdict, "metadata", CheckStatus.Failed).Message);
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("audit")]
    public async Task Metadata_is_enforced_at_every_level(string level)
    {
        _lab.Level = level;
        await _lab.SignAsync();

        VerdictAssert.Kind(
            VerdictKind.Untrusted, await _lab.VerifyAsync(metadata: new Dictionary<string, string> { ["x"] = "y" }));
    }

    [Fact]
    public async Task Missing_artifact_is_no_verdict_about_signatures()
    {
        var verdict = await _lab.VerifyAsync("nope");

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.Equal("failed to get manifest descriptor: registry.example.com/app: nope: not found", verdict.Summary);
        Assert.Null(verdict.Artifact);
    }

    [Fact]
    public async Task One_of_several_signatures_suffices_and_the_others_are_reported()
    {
        await _lab.SignAsync(_lab.Stranger);
        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal([VerdictKind.Untrusted, VerdictKind.Trusted], verdict.Signatures.Select(s => s.Kind));
    }

    [Fact]
    public async Task Caller_who_gives_up_gets_no_verdict()
    {
        await _lab.SignAsync();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new ArtifactVerifier(_lab.Policy(), _lab.TrustStore, _lab.Options).VerifyAsync(
                _lab.Repository, new() { Reference = "v1" }, source.Token));
    }
}
