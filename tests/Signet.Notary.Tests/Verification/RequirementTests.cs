using Signet.Notary.Tests.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Verification;

/// <summary>What statements of version signet/1.0 require of signatures, through the whole verifier.</summary>
public sealed class RequirementTests : IDisposable
{
    private readonly VerificationLab _lab = new();

    /// <summary>Signers with keys of their own: keys of one kind are shared between the lab's chains.</summary>
    private readonly LabChain _build = PkiLab.SigningChain(leafKey: KeySpec.Ec256, name: "build");
    private readonly LabChain _security = PkiLab.SigningChain(leafKey: KeySpec.Ec384, name: "security");
    private readonly LabChain _sameKey = PkiLab.SigningChain(leafKey: KeySpec.Ec256, name: "security");

    public RequirementTests() => _lab.Store(
        "ca", "test", _build.Root.Certificate, _security.Root.Certificate, _sameKey.Root.Certificate);

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("\"minimumKeySpecs\":[\"EC-256\"]", VerdictKind.Trusted, "requirement")]
    [InlineData("\"minimumKeySpecs\":[\"EC-384\"]", VerdictKind.Untrusted, "requirement.key")]
    [InlineData("\"minimumKeySpecs\":[\"RSA-2048\"]", VerdictKind.Untrusted, "requirement.key")]
    [InlineData("\"maximumSignatureAge\":\"2d\"", VerdictKind.Trusted, "requirement")]
    [InlineData("\"maximumSignatureAge\":\"23h\"", VerdictKind.Expired, "requirement.age")]
    [InlineData("\"requiredUserMetadata\":[\"team=core\",\"build\"]", VerdictKind.Trusted, "requirement")]
    [InlineData("\"requiredUserMetadata\":[\"team=web\"]", VerdictKind.Untrusted, "requirement.metadata")]
    [InlineData("\"requiredUserMetadata\":[\"ticket\"]", VerdictKind.Untrusted, "requirement.metadata")]
    public async Task One_signature_meets_or_breaks_a_requirement(string members, VerdictKind kind, string rule)
    {
        await _lab.SignAsync(_build, metadata: new Dictionary<string, string> { ["team"] = "core", ["build"] = "42" });

        var verdict = await VerifyAsync(members);

        VerdictAssert.Kind(kind, verdict);
        var check = Assert.Single(Assert.Single(verdict.Signatures).Checks, c => c.Rule == rule);
        Assert.Equal(kind == VerdictKind.Trusted ? CheckStatus.Passed : CheckStatus.Failed, check.Status);
        Assert.Equal(kind == VerdictKind.Trusted, check.Remedy is null);
    }

    [Fact]
    public async Task Requirement_is_not_waived_by_a_level_that_only_logs()
    {
        await _lab.SignAsync(_build);

        var verdict = await VerifyAsync(
            "\"signatureVerification\":{\"level\":\"permissive\"},\"maximumSignatureAge\":\"1h\"");

        VerdictAssert.Kind(VerdictKind.Expired, verdict);
    }

    [Fact]
    public async Task Signature_that_fails_the_standard_is_not_asked_for_more()
    {
        await _lab.SignAsync(_lab.Stranger);

        var verdict = await VerifyAsync("\"maximumSignatureAge\":\"1h\"");

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.Equal(
            CheckStatus.NotRun, Assert.Single(Assert.Single(verdict.Signatures).Checks, c => c.Rule == "requirement").Status);
    }

    [Theory]
    [InlineData("build security", VerdictKind.Trusted)]
    [InlineData("build stranger security", VerdictKind.Trusted)]
    [InlineData("build", VerdictKind.Untrusted)]
    [InlineData("build build", VerdictKind.Untrusted)]
    [InlineData("build samekey", VerdictKind.Untrusted)]
    [InlineData("build stranger", VerdictKind.Untrusted)]
    [InlineData("", VerdictKind.Unsigned)]
    public async Task Two_signers_must_be_two(string signers, VerdictKind kind)
    {
        foreach (var (i, signer) in signers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Index())
        {
            await _lab.SignAsync(
                signer switch { "build" => _build, "security" => _security, "samekey" => _sameKey, _ => _lab.Stranger },
                metadata: new Dictionary<string, string> { ["i"] = $"{i}" });
        }

        var verdict = await VerifyAsync(Two);

        VerdictAssert.Kind(kind, verdict);
        Assert.Equal(kind == VerdictKind.Trusted, verdict.TrustedSignature is not null);
        if (kind == VerdictKind.Untrusted)
        {
            Assert.Contains("the policy requires 2 signatures by distinct trusted identities", verdict.Summary, StringComparison.Ordinal);
            Assert.Empty(verdict.UserMetadata);
        }
    }

    /// <summary>The first trusted signature ends a search for one; a search for two goes on.</summary>
    [Fact]
    public async Task Second_signer_is_found_behind_many_of_the_first()
    {
        for (var i = 0; i < 25; i++)
        {
            await _lab.SignAsync(_build, metadata: new Dictionary<string, string> { ["i"] = $"{i}" });
        }

        await _lab.SignAsync(_security);

        VerdictAssert.Kind(VerdictKind.Trusted, await VerifyAsync(Two));
    }

    [Fact]
    public async Task Too_few_are_undetermined_while_one_could_not_be_fetched()
    {
        await _lab.SignAsync(_build);
        var lost = await _lab.SignAsync(_security);
        _lab.Repository.Failures[lost.Digest] = new OciException(OciError.Throttled, "slow down");

        VerdictAssert.Kind(VerdictKind.Undetermined, await VerifyAsync(Two));
    }

    private const string Two = "\"requiredSignatures\":2";

    private Task<Verdict> VerifyAsync(string members)
    {
        var policy = PolicyText.ParseSignet(PolicyText.Statement(
            $$"""
            "trustStores":["ca:test"],"trustedIdentities":[
              "x509.subject: C=US, ST=WA, O=Example, CN=build.example.com",
              "x509.subject: C=US, ST=WA, O=Example, CN=security.example.com"],
            {{members}}
            """));
        return new ArtifactVerifier(policy, _lab.TrustStore, _lab.Options).VerifyAsync(
            _lab.Repository, new() { Reference = _lab.Artifact.Digest.ToString() }, TestContext.Current.CancellationToken);
    }
}
