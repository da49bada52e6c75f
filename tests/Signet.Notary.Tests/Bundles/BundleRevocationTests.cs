using Signet.Notary.Bundles;
using Signet.Notary.Tests.Verification;
using Signet.Notary.Verification;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Notary.Tests.Bundles;

/// <summary>Answers about revocation in bundles: how long they count, and what happens when they do not.</summary>
public sealed class BundleRevocationTests
{
    private static readonly DateTimeOffset Until = VerificationLab.Now.AddDays(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "strict", "{}", 2, VerdictKind.Trusted)]
    [InlineData(true, "strict", "{}", 4, VerdictKind.Undetermined)]
    [InlineData(false, "strict", "{}", 2, VerdictKind.Trusted)]
    [InlineData(false, "strict", "{}", 4, VerdictKind.Undetermined)]
    [InlineData(true, "permissive", "{}", 4, VerdictKind.Trusted)] // The policy only logs it; a warning remains.
    [InlineData(false, "strict", "{\"revocation\":\"skip\"}", 4, VerdictKind.Trusted)] // Nobody was asked.
    public async Task Out_of_date_answers_are_unknown_and_their_dates_are_told(
        bool isOcsp, string level, string change, int days, VerdictKind expected)
    {
        await using var peers = await ServersAsync(isOcsp);
        using var lab = await BundleLab.OpenAsync(signer: peers.Chain);
        (lab.Source.Trust.Level, lab.Source.Trust.Override) = (level, change);
        var created = await lab.CreateAsync();
        await peers.StopAsync();

        lab.Now = VerificationLab.Now.AddDays(days);
        var verdict = await lab.VerifyAsync();

        Assert.True(created.IsCreated, created.Verdict.Summary);
        Assert.Equal(expected, verdict.Kind);
        var wasAsked = change == "{}";
        Assert.Equal(wasAsked ? Until : null, created.Statement!.Revocation.ValidUntil);
        Assert.Equal(wasAsked ? [Until] : [], created.Statement.Revocation.Answers.Select(a => a.NextUpdate));
        var freshness = verdict.Checks.SingleOrDefault(c => c.Rule == "bundle.freshness");
        Assert.Equal(!wasAsked ? null : days > 3 ? CheckStatus.Warned : CheckStatus.Passed, freshness?.Status);
        Assert.Contains(wasAsked ? "2026-11-24T12:00:00Z" : "", freshness?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_answers_that_are_at_hand_count_before_those_in_the_bundle()
    {
        await using var peers = await ServersAsync(isOcsp: true);
        using var lab = await BundleLab.OpenAsync(signer: peers.Chain);
        await lab.CreateAsync();
        lab.Now = VerificationLab.Now.AddDays(4);
        var good = await peers.AnswersAsync(lab.Now);
        peers.Responder.Revoke(peers.Chain.Leaf.Certificate);
        var revoked = await peers.AnswersAsync(lab.Now);

        Assert.Equal(VerdictKind.Trusted, (await lab.VerifyAsync(caches: good)).Kind);
        Assert.Equal(VerdictKind.Revoked, (await lab.VerifyAsync(caches: revoked)).Kind);
    }

    [Fact]
    public async Task Answers_about_the_bundle_s_signer_come_along_where_it_is_trusted_at_the_source()
    {
        await using var peers = await ServersAsync(isOcsp: true);
        using var lab = await BundleLab.OpenAsync();
        lab.Destination.Store("ca", "test", peers.Chain.Root.Certificate);
        var stranger = await lab.CreateAsync(peers.Chain, known: peers.Chain);
        var without = await lab.VerifyAsync();
        lab.Source.Trust.Store("ca", "test", peers.Chain.Root.Certificate);
        var known = await lab.CreateAsync(peers.Chain, known: peers.Chain);
        var requests = peers.Responder.Http.Requests.Count;

        var with = await lab.VerifyAsync();

        Assert.Contains("is not asked about", stranger.SignerNote, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Undetermined, without.Kind);
        Assert.Null(known.SignerNote);
        Assert.True(with.IsAccepted, with.Summary);
        Assert.Equal(requests, peers.Responder.Http.Requests.Count);
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task A_revoked_key_signs_no_bundle()
    {
        await using var peers = await ServersAsync(isOcsp: true);
        using var lab = await BundleLab.OpenAsync();
        lab.Source.Trust.Store("ca", "test", peers.Chain.Root.Certificate);
        peers.Responder.Revoke(peers.Chain.Leaf.Certificate);

        await Assert.ThrowsAsync<BundleException>(() => lab.CreateAsync(peers.Chain, known: peers.Chain));
    }

    [Fact]
    public async Task A_graph_of_a_revoked_signer_is_not_bundled()
    {
        await using var peers = await ServersAsync(isOcsp: false);
        using var lab = await BundleLab.OpenAsync(signer: peers.Chain);
        peers.Lists.Revoke(peers.Chain.Leaf.Certificate, 1);

        var created = await lab.CreateAsync();

        Assert.Equal(VerdictKind.Revoked, created.Verdict.Kind);
        Assert.False(created.IsCreated);
    }

    private static async Task<Servers> ServersAsync(bool isOcsp)
    {
        var recipes = PkiLab.SigningRecipes(length: 2, name: "revocable");
        var root = PkiLab.Issue(recipes[1], null, slot: 1);
        var responder = await OcspResponder.StartAsync(root);
        var lists = await CrlServer.StartAsync(root);
        responder.Change = answer => answer with { NextUpdate = Until };
        lists.Base = lists.Base with { NextUpdate = Until };
        var recipe = recipes[0].WithRevocation(isOcsp ? [responder.Url] : [], isOcsp ? [] : [lists.Url]);
        return new(responder, lists, PkiLab.ChainOf(PkiLab.Issue(recipe, root), root));
    }

    private sealed record Servers(OcspResponder Responder, CrlServer Lists, LabChain Chain) : IAsyncDisposable
    {
        private bool _isStopped;

        public async Task StopAsync()
        {
            _isStopped = true;
            await Responder.DisposeAsync();
            await Lists.DisposeAsync();
        }

        public async Task<RevocationBundle> AnswersAsync(DateTimeOffset now)
        {
            Responder.Change = answer => answer with { NextUpdate = now.AddDays(1) };
            var time = new FixedTime(now);
            var answers = RevocationBundle.Collect(time);
            await new RevocationChecker(new() { Caches = [answers], TimeProvider = time }).CheckAsync(
                Chain.Certificates, Signatures.Certificates.CertificatePurpose.CodeSigning, null, Token);
            return RevocationBundle.Parse(answers.Write());
        }

        public async ValueTask DisposeAsync()
        {
            if (!_isStopped)
            {
                await StopAsync();
            }
        }
    }
}
