using Signet.Notary.Verification;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Notary.Tests.Verification;

/// <summary>Step 5 against live responders and lists.</summary>
public sealed class RevocationStepTests : IAsyncLifetime
{
    private const string Leaf = "CN=signer.example.com,O=Example,L=Seattle,ST=WA,C=US";
    private const string Intermediate = "CN=intermediate1.signer.example.com,O=Example,L=Seattle,ST=WA,C=US";

    private static readonly DateTimeOffset Now = VerificationLab.Now;

    private readonly VerificationLab _lab = new();
    private OcspResponder _responder = null!;
    private CrlServer _lists = null!;
    private LabCertificate _issuer = null!;
    private LabCertificate _root = null!;

    public async ValueTask InitializeAsync()
    {
        var recipes = PkiLab.SigningRecipes();
        _root = PkiLab.Issue(recipes[2], null, slot: 2);
        _issuer = PkiLab.Issue(recipes[1], _root, slot: 1);
        _responder = await OcspResponder.StartAsync(_issuer, _root);
        _lists = await CrlServer.StartAsync(_issuer);
        _lab.Store("ca", "test", _root.Certificate);
        Check();
    }

    public async ValueTask DisposeAsync()
    {
        await _responder.DisposeAsync();
        await _lists.DisposeAsync();
        _lab.Dispose();
    }

