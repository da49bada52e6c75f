using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Verification;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Verification;

/// <summary>Scheme, time and plugin: attacks C6 and C7, and what this version cannot decide.</summary>
public sealed class SignatureStepTests : IDisposable
{
    private static readonly DateTimeOffset Now = VerificationLab.Now;

    private readonly VerificationLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task C6_SigningAuthoritySignatureIsNotTrustedByACaStore()
    {
        await _lab.SignAsync(change: AsSigningAuthority);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        var check = VerdictAssert.Check(verdict, "authenticity.trust-store", CheckStatus.Failed);
        Assert.StartsWith("no trusted certificates are found to verify authenticity", check.Message, StringComparison.Ordinal);
        Assert.Contains(check.Evidence, e => e.Name == "trust store not searched" && e.Value.StartsWith("ca:test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task C6_X509SignatureIsNotTrustedByASigningAuthorityStore()
    {
        _lab.Store("signingAuthority", "test", _lab.Trusted.Root.Certificate);
        _lab.TrustStores = "\"signingAuthority:test\"";
        await _lab.SignAsync();

        VerdictAssert.Kind(VerdictKind.Untrusted, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task Signing_authority_store_trusts_its_scheme()
    {
        _lab.Store("signingAuthority", "test", _lab.Trusted.Root.Certificate);
        _lab.TrustStores = "\"signingAuthority:test\"";
        await _lab.SignAsync(change: AsSigningAuthority);

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    [Theory]
    [InlineData(-1, VerdictKind.Trusted)]
    [InlineData(0, VerdictKind.Expired)]
    [InlineData(1, VerdictKind.Expired)]
    public async Task C7_SignatureExpiresAtItsExpiry(int secondsAfterExpiry, VerdictKind expected)
    {
        await _lab.SignAsync(change: r => r with { Expiry = Now });
        At(Now.AddSeconds(secondsAfterExpiry));

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
    }

    [Theory]
    [InlineData("permissive")]
    [InlineData("audit")]
    public async Task C7_ExpiryIsLoggedBelowStrict(string level)
    {
        _lab.Level = level;
        await _lab.SignAsync(change: r => r with { Expiry = new(2026, 11, 21, 13, 0, 0, TimeSpan.FromHours(8)) });

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(
            "digital signature has expired on \"Sat, 21 Nov 2026 13:00:00 +0800\"",
            VerdictAssert.Check(verdict, "expiry", CheckStatus.Warned).Message);
    }

    [Theory]
    [InlineData(-1, VerdictKind.Expired, "it will be valid from \"Sat, 21 Nov 2026 10:00:00 +0000\"")]
    [InlineData(0, VerdictKind.Trusted, null)]
    [InlineData(7200, VerdictKind.Trusted, null)]
    [InlineData(7201, VerdictKind.Expired, "it was expired at \"Sat, 21 Nov 2026 12:00:00 +0000\"")]
    public async Task C7_CertificatesMustBeValidNow(int secondsAfterStart, VerdictKind expected, string? words)
    {
        var start = Now.AddHours(-2);
        var chain = PkiLab.SigningChain(leaf: l => l with { NotBefore = start, NotAfter = Now });
        _lab.Store("ca", "test", chain.Root.Certificate);
        await _lab.SignAsync(chain, change: r => r with { SigningTime = Now.AddHours(-1) });
        At(start.AddSeconds(secondsAfterStart));

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        if (words is not null)
        {
            Assert.Contains(
                words, VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Failed).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task C7_ExpiredRootCountsToo()
    {
        var recipes = PkiLab.SigningRecipes();
        recipes[2] = recipes[2] with { NotAfter = Now.AddSeconds(-1) };
        var chain = PkiLab.Chain(recipes);
        _lab.Store("ca", "test", chain.Root.Certificate);
        await _lab.SignAsync(chain);

        VerdictAssert.Kind(VerdictKind.Expired, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task C7_AuthenticSigningTimeKeepsASignatureOfAnExpiredCertificateValid()
    {
        var chain = PkiLab.SigningChain(leaf: l => l with { NotAfter = Now.AddHours(-1) });
        _lab.Store("signingAuthority", "test", chain.Root.Certificate);
        _lab.TrustStores = "\"signingAuthority:test\"";
        await _lab.SignAsync(chain, change: AsSigningAuthority);

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    [Theory]
    [InlineData("always", VerdictKind.Untrusted)]
    [InlineData("afterCertExpiry", VerdictKind.Trusted)]
    public async Task Statement_with_a_tsa_store_demands_a_timestamp(string verifyTimestamp, VerdictKind expected)
    {
        WithTsaStore(verifyTimestamp);
        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        if (expected != VerdictKind.Trusted)
        {
            Assert.Equal(
                "no timestamp countersignature was found in the signature envelope",
                VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Failed).Message);
        }
    }

    [Fact]
    public async Task Timestamp_that_cannot_be_read_is_invalid()
    {
        var chain = PkiLab.SigningChain(leaf: l => l with { NotAfter = Now.AddHours(-1) });
        WithTsaStore("afterCertExpiry");
        _lab.Store("ca", "test", chain.Root.Certificate);
        await _lab.SignAsync(chain, change: WithToken);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.StartsWith(
            "failed to parse timestamp countersignature with error: ",
            VerdictAssert.Check(verdict, "authentic-timestamp", CheckStatus.Failed).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timestamp_without_a_tsa_store_is_not_looked_at()
    {
        await _lab.SignAsync(change: WithToken);

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task Certificate_that_only_says_where_its_issuer_is_cannot_be_revoked()
    {
        var chain = PkiLab.SigningChain(leaf: l => l with
        {
            Extensions = [new X509AuthorityInformationAccessExtension(null, ["http://ca.example.com/ca.crt"])],
        });
        _lab.Store("ca", "test", chain.Root.Certificate);
        await _lab.SignAsync(chain);

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("audit")]
    public async Task Signature_that_needs_a_plugin_is_undetermined_at_every_level(string level)
    {
        _lab.Level = level;
        await _lab.SignAsync(change: WithPlugin);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        VerdictAssert.Check(verdict, "plugin.discovery", CheckStatus.Undetermined);
        VerdictAssert.Check(verdict, "plugin", CheckStatus.NotRun);
    }

    [Fact]
    public async Task Identity_that_a_plugin_would_judge_is_undetermined_not_untrusted()
    {
        _lab.Identities = "\"example.plugin: someone\"";
        await _lab.SignAsync(change: WithPlugin);

        VerdictAssert.Kind(VerdictKind.Undetermined, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task Strangers_signature_with_a_plugin_is_untrusted()
    {
        await _lab.SignAsync(_lab.Stranger, change: WithPlugin);

        VerdictAssert.Kind(VerdictKind.Untrusted, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task Tampered_envelope_is_invalid()
    {
        var manifest = await _lab.SignAsync(mediaType: NotaryMediaTypes.Cose);
        var layer = Oci.Manifests.ManifestReader.Read(manifest, _lab.Repository.ContentOf(manifest.Digest)).Layers[0];
        var envelope = _lab.Repository.ContentOf(layer.Digest);
        envelope[^1] ^= 1;
        using var lab = new VerificationLab();
        await lab.AttachAsync([lab.Repository.AddBlob(NotaryMediaTypes.Cose, envelope)]);

        var verdict = await lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        VerdictAssert.Check(verdict, "integrity", CheckStatus.Failed);
        Assert.Null(verdict.Signatures[0].Content);
        Assert.False(verdict.Signatures[0].IsIgnored);
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("audit")]
    public async Task Payload_of_another_content_type_is_invalid_at_every_level(string level)
    {
        _lab.Level = level;
        await _lab.SignAsync(change: r => r with { ContentType = "application/json" });

        VerdictAssert.Kind(VerdictKind.Invalid, await _lab.VerifyAsync());
    }

    private static EnvelopeRequest AsSigningAuthority(EnvelopeRequest request) =>
        request with { Scheme = SigningScheme.X509SigningAuthority };

    private static EnvelopeRequest WithToken(EnvelopeRequest request) =>
        request with { Timestamp = (_, _) => ValueTask.FromResult<byte[]>([0x30, 0x00]) };

    private static EnvelopeRequest WithPlugin(EnvelopeRequest request) => request with
    {
        ExtendedAttributes = [new("io.cncf.notary.verificationPlugin", "com.example.plugin", true)],
    };

    private void At(DateTimeOffset now) => _lab.Options = _lab.Options with { TimeProvider = new FixedTime(now) };

    private void WithTsaStore(string verifyTimestamp)
    {
        _lab.Store("ca", "test", _lab.Trusted.Root.Certificate);
        _lab.Store("tsa", "test", _lab.Stranger.Root.Certificate);
        _lab.TrustStores = "\"ca:test\", \"tsa:test\"";
        _lab.VerifyTimestamp = verifyTimestamp;
    }
}
