using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using Signet.TestKit.Servers;

namespace Signet.Signatures.Tests.Revocation;

/// <summary>Chains, delegated responders, limits, and several checks at a time.</summary>
public sealed class RevocationCheckerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>(what the responder's certificate names, what is true of it, the outcome, a part of the message)</summary>
    public static TheoryData<string, string, string, string> DelegatedResponders => new()
    {
        { "nocheck", "", "Ocsp Good [Ocsp Good]", "" },
        { "nothing", "", "Ocsp Good [Ocsp Good]", "" },
        { "crl", "", "Ocsp Good [Ocsp Good]", "" },
        { "crl", "revoked", "Ocsp Unknown [Ocsp NotAuthentic]", "is revoked: the list has the certificate as revoked" },
        { "crl", "dead", "Ocsp Unknown [Ocsp NotAuthentic]", "is unknown: " },
        { "ocsp", "", "Ocsp Unknown [Ocsp NotAuthentic]", "names only OCSP for its own revocation" },
        { "ocsp and crl", "", "Ocsp Good [Ocsp Good]", "" },
    };

    [Theory]
    [MemberData(nameof(DelegatedResponders))]
    public async Task A_delegated_responder_is_believed_only_when_lists_say_so(
        string names, string state, string outcome, string message)
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url]));
        var recipe = LabOcsp.ResponderRecipe(isNoCheck: names == "nocheck").WithRevocation(
            names.Contains("ocsp", StringComparison.Ordinal) ? [lab.Ocsp2.Url] : [],
            names.Contains("crl", StringComparison.Ordinal) ? [state == "dead" ? lab.Dead : lab.Crl.Url] : []);
        var responder = PkiLab.Issue(recipe, lab.Root);
        lab.Ocsp.Response = lab.Ocsp.Response with { Responder = responder };
        if (state == "revoked")
        {
            lab.Crl.Revoke(responder.Certificate, 1);
        }

        var report = await lab.CheckAsync();

        Assert.Equal(outcome, RevocationLab.Line(report.Certificates[0]));
        Assert.Contains(message, report.Certificates[0].Sources[0].Message, StringComparison.Ordinal);
        Assert.Empty(lab.Ocsp2.Http.Requests);
    }

    [Fact]
    public async Task A_responder_that_is_not_believed_leaves_the_word_to_the_list()
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url], [lab.Crl.Url]));
        var responder = PkiLab.Issue(LabOcsp.ResponderRecipe(isNoCheck: false).WithRevocation([], [lab.Crl2.Url]), lab.Root);
        lab.Ocsp.Response = lab.Ocsp.Response with { Responder = responder };
        lab.Crl2.Revoke(responder.Certificate);
        lab.Crl.Revoke(lab.Leaf.Certificate);
        var cache = new RevocationMemoryCache(timeProvider: lab.Time);

        Assert.Equal("OcspThenCrl Revoked [Ocsp NotAuthentic, Crl Revoked]", await lab.LineAsync(lab.Options(cache)));
        Assert.Equal("OcspThenCrl Revoked [Ocsp NotAuthentic, Crl Revoked]", await lab.LineAsync(lab.Options(cache)));
        // The lists were kept, the response was not.
        Assert.Equal(2, lab.Ocsp.Http.Requests.Count);
        Assert.Single(lab.Crl2.Http.Requests);
    }

    [Fact]
    public async Task Every_certificate_but_the_root_has_its_say_and_the_worst_counts()
    {
        await using var lab = await RevocationLab.StartAsync();
        var intermediate = PkiLab.Issue(
            LabRecipe.Authority("intermediate.example.com").WithRevocation([], [lab.Crl.Url]), lab.Root, slot: 2);
        await using var lists = await CrlServer.StartAsync(intermediate);
        var leaf = PkiLab.Issue(LabRecipe.Leaf().WithRevocation([], [lists.Url]), intermediate, slot: 0);
        X509Certificate2[] chain = [leaf.Certificate, intermediate.Certificate, lab.Root.Certificate];

        var good = await CheckAsync(lab, chain);
        lists.Revoke(leaf.Certificate);
        var leafRevoked = await CheckAsync(lab, chain);
        lab.Crl.Revoke(intermediate.Certificate);
        var bothRevoked = await CheckAsync(lab, chain);

        Assert.Equal(
            ["Crl Good [Crl Good]", "Crl Good [Crl Good]", "None NotRevocable []"], good.Certificates.Select(RevocationLab.Line));
        Assert.Equal((RevocationStatus.Revoked, leaf.Certificate), (leafRevoked.Status, leafRevoked.Decisive.Certificate));
        Assert.Equal(
            (RevocationStatus.Revoked, intermediate.Certificate), (bothRevoked.Status, bothRevoked.Decisive.Certificate));
    }

    [Fact]
    public async Task C11_certificates_without_any_source_are_in_the_report_as_such()
    {
        var report = await new RevocationChecker().CheckAsync(
            PkiLab.SigningChain(3).Certificates, CertificatePurpose.CodeSigning, null, Token);

        Assert.Equal(RevocationStatus.NotRevocable, report.Status);
        Assert.Equal(Enumerable.Repeat("None NotRevocable []", 3), report.Certificates.Select(RevocationLab.Line));
    }

    [Fact]
    public async Task C11_sources_that_cannot_be_read_do_not_count_as_none()
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf with
        {
            Extensions = [new X509Extension(LabExtensions.DistributionPoints, [0x30, 0x80], critical: false)],
        });

        var certificate = (await lab.CheckAsync()).Certificates[0];

        Assert.Equal(RevocationStatus.Unknown, certificate.Status);
        Assert.Equal(RevocationFailure.Malformed, Assert.Single(certificate.Sources).Failure);
    }

    [Theory]
    [InlineData(1, CertificatePurpose.CodeSigning)]
    [InlineData(3, CertificatePurpose.CodeSigning)]
    [InlineData(3, CertificatePurpose.Timestamping)]
    public async Task Chains_of_every_purpose_and_length_are_checked(int length, CertificatePurpose purpose)
    {
        var chain = purpose == CertificatePurpose.CodeSigning ? PkiLab.SigningChain(length) : PkiLab.TimestampChain(length);

        var report = await new RevocationChecker().CheckAsync(chain.Certificates, purpose, null, Token);

        Assert.Equal(length, report.Certificates.Count);
        Assert.Equal(RevocationStatus.NotRevocable, report.Status);
    }

    [Fact]
    public async Task Chains_that_break_the_rules_are_misuse_and_nobody_is_asked()
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url]));
        var checker = new RevocationChecker(lab.Options());

        foreach (IReadOnlyList<X509Certificate2> chain in new IReadOnlyList<X509Certificate2>[]
        {
            [], [lab.Leaf.Certificate], [lab.Root.Certificate, lab.Leaf.Certificate],
            [lab.Leaf.Certificate, PkiLab.SigningChain(2).Root.Certificate],
        })
        {
            await Assert.ThrowsAsync<ArgumentException>(
                () => checker.CheckAsync(chain, CertificatePurpose.CodeSigning, null, Token));
        }

        await Assert.ThrowsAsync<ArgumentException>(
            () => checker.CheckAsync(lab.Chain, CertificatePurpose.Timestamping, null, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => checker.CheckAsync(lab.Chain, (CertificatePurpose)7, null, Token));
        Assert.Equal(0, lab.Transport.Count);
    }

    [Theory]
    [InlineData(-1, RevocationStatus.Good)]
    [InlineData(1, RevocationStatus.Revoked)]
    public async Task An_authentic_signing_time_before_the_invalidity_date_saves_a_signature(int hours, RevocationStatus status)
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url]));
        var invalid = RevocationLab.Now.AddDays(-10);
        lab.Ocsp.Revoke(lab.Leaf.Certificate, reason: 1, invalidityDate: invalid);
        var cache = new RevocationMemoryCache(timeProvider: lab.Time);

        Assert.Equal(status, (await lab.CheckAsync(lab.Options(cache), invalid.AddHours(hours))).Certificates[0].Status);
        // The answer that was kept is judged anew for each time.
        Assert.Equal(RevocationStatus.Revoked, (await lab.CheckAsync(lab.Options(cache))).Status);
        Assert.Equal(1, lab.Transport.Count);
    }

    [Fact]
    public async Task Two_responders_of_a_chain_of_three_are_asked_in_one_wave()
    {
        await using var lab = await RevocationLab.StartAsync();
        var intermediate = PkiLab.Issue(
            LabRecipe.Authority("intermediate.example.com").WithRevocation([lab.Ocsp.Url]), lab.Root, slot: 2);
        await using var responder = await OcspResponder.StartAsync(intermediate);
        var leaf = PkiLab.Issue(LabRecipe.Leaf().WithRevocation([responder.Url]), intermediate, slot: 0);
        // No answer before both are asked: one after the other would never end.
        var gate = new GatedTransport(lab.Transport, openAfter: 2);

        var report = await new RevocationChecker(lab.Options() with { Transport = gate }).CheckAsync(
            [leaf.Certificate, intermediate.Certificate, lab.Root.Certificate], CertificatePurpose.CodeSigning, null, Token);

        Assert.Equal(["Ocsp Good [Ocsp Good]", "Ocsp Good [Ocsp Good]"], report.Certificates.Take(2).Select(RevocationLab.Line));
    }

    [Fact]
    public async Task Checks_at_the_same_time_ask_once()
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Dead], [lab.Crl.Url]));
        var sibling = PkiLab.Issue(LabRecipe.Leaf("other.example.com").WithRevocation([], [lab.Crl.Url]), lab.Root, slot: 1);
        lab.Crl.Revoke(sibling.Certificate, 1);
        lab.Crl.AddDelta();
        var gate = new GatedTransport(lab.Transport, openAfter: int.MaxValue);
        var checker = new RevocationChecker(lab.Options() with { Transport = gate });

        var checks = Enumerable.Range(0, 40).Select(i => checker.CheckAsync(
            i % 2 == 0 ? lab.Chain : [sibling.Certificate, lab.Root.Certificate],
            CertificatePurpose.CodeSigning, null, Token)).ToList();
        gate.Open();
        var reports = await Task.WhenAll(checks);

        Assert.All(reports.Where((_, i) => i % 2 == 0), r => Assert.Equal(
            "OcspThenCrl Good [Ocsp Unreachable, Crl Good]", RevocationLab.Line(r.Certificates[0])));
        Assert.All(reports.Where((_, i) => i % 2 != 0), r => Assert.Equal(
            "Crl Revoked [Crl Revoked]", RevocationLab.Line(r.Certificates[0])));
        // The siblings' list was on its way before the leaf's responder failed; the leaf may or may not have joined in.
        Assert.InRange(lab.Crl.Http.Requests.Count, 2, 4);
        Assert.InRange(gate.Count, 3, 5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Checks_that_share_an_answer_judge_it_by_their_own_signing_times(bool ocsp)
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation(ocsp ? [lab.Ocsp.Url] : [], ocsp ? [] : [lab.Crl.Url]));
        var invalid = RevocationLab.Now.AddDays(-10);
        lab.Ocsp.Revoke(lab.Leaf.Certificate, reason: 1, invalidityDate: invalid);
        lab.Crl.Base = lab.Crl.Base.Revoke(LabCrlEntry.For(lab.Leaf.Certificate, 1) with { InvalidityDate = invalid });
        var gate = new GatedTransport(lab.Transport, openAfter: int.MaxValue);
        var checker = new RevocationChecker(lab.Options() with { Transport = gate });

        var checks = new DateTimeOffset?[] { invalid.AddHours(-1), null, invalid.AddHours(1), invalid.AddHours(-2) }
            .Select(t => checker.CheckAsync(lab.Chain, CertificatePurpose.CodeSigning, t, Token)).ToList();
        gate.Open();

        Assert.Equal(
            [RevocationStatus.Good, RevocationStatus.Revoked, RevocationStatus.Revoked, RevocationStatus.Good],
            (await Task.WhenAll(checks)).Select(r => r.Certificates[0].Status));
        Assert.Equal(1, gate.Count);
    }

    [Fact]
    public async Task A_check_that_is_given_up_leaves_the_others_their_answer()
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url]));
        var gate = new GatedTransport(lab.Transport, openAfter: int.MaxValue);
        var checker = new RevocationChecker(lab.Options() with { Transport = gate });
        using var impatience = new CancellationTokenSource();

        var impatient = checker.CheckAsync(lab.Chain, CertificatePurpose.CodeSigning, null, impatience.Token);
        var patient = checker.CheckAsync(lab.Chain, CertificatePurpose.CodeSigning, null, Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.Open();

        Assert.Equal(RevocationStatus.Good, (await patient).Certificates[0].Status);
        Assert.Equal(1, gate.Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => checker.CheckAsync(lab.Chain, CertificatePurpose.CodeSigning, null, impatience.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A5_silent_responders_end_at_their_limits(bool isRude)
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url, lab.Ocsp2.Url], [lab.Crl.Url]));
        foreach (var http in new[] { lab.Ocsp.Http, lab.Ocsp2.Http, lab.Crl.Http })
        {
            http.Answer(_ => new() { Delay = TimeSpan.FromHours(1) });
        }

        var options = isRude
            ? lab.Options() with { Transport = new DeafTransport(), CertificateTimeout = TimeSpan.FromMilliseconds(200) }
            : lab.Options() with { OcspTimeout = TimeSpan.FromMilliseconds(100), CrlTimeout = TimeSpan.FromMilliseconds(100) };
        var certificate = (await lab.CheckAsync(options)).Certificates[0];

        Assert.Equal("OcspThenCrl Unknown [Ocsp TimedOut, Ocsp TimedOut, Crl TimedOut]", RevocationLab.Line(certificate));
        Assert.Equal(
            isRude
                ? [
                    "the OCSP responder gave no answer in the 0.2 s that one certificate may take",
                    "the OCSP responder was not asked, because the 0.2 s that one certificate may take were used up",
                    "the list was not asked, because the 0.2 s that one certificate may take were used up",
                ]
                : [],
            isRude ? certificate.Sources.Select(s => s.Message) : []);
        Assert.Equal([lab.Ocsp.Url, lab.Ocsp2.Url, lab.Crl.Url], certificate.Sources.Select(s => s.Address));
    }

    [Fact]
    public async Task Without_network_and_answers_nothing_is_known()
    {
        await using var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url], [lab.Crl.Url]));

        var certificate = (await lab.CheckAsync(lab.Options() with { Transport = null })).Certificates[0];

        Assert.Equal("OcspThenCrl Unknown [Ocsp Offline, Crl Offline]", RevocationLab.Line(certificate));
        Assert.All(certificate.Sources, s => Assert.Equal("no cached answer; network access is off", s.Message));
        Assert.Equal(0, lab.Transport.Count);
    }

    private static Task<RevocationReport> CheckAsync(RevocationLab lab, IReadOnlyList<X509Certificate2> chain) =>
        new RevocationChecker(lab.Options()).CheckAsync(chain, CertificatePurpose.CodeSigning, null, Token);

    /// <summary>Lets nothing through until so many asked, or it is opened.</summary>
    private sealed class GatedTransport(IRevocationTransport inner, int openAfter) : IRevocationTransport
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public int Count => _count;

        public void Open() => _open.TrySetResult();

        public async Task<ReadOnlyMemory<byte>> SendAsync(RevocationRequest request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _count) >= openAfter)
            {
                Open();
            }

            await _open.Task.WaitAsync(cancellationToken);
            return await inner.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Never answers, and never hears that nobody waits any more.</summary>
    private sealed class DeafTransport : IRevocationTransport
    {
        public Task<ReadOnlyMemory<byte>> SendAsync(RevocationRequest request, CancellationToken cancellationToken) =>
            new TaskCompletionSource<ReadOnlyMemory<byte>>().Task;
    }
}
