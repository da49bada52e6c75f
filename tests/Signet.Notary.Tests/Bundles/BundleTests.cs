using Signet.Notary.Bundles;
using Signet.Notary.Graph;
using Signet.Notary.Tests.Verification;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Archives;
using Signet.Oci.Layout;

namespace Signet.Notary.Tests.Bundles;

/// <summary>What a bundle holds, who must have signed it, and what is loaded from it.</summary>
public sealed class BundleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bundle_states_what_was_verified_and_verifies_on_a_machine_that_knows_its_signer_alone()
    {
        using var lab = await BundleLab.OpenAsync();
        var created = await lab.CreateAsync();
        Assert.True(created.IsCreated, $"{created.Verdict.Summary} {string.Join(' ', created.Verdict.Checks.Select(c => c.Message))} {string.Join(';', created.Verdict.Failures.Select(f => f.Descriptor.Digest + f.Verdict?.Summary))} {string.Join(';', created.Rehearsal?.Checks.Select(c => c.Message) ?? [])}");

        var verdict = await lab.VerifyAsync();

        Assert.True(verdict.IsAccepted, string.Join('\n', verdict.Checks.Select(c => c.Message)));
        var statement = verdict.Statement!;
        Assert.Equal(VerificationLab.RepositoryName, statement.Repository);
        Assert.Equal(("latest", lab.Source.Index.Digest, lab.Now), (statement.Tag, statement.Root.Digest, statement.Created));
        Assert.Equal(lab.Source.Trust.Policy().SourceBytes.Length, statement.Policy.Size);
        Assert.Equal(new TrustStoreName(TrustStoreType.Ca, "test"), Assert.Single(statement.Certificates).Store);
        Assert.Equal(8, statement.Nodes.Count);
        Assert.Equal(3, statement.Nodes.Count(n => n.Role == GraphRole.Signature && n.Kind == VerdictKind.Trusted));
        Assert.Equal(8, statement.Content.Count(c => MediaTypes.IsManifest(c.MediaType)));
        Assert.Equal([lab.Bundle], Directory.GetFiles(lab.Folder));
    }

    [Fact]
    public async Task What_is_loaded_is_the_graph_under_its_tag_and_the_bundle_only_where_it_is_asked_for()
    {
        using var lab = await BundleLab.OpenAsync();
        var created = await lab.CreateAsync();
        var verdict = await lab.VerifyAsync();
        var layout = await LayoutRepository.CreateAsync(lab.PathOf("layout"), Token);
        var record = await LayoutRepository.CreateAsync(lab.PathOf("record"), Token);

        await BundleLoader.LoadAsync(verdict, layout, ["v2"], cancellationToken: Token);
        await BundleLoader.LoadAsync(verdict, record, ["v2"], keepsBundle: true, cancellationToken: Token);

        Assert.Equal(lab.Source.Index.Digest, (await layout.ResolveAsync("v2", Token)).Digest);
        Assert.Equal(["v2"], await layout.ListTagsAsync(cancellationToken: Token).ToListAsync(Token));
        Assert.Single(await layout.ListReferrersAsync(lab.Source.Index.Digest, cancellationToken: Token).ToListAsync(Token));
        var graph = await new GraphVerifier(lab.Source.Trust.Policy(), lab.Source.Trust.TrustStore, lab.Source.Trust.Options)
            .VerifyAsync(layout, new() { Reference = "v2", Scope = VerificationLab.RepositoryName }, Token);
        Assert.Equal(VerdictKind.Trusted, graph.Kind);
        Assert.False(await layout.ExistsAsync(created.Bundle!, Token));
        Assert.True(await record.ExistsAsync(created.Bundle!, Token));
        Assert.Single(await record.ListReferrersAsync(created.Bundle!.Digest, cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_bundle_that_is_not_accepted_is_not_loaded()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync(lab.Destination.Stranger);
        var verdict = await lab.VerifyAsync();
        var layout = await LayoutRepository.CreateAsync(lab.PathOf("layout"), Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => BundleLoader.LoadAsync(verdict, layout, ["v2"], cancellationToken: Token));

        Assert.Empty(await layout.ListTagsAsync(cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task With_a_standing_clock_everything_but_the_signature_is_the_same_twice()
    {
        using var lab = await BundleLab.OpenAsync();
        var first = await lab.CreateAsync();
        var second = await lab.CreateAsync(path: lab.PathOf("second.tar"));

        var one = await ExactArchive.ReadAsync(lab.Bundle, cancellationToken: Token);
        var two = await ExactArchive.ReadAsync(lab.PathOf("second.tar"), cancellationToken: Token);

        Assert.Equal(first.Bundle, second.Bundle);
        Assert.Equal(2, one.Blobs.Keys.Except(two.Blobs.Keys).Count()); // Envelope and signature manifest.
        Assert.Equal(new FileInfo(lab.Bundle).Length, new FileInfo(lab.PathOf("second.tar")).Length, tolerance: 2048L);
    }

    [Theory]
    [InlineData("unsigned graph", VerdictKind.Unsigned)]
    [InlineData("policy that skips", VerdictKind.Skipped)]
    [InlineData("untrusted signer", VerdictKind.Untrusted)]
    public async Task What_is_not_trusted_is_not_bundled_and_leaves_nothing(string what, VerdictKind expected)
    {
        using var lab = await BundleLab.OpenAsync(isSigned: what == "policy that skips");
        lab.Source.Trust.Level = what == "policy that skips" ? "skip" : "strict";
        if (what == "untrusted signer")
        {
            await lab.Source.Trust.SignAsync(lab.Source.Trust.Stranger, artifact: lab.Source.Index);
        }

        var created = await lab.CreateAsync();

        Assert.False(created.IsCreated);
        Assert.Equal(expected, created.Verdict.Kind);
        Assert.Empty(Directory.GetFileSystemEntries(lab.Folder));
    }

    [Fact]
    public async Task A_copy_that_breaks_off_leaves_the_old_file_and_nothing_else()
    {
        using var lab = await BundleLab.OpenAsync();
        await File.WriteAllTextAsync(lab.Bundle, "old", Token);
        var blob = lab.Source.Repository.AddBlob("text/plain", "content"u8.ToArray());
        var image = Signet.Oci.Manifests.ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [blob], "application/vnd.example");
        var descriptor = lab.Source.Repository.AddManifest(image, "blob");
        await lab.Source.Trust.SignAsync(artifact: descriptor);
        lab.Source.Repository.Failures[blob.Digest] = new OciException(OciError.ServerFailed, "gone");

        await Assert.ThrowsAsync<OciException>(() => lab.CreateAsync(reference: "blob"));

        Assert.Equal("old", await File.ReadAllTextAsync(lab.Bundle, Token));
        Assert.Equal([lab.Bundle], Directory.GetFileSystemEntries(lab.Folder));
    }

    [Fact]
    public async Task A11_a_tag_that_moves_meanwhile_changes_nothing()
    {
        using var lab = await BundleLab.OpenAsync();
        var other = lab.Source.Repository.AddArtifact("other");
        var asked = 0;
        lab.Source.Repository.OnResolve = reference => reference == "latest" && asked++ > 0 ? other : null;

        var created = await lab.CreateAsync();

        Assert.Equal(lab.Source.Index.Digest, created.Statement!.Root.Digest);
        Assert.Equal(1, asked);
        Assert.True((await lab.VerifyAsync()).IsAccepted);
    }

    [Fact]
    public async Task A_bundle_is_not_put_into_a_bundle()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.Source.Trust.SignAsync(artifact: await lab.Source.AttachAsync(lab.Source.Index, BundleMediaTypes.Bundle));

        var refusal = await Assert.ThrowsAsync<BundleException>(() => lab.CreateAsync());

        Assert.Contains("a bundle in a bundle is not made", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_digest_there_is_no_tag()
    {
        using var lab = await BundleLab.OpenAsync();
        var created = await lab.CreateAsync(reference: lab.Source.Index.Digest.ToString());

        var verdict = await lab.VerifyAsync();

        Assert.Null(created.Statement!.Tag);
        Assert.True(verdict.IsAccepted, verdict.Summary);
    }

    [Fact]
    public async Task A_signer_nobody_trusts_here_is_untrusted_whatever_policy_they_bring()
    {
        using var lab = await BundleLab.OpenAsync();
        lab.Source.Trust.Store("ca", "test", lab.Destination.Stranger.Root.Certificate);
        await lab.CreateAsync(lab.Destination.Stranger);

        var verdict = await lab.VerifyAsync();

        Assert.Equal(VerdictKind.Untrusted, verdict.Kind);
        Assert.Null(verdict.Statement);
        Assert.Null(verdict.Graph);
    }

    [Theory]
    [InlineData("registry.example.com/other")]
    [InlineData("registry.example.com/app2")]
    public async Task A_bundle_of_another_repository_is_refused_though_its_signer_is_trusted_for_it_too(string scope)
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        lab.Destination.Scope = "*";

        var verdict = await lab.VerifyAsync(scope: scope);

        Assert.Equal(VerdictKind.Untrusted, verdict.Kind);
        Assert.Contains($"the bundle is of registry.example.com/app, not of {scope}", verdict.Summary, StringComparison.Ordinal);
        Assert.Null(verdict.Graph);
    }

    [Theory]
    [InlineData("audit", "does not enforce authenticity")]
    [InlineData("skip", "does not enforce authenticity")]
    public async Task A_policy_that_takes_anybody_verifies_no_bundle(string level, string message)
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        lab.Destination.Level = level;

        var verdict = await lab.VerifyAsync();

        Assert.Equal(VerdictKind.Untrusted, verdict.Kind);
        Assert.Contains(message, verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_statement_for_the_scope_nothing_is_trusted()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        lab.Destination.Scope = "registry.example.com/another";

        Assert.Equal(VerdictKind.Untrusted, (await lab.VerifyAsync()).Kind);
    }

    [Fact]
    public async Task The_own_policy_judges_the_graph_too_where_it_is_asked()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();

        var stranger = await lab.VerifyAsync(ownPolicy: true);
        lab.Destination.Store("ca", "test", lab.Source.Trust.Trusted.Root.Certificate);
        var known = await lab.VerifyAsync(ownPolicy: true);

        Assert.Equal(VerdictKind.Untrusted, stranger.Kind);
        Assert.Equal(VerdictKind.Trusted, stranger.Graph!.Kind);
        Assert.Equal((VerdictKind.Trusted, VerdictKind.Trusted), (known.Kind, known.OwnGraph!.Kind));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error_and_no_verdict()
    {
        using var lab = await BundleLab.OpenAsync(isSigned: false);

        var error = await Assert.ThrowsAsync<OciException>(() => lab.VerifyAsync());

        Assert.Equal(OciError.NotFound, error.Error);
    }
}
