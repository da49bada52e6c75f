using Signet.Notary.Graph;
using Signet.Notary.Signing;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Tests.Graph;

/// <summary>What signing a whole graph signs, leaves, and says.</summary>
public sealed class GraphSignerTests
{
    [Fact]
    public async Task Everything_is_signed_once_and_the_artifact_last()
    {
        using var lab = await GraphLab.OpenAsync();

        var first = await SignAsync(lab);

        Assert.True(first.IsComplete);
        Assert.Equal(
            [lab.First.Digest, lab.Index.Digest, lab.Review.Digest, lab.Sbom.Digest, lab.Second.Digest],
            first.Results.Select(r => r.Descriptor.Digest).OrderBy(d => Order(lab, d)));
        Assert.Equal(lab.Index.Digest, first.Results[^1].Descriptor.Digest);
        Assert.All(first.Results, r => Assert.Equal(GraphSignOutcome.Signed, r.Outcome));
        Assert.Equal(
            first.Results[^1].Signature!.SignatureManifest.Digest,
            lab.Repository.Listing[^1].Digest);
        lab.Trust.Graph = """{"platforms":"signed"}""";
        Assert.True((await lab.VerifyAsync()).IsAccepted);

        var listed = lab.Repository.Listing.Count;
        var second = await SignAsync(lab);
        Assert.All(second.Results, r => Assert.Equal(GraphSignOutcome.AlreadySigned, r.Outcome));
        Assert.Equal(listed, lab.Repository.Listing.Count);

        var added = await lab.AttachAsync(lab.Second, GraphLab.SbomType, "new");
        var third = await SignAsync(lab);
        Assert.Equal([added.Digest], third.Results.Where(r => r.Outcome == GraphSignOutcome.Signed).Select(r => r.Descriptor.Digest));
    }

    [Theory]
    [InlineData("another certificate")]
    [InlineData("other metadata")]
    [InlineData("expired")]
    [InlineData("of another artifact")]
    [InlineData("broken")]
    [InlineData("forced")]
    public async Task What_does_not_count_is_no_reason_not_to_sign(string why)
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.Trust.SignAsync(
            why == "another certificate" ? lab.Trust.Stranger : null,
            artifact: why == "of another artifact" ? lab.First : lab.Index,
            subject: lab.Index,
            metadata: why == "other metadata" ? new Dictionary<string, string> { ["a"] = "b" } : null,
            change: why == "expired" ? r => r with { Expiry = r.SigningTime.AddMinutes(1) } : null);
        if (why == "broken")
        {
            lab.Repository.Listing.Clear();
            await lab.Trust.AttachAsync([lab.Repository.AddBlob("application/jose+json", "{}"u8.ToArray())], subject: lab.Index);
        }

        var signing = await SignAsync(lab, o => o with { SignsAgain = why == "forced" });

        Assert.Equal(GraphSignOutcome.Signed, signing.Results[^1].Outcome);
    }

    [Fact]
    public async Task After_a_failure_it_says_what_is_signed_and_the_artifact_is_not()
    {
        using var lab = await GraphLab.OpenAsync();
        var told = new List<GraphSignResult>();
        lab.Repository.Failures[lab.Sbom.Digest] = new OciException(OciError.ServerFailed, "500");
        await Assert.ThrowsAsync<OciException>(() => SignAsync(lab));
        Assert.Equal(2, lab.Repository.Listing.Count);
        lab.Repository.Failures.Clear();

        // The report can be read, and what is pushed for it cannot be stored.
        var signer = new FailingSigner(new KeySigner(lab.Trust.Trusted.CreateProvider(), lab.Trust.Options.TimeProvider), lab.Sbom.Digest);
        var signing = await SignAsync(lab, o => o with { Concurrency = 1, Progress = told.Add }, signer);

        Assert.False(signing.IsComplete);
        Assert.IsType<OciException>(signing.Failure);
        Assert.Equal(GraphSignOutcome.NotAttempted, signing.Results[^1].Outcome);
        Assert.Single(signing.Results, r => r.Outcome == GraphSignOutcome.Failed && r.Descriptor.Digest == lab.Sbom.Digest);
        Assert.Equal(signing.Results.Count, told.Count);
        Assert.Equal(VerdictKind.Unsigned, (await lab.VerifyAsync()).Root!.Kind);

        var again = await SignAsync(lab);
        Assert.True(again.IsComplete);
        Assert.Equal(
            signing.Results.Count(r => r.Outcome == GraphSignOutcome.Signed),
            again.Results.Count(r => r.Outcome == GraphSignOutcome.AlreadySigned));
    }

    [Fact]
    public async Task Caller_who_gives_up_is_told_what_is_signed()
    {
        using var lab = await GraphLab.OpenAsync();
        using var stop = new CancellationTokenSource();

        var signing = await SignAsync(
            lab,
            o => o with { Concurrency = 1, Progress = r => _ = r.Outcome == GraphSignOutcome.Signed ? stop.CancelAsync() : null },
            cancellationToken: stop.Token);

        Assert.Equal((1, false), (signing.Results.Count(r => r.Outcome == GraphSignOutcome.Signed), signing.IsComplete));
        Assert.Equal(GraphSignOutcome.NotAttempted, signing.Results[^1].Outcome);
    }

    [Fact]
    public async Task Dry_run_signs_nothing()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("sbom");
        var requests = lab.Repository.Listing.Count;

        var signing = await SignAsync(lab, o => o with { IsDryRun = true });

        Assert.Equal(4, signing.Results.Count(r => r.Outcome == GraphSignOutcome.Planned));
        Assert.Equal(lab.Sbom.Digest, Assert.Single(signing.Results, r => r.Outcome == GraphSignOutcome.AlreadySigned).Descriptor.Digest);
        Assert.Equal(requests, lab.Repository.Listing.Count);
    }

    private static int Order(GraphLab lab, Digest digest) =>
        Array.IndexOf([lab.First.Digest, lab.Index.Digest, lab.Review.Digest, lab.Sbom.Digest, lab.Second.Digest], digest);

    private static async Task<GraphSigning> SignAsync(
        GraphLab lab, Func<GraphSignOptions, GraphSignOptions>? change = null, ISigner? signer = null, CancellationToken? cancellationToken = null)
    {
        using var provider = lab.Trust.Trusted.CreateProvider();
        var options = new GraphSignOptions { Signature = new() { Reference = lab.Index.Digest.ToString() } };
        return await new GraphSigner(lab.Repository, signer ?? new KeySigner(provider, lab.Trust.Options.TimeProvider), lab.Trust.Options.TimeProvider)
            .SignAsync(change?.Invoke(options) ?? options, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>A key that cannot be reached when one artifact is to be signed.</summary>
    private sealed class FailingSigner(ISigner inner, Digest artifact) : ISigner
    {
        public async Task<ISigningSession> OpenAsync(
            SigningTarget target, EnvelopeOptions options, CancellationToken cancellationToken = default) =>
            new Session(await inner.OpenAsync(target, options, cancellationToken), artifact);

        private sealed class Session(ISigningSession inner, Digest artifact) : ISigningSession
        {
            public Signatures.KeySpec? KeySpec => inner.KeySpec;

            public Task<SignedEnvelope> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
                System.Text.Encoding.UTF8.GetString(payload.Span).Contains(artifact.ToString(), StringComparison.Ordinal)
                    ? throw new OciException(OciError.ServerFailed, "500")
                    : inner.SignAsync(payload, cancellationToken);
        }
    }
}