    [Theory]
    [InlineData(true, false, RevocationMethod.Ocsp)]
    [InlineData(false, true, RevocationMethod.Crl)]
    [InlineData(true, true, RevocationMethod.Ocsp)]
    public async Task Certificate_that_is_not_revoked_passes_with_who_was_asked(bool ocsp, bool crl, RevocationMethod method)
    {
        await SignAsync(ocsp, crl);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        var check = VerdictAssert.Check(verdict, "revocation", CheckStatus.Passed);
        var certificate = check.Revocation!.Certificates[0];
        Assert.Equal((RevocationStatus.Good, method), (certificate.Status, certificate.Method));
        var source = Assert.Single(certificate.Sources);
        Assert.Equal(RevocationOrigin.Network, source.Origin);
        var url = method == RevocationMethod.Ocsp ? _responder.Url : _lists.Url;
        var evidence = Assert.Single(check.Evidence, e => e.Name is "OCSP responder" or "CRL");
        Assert.Contains(url, evidence.Value, StringComparison.Ordinal);
        Assert.Contains("asked just now, as of 2025-01-01T00:00:00Z, good until 2098-01-01T00:00:00Z", evidence.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", VerdictKind.Revoked, CheckStatus.Failed)]
    [InlineData("permissive", VerdictKind.Trusted, CheckStatus.Warned)]
    [InlineData("audit", VerdictKind.Trusted, CheckStatus.Warned)]
    public async Task Revoked_certificate(string level, VerdictKind expected, CheckStatus status)
    {
        _lab.Level = level;
        var chain = await SignAsync(ocsp: true, crl: false);
        _responder.Revoke(chain.Leaf.Certificate, Now.AddDays(-3), reason: 1);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        Assert.Equal(
            $"signing certificate with subject \"{Leaf}\" is revoked: OCSP responder {_responder.Url} says so, since "
            + "2026-11-18T12:00:00Z, reason keyCompromise",
            VerdictAssert.Check(verdict, "revocation", status).Message);
    }

    [Fact]
    public async Task Certificate_on_the_list_is_revoked()
    {
        var chain = await SignAsync(ocsp: false, crl: true);
        _lists.Revoke(chain.Leaf.Certificate, reason: 4);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Revoked, verdict);
        Assert.Contains(
            $"CRL {_lists.Url} says so",
            VerdictAssert.Check(verdict, "revocation", CheckStatus.Failed).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoked_intermediate_revokes_what_it_issued()
    {
        var recipes = PkiLab.SigningRecipes();
        var issuer = PkiLab.Issue(recipes[1].WithRevocation([_responder.Url]), _root, slot: 1);
        var chain = PkiLab.ChainOf(PkiLab.Issue(recipes[0].WithRevocation([_responder.Url]), issuer), issuer, _root);
        _responder.Serve(chain);
        _responder.Revoke(issuer.Certificate);
        await _lab.SignAsync(chain);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Revoked, verdict);
        Assert.StartsWith(
            $"signing certificate with subject \"{Intermediate}\" is revoked",
            VerdictAssert.Check(verdict, "revocation", CheckStatus.Failed).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", "{}", VerdictKind.Undetermined, CheckStatus.Undetermined)]
    [InlineData("permissive", "{}", VerdictKind.Trusted, CheckStatus.Warned)]
    [InlineData("audit", "{}", VerdictKind.Trusted, CheckStatus.Warned)]
    [InlineData("permissive", "{\"revocation\":\"enforce\"}", VerdictKind.Undetermined, CheckStatus.Undetermined)]
    public async Task Dead_responders_leave_it_open_and_are_named(
        string level, string @override, VerdictKind expected, CheckStatus status)
    {
        (_lab.Level, _lab.Override) = (level, @override);
        await SignAsync(ocsp: true, crl: true);
        var (ocsp, crl) = (_responder.Url, _lists.Url);
        await _responder.DisposeAsync();
        await _lists.DisposeAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        var check = VerdictAssert.Check(verdict, "revocation", status);
        Assert.StartsWith(
            $"signing certificate with subject \"{Leaf}\" revocation status is unknown: ", check.Message, StringComparison.Ordinal);
        Assert.Contains(ocsp, check.Message, StringComparison.Ordinal);
        Assert.Contains(crl, check.Message, StringComparison.Ordinal);
        Assert.Contains("--revocation-bundle", check.Remedy, StringComparison.Ordinal);
        Assert.Contains("\"override\": {\"revocation\": \"log\"} in statement \"test-policy\"", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_answers_where_the_responder_does_not()
    {
        await SignAsync(ocsp: true, crl: true);
        _responder.ErrorStatus = 3;

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        var certificate = VerdictAssert.Check(verdict, "revocation", CheckStatus.Passed).Revocation!.Certificates[0];
        Assert.Equal(RevocationMethod.OcspThenCrl, certificate.Method);
        Assert.Equal([RevocationStatus.Unknown, RevocationStatus.Good], certificate.Sources.Select(s => s.Status));
    }

    [Fact]
    public async Task Skipped_revocation_asks_nobody()
    {
        _lab.Override = "{\"revocation\":\"skip\"}";
        var chain = await SignAsync(ocsp: true, crl: true);
        _responder.Revoke(chain.Leaf.Certificate);

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
        AssertNobodyWasAsked();
    }

    [Theory]
    [InlineData("strict", VerdictKind.Untrusted, CheckStatus.NotRun)]
    [InlineData("permissive", VerdictKind.Untrusted, CheckStatus.NotRun)]
    [InlineData("audit", VerdictKind.Trusted, CheckStatus.Warned)]
    public async Task C9_NobodyIsAskedAboutAStrangersChain(string level, VerdictKind expected, CheckStatus status)
    {
        _lab.Level = level;
        _lab.Store("ca", "other", _lab.Trusted.Root.Certificate);
        _lab.TrustStores = "\"ca:other\"";
        await SignAsync(ocsp: true, crl: true);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        var check = VerdictAssert.Check(verdict, "revocation", status);
        AssertNobodyWasAsked();
        if (status == CheckStatus.Warned)
        {
            Assert.EndsWith("not asked, because no trusted store backs the chain", check.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task C9_UntrustedChainWithEnforcedRevocationIsUndetermined()
    {
        (_lab.Level, _lab.Override) = ("audit", "{\"revocation\":\"enforce\"}");
        _lab.Store("ca", "other", _lab.Trusted.Root.Certificate);
        _lab.TrustStores = "\"ca:other\"";
        await SignAsync(ocsp: true, crl: false);

        VerdictAssert.Kind(VerdictKind.Undetermined, await _lab.VerifyAsync());
        AssertNobodyWasAsked();
    }

    /// <summary>
    /// Whoever has a signature under a trusted intermediate can put a certificate of their own over the intermediate: it
    /// needs the true issuer's name and public key only, and can name any address.
    /// </summary>
    [Theory]
    [InlineData(true, VerdictKind.Undetermined)]
    [InlineData(false, VerdictKind.Trusted)]
    public async Task C9_NobodyIsAskedForWhatStandsAboveTheTrustedCertificate(bool namesAddress, VerdictKind expected)
    {
        var recipes = PkiLab.SigningRecipes();
        var strangersRoot = PkiLab.Issue(LabRecipe.Authority("stranger.example.com"), null, slot: 5);
        var above = recipes[2] with { KeySlot = 2 };
        var cross = PkiLab.Issue(namesAddress ? above.WithRevocation([_responder.Url]) : above, strangersRoot);
        var chain = PkiLab.ChainOf(
            PkiLab.Issue(recipes[0].WithRevocation([_responder.Url]), _issuer), _issuer, cross, strangersRoot);
        _lab.Store("ca", "intermediates", _issuer.Certificate);
        _lab.TrustStores = "\"ca:intermediates\"";
        await _lab.SignAsync(chain);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        if (namesAddress)
        {
            AssertNobodyWasAsked();
        }
    }

    [Theory]
    [InlineData(SigningScheme.X509, 1, VerdictKind.Revoked)]
    [InlineData(SigningScheme.X509SigningAuthority, 1, VerdictKind.Trusted)]
    [InlineData(SigningScheme.X509SigningAuthority, 0, VerdictKind.Revoked)]
    [InlineData(SigningScheme.X509SigningAuthority, -1, VerdictKind.Revoked)]
    public async Task Invalidity_date_counts_only_against_an_authentic_signing_time(
        SigningScheme scheme, int hoursAfterSigning, VerdictKind expected)
    {
        _lab.Store("signingAuthority", "test", _root.Certificate);
        _lab.TrustStores = "\"ca:test\", \"signingAuthority:test\"";
        var signingTime = Now.AddDays(-1);
        var chain = await SignAsync(ocsp: true, crl: false, r => r with { Scheme = scheme, SigningTime = signingTime });
        _responder.Revoke(chain.Leaf.Certificate, invalidityDate: signingTime.AddHours(hoursAfterSigning));

        VerdictAssert.Kind(expected, await _lab.VerifyAsync());
    }

    [Theory]
    [InlineData(3, "\"" + Leaf + "\" and \"" + Intermediate + "\" name no OCSP responder and no CRL")]
    [InlineData(2, "\"" + Leaf + "\" names no OCSP responder and no CRL")]
    [InlineData(1, null)]
    public async Task C11_CertificatesNobodyCanRevokeAreNamedUnderStrict(int length, string? names)
    {
        var chain = PkiLab.SigningChain(length);
        _lab.Store("ca", "test", chain.Root.Certificate);
        await _lab.SignAsync(chain);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        var check = VerdictAssert.Check(verdict, "revocation", CheckStatus.Passed);
        if (names is null)
        {
            Assert.Null(check.Caveat);
            Assert.Equal("the signing certificate is its own root, which nobody can revoke", check.Message);
        }
        else
        {
            Assert.Equal($"revocation could not be checked: {names}", check.Caveat);
            Assert.Equal($"no certificate of the chain can be revoked: {names}", check.Message);
            Assert.Contains(check.Evidence, e => e.Value == $"{Leaf}: cannot be revoked, because it names no OCSP responder and no CRL");
        }
    }

    [Fact]
    public async Task C11_OneUncoveredCertificateIsNamedBesideACoveredOne()
    {
        await SignAsync(ocsp: true, crl: false);

        var check = VerdictAssert.Check(await _lab.VerifyAsync(), "revocation", CheckStatus.Passed);

        Assert.Equal($"revocation could not be checked: \"{Intermediate}\" names no OCSP responder and no CRL", check.Caveat);
    }

    [Fact]
    public async Task Second_verification_asks_nobody()
    {
        Check(caches: [new RevocationMemoryCache()]);
        await SignAsync(ocsp: true, crl: false);
        await _lab.VerifyAsync();
        _responder.Http.ClearRequests();

        var check = VerdictAssert.Check(await _lab.VerifyAsync(), "revocation", CheckStatus.Passed);

        Assert.Equal(RevocationOrigin.Memory, check.Revocation!.Certificates[0].Sources[0].Origin);
        AssertNobodyWasAsked();
    }

    [Fact]
    public async Task Cache_that_fails_changes_nothing_and_is_in_the_evidence()
    {
        Check(caches: [new BrokenCache()]);
        await SignAsync(ocsp: true, crl: false);

        var check = VerdictAssert.Check(await _lab.VerifyAsync(), "revocation", CheckStatus.Passed);

        Assert.NotEmpty(check.Revocation!.CacheFaults);
        Assert.Contains(check.Evidence, e => e.Name == "cache fault" && e.Value.Contains("disk on fire", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_transport_only_caches_count()
    {
        Check(transport: null);
        await SignAsync(ocsp: true, crl: false);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        var check = VerdictAssert.Check(verdict, "revocation", CheckStatus.Undetermined);
        Assert.Equal(RevocationFailure.Offline, check.Revocation!.Certificates[0].Sources[0].Failure);
        AssertNobodyWasAsked();
    }

    [Fact]
    public async Task Slow_responder_delays_no_other_signature()
    {
        await SignAsync(ocsp: true, crl: false);
        Hang();
        await _lab.SignAsync();
        _lab.Store("ca", "test", _root.Certificate, _lab.Trusted.Root.Certificate);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(verdict.Signatures[1], verdict.TrustedSignature);
        Assert.Equal(VerdictKind.Undetermined, verdict.Signatures[0].Kind);
        Assert.EndsWith(
            "the check was not finished: the verdict about another signature was there first",
            VerdictAssert.Check(verdict.Signatures[0], "revocation", CheckStatus.Undetermined).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", VerdictKind.Undetermined, CheckStatus.Undetermined)]
    [InlineData("permissive", VerdictKind.Trusted, CheckStatus.Warned)]
    public async Task Responder_that_never_answers_ends_at_the_time_limit(string level, VerdictKind expected, CheckStatus status)
    {
        _lab.Level = level;
        _lab.Options = _lab.Options with { MaxDuration = TimeSpan.FromSeconds(2) };
        await SignAsync(ocsp: true, crl: false);
        Hang();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        Assert.Contains(
            "the check was not finished: the 2 s for the signatures of one artifact are used up",
            VerdictAssert.Check(verdict, "revocation", status).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_who_gives_up_gets_an_exception_and_no_verdict()
    {
        await SignAsync(ocsp: true, crl: false);
        Hang();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var verification = new ArtifactVerifier(_lab.Policy(), _lab.TrustStore, _lab.Options).VerifyAsync(
            _lab.Repository, new() { Reference = _lab.Artifact.Digest.ToString() }, caller.Token);
        caller.CancelAfter(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verification);
    }

    private async Task<LabChain> SignAsync(
        bool ocsp, bool crl, Func<EnvelopeRequest, EnvelopeRequest>? change = null)
    {
        var leaf = PkiLab.SigningRecipes()[0].WithRevocation(ocsp ? [_responder.Url] : [], crl ? [_lists.Url] : []);
        var chain = PkiLab.ChainOf(PkiLab.Issue(leaf, _issuer), _issuer, _root);
        await _lab.SignAsync(chain, change: change);
        return chain;
    }

    private void Check(params IReadOnlyList<IRevocationCache> caches) => Check(RevocationHttpTransport.Shared, caches);

    private void Check(IRevocationTransport? transport, params IReadOnlyList<IRevocationCache> caches) =>
        _lab.Options = _lab.Options with
        {
            Revocation = new(new()
            {
                Transport = transport,
                Caches = caches,
                OcspTimeout = TimeSpan.FromSeconds(30),
                CrlTimeout = TimeSpan.FromSeconds(30),
                CertificateTimeout = TimeSpan.FromSeconds(30),
                TimeProvider = new FixedTime(Now),
            }),
        };

    private void Hang() => _responder.Reply = reply => reply with { Delay = TimeSpan.FromMinutes(1) };

    private void AssertNobodyWasAsked()
    {
        Assert.Empty(_responder.Http.Requests);
        Assert.Empty(_lists.Http.Requests);
    }

    private sealed class BrokenCache : IRevocationCache
    {
        public RevocationOrigin Origin => RevocationOrigin.Disk;

        public ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken) => throw Fault();

        public ValueTask StoreOcspAsync(
            OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken) =>
            throw Fault();

        public ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken) => throw Fault();

        public ValueTask StoreCrlAsync(
            string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken) => throw Fault();

        private static RevocationCacheException Fault() => new("disk on fire");
    }
}
