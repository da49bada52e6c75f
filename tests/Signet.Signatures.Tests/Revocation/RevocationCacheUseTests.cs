using System.Text;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.Signatures.Tests.Revocation;

/// <summary>What caches and bundles are good for, and that none of them is trusted.</summary>
public sealed class RevocationCacheUseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Warm_caches_mean_no_requests_until_the_answers_are_past_their_time()
    {
        await using var lab = await LabAsync();
        lab.Ocsp.Change = a => a with { NextUpdate = RevocationLab.Now.AddHours(1) };
        lab.Crl.Base = lab.Crl.Base with { NextUpdate = RevocationLab.Now.AddHours(2) };
        var cache = new RevocationMemoryCache(timeProvider: lab.Time);

        foreach (var (hours, requests, origin) in new[]
        {
            (0.0, 1, RevocationOrigin.Network), (0, 0, RevocationOrigin.Memory), (1, 0, RevocationOrigin.Memory),
        })
        {
            lab.Time.Now = RevocationLab.Now.AddHours(hours);
            lab.Transport.Clear();
            var source = Assert.Single((await lab.CheckAsync(lab.Options(cache))).Certificates[0].Sources);
            Assert.Equal((requests, origin), (lab.Transport.Count, source.Origin));
            Assert.Equal(RevocationLab.Now.AddHours(1), source.NextUpdate);
        }

        lab.Time.Now = RevocationLab.Now.AddHours(1).AddSeconds(1);
        Assert.Equal("OcspThenCrl Good [Ocsp Stale, Crl Good]", await lab.LineAsync(lab.Options(cache)));
        lab.Transport.Clear();
        Assert.Equal("OcspThenCrl Good [Ocsp Stale, Crl Good]", await lab.LineAsync(lab.Options(cache)));
        Assert.Equal(1, lab.Transport.Count);
    }

    [Theory]
    [InlineData("junk", "malformed")]
    [InlineData("of another certificate", "another certificate")]
    [InlineData("signed by a stranger", "")]
    public async Task C10_what_somebody_put_into_a_cache_is_asked_for_again(string what, string fault)
    {
        await using var lab = await LabAsync();
        var stranger = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 7);
        var other = PkiLab.Issue(LabRecipe.Leaf("other.example.com"), lab.Root, slot: 1);
        var cache = new ScriptedCache(
            key => what switch
            {
                "junk" => "junk"u8.ToArray(),
                "of another certificate" => new LabOcsp()
                    .Add(new() { Id = LabOcspId.Of(other.Certificate, lab.Root.Certificate) }).Sign(lab.Root),
                _ => new LabOcsp()
                    .Add(new() { Id = LabOcspId.Of(lab.Leaf.Certificate, lab.Root.Certificate) }).Sign(stranger),
            },
            _ => null);

        var report = await lab.CheckAsync(lab.Options(cache));

        Assert.Equal("Ocsp Good [Ocsp Good]", RevocationLab.Line(report.Certificates[0]));
        Assert.Equal(RevocationOrigin.Network, report.Certificates[0].Sources[0].Origin);
        Assert.Single(cache.Stored);
        var only = Assert.Single(report.CacheFaults);
        Assert.StartsWith("what the cache on disk has of the OCSP response of \"http://localhost:", only, StringComparison.Ordinal);
        Assert.Contains(fault, only, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C10_a_list_that_was_swapped_or_lost_its_delta_is_asked_for_again()
    {
        await using var lab = await LabAsync(ocsp: false);
        lab.Crl.RevokeInDelta(lab.Leaf.Certificate, 1);
        var stranger = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 7);
        var list = lab.Crl.Base.Sign(lab.Root);
        foreach (var (kept, faults) in new (CachedCrl, int)[]
        {
            (new(list, null), 0),
            (new(list, "junk"u8.ToArray()), 1),
            (new(new LabCrl().Sign(stranger), null), 1),
            (new("junk"u8.ToArray(), null), 1),
        })
        {
            var cache = new ScriptedCache(_ => null, _ => kept);

            var report = await lab.CheckAsync(lab.Options(cache));

            Assert.Equal("Crl Revoked [Crl Revoked]", RevocationLab.Line(report.Certificates[0]));
            Assert.Equal(faults, report.CacheFaults.Count);
        }
    }

    [Fact]
    public async Task A_cache_that_fails_changes_no_status_and_is_mentioned_once()
    {
        await using var lab = await LabAsync();
        var broken = new ScriptedCache(_ => throw new RevocationCacheException("the disk is gone"), _ => null)
        {
            OnStore = () => throw new RevocationCacheException("the disk is gone"),
        };
        var memory = new RevocationMemoryCache(timeProvider: lab.Time);

        var first = await lab.CheckAsync(lab.Options(broken, memory));
        var second = await lab.CheckAsync(lab.Options(broken, memory));

        Assert.Equal(["the disk is gone"], first.CacheFaults);
        Assert.Equal(RevocationStatus.Good, first.Certificates[0].Status);
        Assert.Equal(RevocationOrigin.Memory, second.Certificates[0].Sources[0].Origin);
        Assert.Equal(1, lab.Transport.Count);
    }

    [Fact]
    public async Task Answers_go_into_all_caches_and_a_slower_cache_feeds_the_faster_ones()
    {
        await using var lab = await LabAsync();
        var slow = RevocationBundle.Collect(lab.Time);
        await lab.CheckAsync(lab.Options(slow));
        var fast = new RevocationMemoryCache(timeProvider: lab.Time);
        var last = new ScriptedCache(_ => null, _ => null);

        var fromSlow = await lab.CheckAsync(lab.Options(fast, slow, last));
        var fromFast = await lab.CheckAsync(lab.Options(fast, slow, last));

        Assert.Equal(RevocationOrigin.Bundle, fromSlow.Certificates[0].Sources[0].Origin);
        Assert.Equal(RevocationOrigin.Memory, fromFast.Certificates[0].Sources[0].Origin);
        Assert.Empty(last.Stored);
        Assert.Equal(1, lab.Transport.Count);
    }

    [Fact]
    public async Task Answers_without_a_status_are_not_kept()
    {
        await using var lab = await LabAsync();
        lab.Ocsp.Forget(lab.Leaf.Certificate);
        lab.Crl.Base = lab.Crl.Base with { NextUpdate = RevocationLab.Now.AddSeconds(-1) };
        var cache = new ScriptedCache(_ => null, _ => null);

        Assert.Equal("OcspThenCrl Unknown [Ocsp StatusUnknown, Crl Stale]", await lab.LineAsync(lab.Options(cache)));

        Assert.Empty(cache.Stored);
    }

    [Fact]
    public async Task A_suspension_without_its_delta_is_asked_about_again()
    {
        await using var lab = await LabAsync(ocsp: false);
        lab.Crl.Revoke(lab.Leaf.Certificate, 6);
        lab.Crl.RevokeInDelta(lab.Leaf.Certificate, 8);
        var delta = lab.Crl.Delta;
        lab.Crl.Delta = null;
        var cache = new RevocationMemoryCache(timeProvider: lab.Time);
        Assert.Equal("Crl Revoked [Crl Revoked]", await lab.LineAsync(lab.Options(cache)));

        lab.Crl.Delta = delta;

        Assert.Equal("Crl Good [Crl Good]", await lab.LineAsync(lab.Options(cache)));
    }

    [Theory]
    [InlineData(false, "Ocsp Good [Ocsp Good]")]
    [InlineData(true, "Ocsp Revoked [Ocsp Revoked]")]
    public async Task A_bundle_decides_without_network_what_was_collected(bool isRevoked, string outcome)
    {
        await using var lab = await LabAsync();
        if (isRevoked)
        {
            lab.Ocsp.Revoke(lab.Leaf.Certificate, reason: 1);
        }

        var offline = lab.Options(await CollectAsync(lab)) with { Transport = null };
        lab.Transport.Clear();

        Assert.Equal(outcome, await lab.LineAsync(offline));
        Assert.Equal(0, lab.Transport.Count);
    }

    [Fact]
    public async Task A_bundle_has_what_a_delegated_responder_and_a_delta_need()
    {
        await using var lab = await LabAsync();
        var responder = PkiLab.Issue(LabOcsp.ResponderRecipe(isNoCheck: false).WithRevocation([], [lab.Crl2.Url]), lab.Root);
        lab.Ocsp.Response = lab.Ocsp.Response with { Responder = responder };
        lab.Crl2.AddDelta();

        var bundle = await CollectAsync(lab);

        Assert.Equal(2, bundle.Count);
        Assert.Equal("Ocsp Good [Ocsp Good]", await lab.LineAsync(lab.Options(bundle) with { Transport = null }));
    }

    [Fact]
    public async Task A_bundle_past_its_time_decides_nothing_and_says_so()
    {
        await using var lab = await LabAsync();
        lab.Ocsp.Change = a => a with { NextUpdate = RevocationLab.Now.AddHours(1) };
        var bundle = await CollectAsync(lab);
        Assert.Equal(RevocationLab.Now.AddHours(1), bundle.ValidUntil);
        lab.Time.Now = RevocationLab.Now.AddHours(1).AddSeconds(1);

        var report = await lab.CheckAsync(lab.Options(bundle) with { Transport = null });

        Assert.Equal("OcspThenCrl Unknown [Ocsp Offline, Crl Offline]", RevocationLab.Line(report.Certificates[0]));
        Assert.Equal(
            "no cached answer that can be used (the OCSP response does not count: it expired on 2026-11-01 13:00:00 UTC); "
            + "network access is off",
            report.Certificates[0].Sources[0].Message);
        Assert.Empty(report.CacheFaults);
    }

    [Fact]
    public async Task Every_byte_of_a_response_in_a_bundle_counts()
    {
        await using var lab = await LabAsync();
        lab.Ocsp.Revoke(lab.Leaf.Certificate, reason: 1);
        var original = await CollectAsync(lab);
        var key = new OcspCacheKey(
            lab.Ocsp.Url, Signet.Signatures.Revocation.Ocsp.OcspRequests.CertificateId(lab.Leaf.Certificate, lab.Root.Certificate));
        var response = (await original.FindOcspAsync(key, Token))!.Value.ToArray();
        for (var i = 0; i < response.Length; i++)
        {
            response[i] ^= 1;
            var tampered = RevocationBundle.Collect(lab.Time);
            await tampered.StoreOcspAsync(key, response, RevocationLab.Now, Token);
            var status = (await lab.CheckAsync(lab.Options(tampered) with { Transport = null })).Certificates[0].Status;
            Assert.True(status is RevocationStatus.Unknown or RevocationStatus.Revoked, $"byte {i}: {status}");
            response[i] ^= 1;
        }
    }

    [Fact]
    public async Task An_answer_for_somebody_else_in_a_bundle_is_a_fault_and_no_answer()
    {
        await using var lab = await LabAsync();
        var text = Encoding.UTF8.GetString((await CollectAsync(lab)).Write());
        var mine = lab.Leaf;
        lab.Issue(leaf => leaf.WithRevocation([lab.Ocsp.Url], [lab.Crl.Url]));
        var others = Encoding.UTF8.GetString((await CollectAsync(lab)).Write());
        // The other certificate's good answer under the id of this one.
        var forged = RevocationBundle.Parse(Encoding.UTF8.GetBytes(
            text.Replace(Response(text), Response(others), StringComparison.Ordinal)));
        lab.Issue(_ => mine.Recipe with { SerialNumber = mine.Certificate.SerialNumberBytes });

        var report = await lab.CheckAsync(lab.Options(forged) with { Transport = null });

        Assert.Equal(RevocationStatus.Unknown, report.Certificates[0].Status);
        Assert.StartsWith("what the revocation bundle has of", Assert.Single(report.CacheFaults), StringComparison.Ordinal);
    }

    private static string Response(string bundle)
    {
        const string member = "\"response\": \"";
        var start = bundle.IndexOf(member, StringComparison.Ordinal) + member.Length;
        return bundle[start..bundle.IndexOf('"', start)];
    }

    private static async Task<RevocationLab> LabAsync(bool ocsp = true)
    {
        var lab = await RevocationLab.StartAsync();
        lab.Issue(leaf => leaf.WithRevocation(ocsp ? [lab.Ocsp.Url] : [], [lab.Crl.Url]));
        return lab;
    }

    /// <summary>Collects, writes and reads again.</summary>
    private static async Task<RevocationBundle> CollectAsync(RevocationLab lab)
    {
        var bundle = RevocationBundle.Collect(lab.Time);
        await lab.CheckAsync(lab.Options(bundle));
        return RevocationBundle.Parse(bundle.Write());
    }

    /// <summary>A cache on disk that has what a test says, and remembers what was stored.</summary>
    private sealed class ScriptedCache(Func<OcspCacheKey, byte[]?> ocsp, Func<string, CachedCrl?> crl) : IRevocationCache
    {
        public RevocationOrigin Origin => RevocationOrigin.Disk;

        public Action OnStore { get; init; } = () => { };

        public List<string> Stored { get; } = [];

        public ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken) =>
            ocsp(key) is { } response ? new(response) : default;

        public ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken) => new(crl(address));

        public ValueTask StoreOcspAsync(
            OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken) =>
            Store(key.Address);

        public ValueTask StoreCrlAsync(
            string address, CachedCrl content, DateTimeOffset nextUpdate, CancellationToken cancellationToken) => Store(address);

        private ValueTask Store(string address)
        {
            OnStore();
            Stored.Add(address);
            return default;
        }
    }
}
