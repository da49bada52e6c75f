using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Signatures;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Notary.Tests.Graph;

/// <summary>What becomes of a graph: roles, coverage, rules, and what a repository can do wrong.</summary>
public sealed class GraphVerifierTests
{
    private static readonly OciException Down = new(OciError.ServerFailed, "500");

    [Theory]
    [InlineData(MediaTypes.ImageIndex)]
    [InlineData(MediaTypes.DockerManifestList)]
    public async Task Index_with_signed_reports_is_trusted_and_its_platforms_with_it(string indexType)
    {
        using var lab = await GraphLab.OpenAsync(indexType);
        await lab.SignAsync("index", "first", "sbom", "review");

        var verdict = await lab.VerifyAsync();

        Assert.Equal((VerdictKind.Trusted, true), (verdict.Kind, verdict.IsAccepted));
        Assert.Equal(
            [GraphRole.Index, GraphRole.Platform, GraphRole.Platform, GraphRole.Signature, GraphRole.Report, GraphRole.Signature, GraphRole.Report, GraphRole.Signature, GraphRole.Signature],
            verdict.Nodes.Select(n => n.Role));
        Assert.Equal(Coverage.OwnSignature, verdict.Root!.Coverage);
        Assert.Equal(Coverage.OwnSignature | Coverage.IndexSignature, GraphLab.Node(verdict, lab.First).Coverage);
        Assert.Equal(Coverage.IndexSignature, GraphLab.Node(verdict, lab.Second).Coverage);
        Assert.Equal(Coverage.OwnSignature, GraphLab.Node(verdict, lab.Sbom).Coverage);
        Assert.Equal("linux", GraphLab.Node(verdict, lab.Second).Platform!.Os);
        Assert.Equal(GraphLab.SbomType, GraphLab.Node(verdict, lab.Sbom).ArtifactType);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), GraphLab.Node(verdict, lab.Sbom).Created);
        Assert.All(verdict.Nodes.Where(n => n.Role == GraphRole.Signature), n => Assert.Equal((VerdictKind.Trusted, false), (n.Kind, n.IsRequired)));
        Assert.All(verdict.Nodes, n => Assert.Empty(n.Notes));
        Assert.Equal(
            $"Successfully verified {Verification.VerificationLab.RepositoryName}@{lab.Index.Digest} with 2 platforms, 2 reports and 4 signatures",
            verdict.Summary);
    }

    [Theory]
    [InlineData("", "first second sbom review", VerdictKind.Unsigned)] // the index itself is not signed
    [InlineData("", "index sbom review", VerdictKind.Trusted)]
    [InlineData("", "index review", VerdictKind.Unsigned)]
    [InlineData("", "index sbom", VerdictKind.Unsigned)]
    [InlineData("", "", VerdictKind.Unsigned)]
    [InlineData("""{"platforms":"index"}""", "index sbom review", VerdictKind.Trusted)]
    [InlineData("""{"platforms":"signed"}""", "index sbom review", VerdictKind.Unsigned)]
    [InlineData("""{"platforms":"signed"}""", "index first sbom review", VerdictKind.Unsigned)]
    [InlineData("""{"platforms":"signed"}""", "index first second sbom review", VerdictKind.Trusted)]
    [InlineData("""{"referrers":{"default":"optional"}}""", "index", VerdictKind.Trusted)]
    [InlineData("""{"referrers":{"default":"optional","application/spdx+json":"signed"}}""", "index", VerdictKind.Unsigned)]
    [InlineData("""{"referrers":{"default":"optional","application/spdx+json":"signed"}}""", "index sbom", VerdictKind.Trusted)]
    [InlineData("""{"referrers":{"application/vnd.example.*":"optional"}}""", "index sbom", VerdictKind.Trusted)]
    [InlineData("""{"referrers":{"application/*":"optional","application/vnd.example.*":"signed"}}""", "index sbom", VerdictKind.Unsigned)]
    [InlineData("""{"referrers":{"application/vnd.example.rev*":"optional","application/vnd.example.review":"signed"}}""", "index sbom", VerdictKind.Unsigned)]
    [InlineData("""{"referrers":{"application/SPDX+json":"optional"}}""", "index review", VerdictKind.Unsigned)]
    public async Task Rules_say_what_must_be_signed(string rules, string signed, VerdictKind expected)
    {
        using var lab = await GraphLab.OpenAsync();
        lab.Trust.Graph = rules;
        await lab.SignAsync(signed.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        var verdict = await lab.VerifyAsync();

        Assert.True(expected == verdict.Kind, verdict.Summary);
        Assert.Equal(expected == VerdictKind.Trusted, !verdict.Failures.Any());
    }

    [Theory]
    [InlineData("stranger", "untrusted")]
    [InlineData("broken", "invalid")]
    [InlineData("expired", "expired")]
    [InlineData("unreachable", "undetermined")]
    [InlineData("another signer", "the index by")]
    public async Task Own_signature_of_a_platform_adds_to_that_of_its_index_and_takes_nothing_away(string own, string note)
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom", "review");
        if (own == "another signer")
        {
            lab.Trust.Store("ca", "test", lab.Trust.Stranger.Root.Certificate);
        }

        var signature = await lab.Trust.SignAsync(
            own is "stranger" or "another signer" ? lab.Trust.Stranger : null,
            artifact: own == "broken" ? lab.First : lab.Second,
            subject: lab.Second,
            change: own == "expired" ? r => r with { Expiry = r.SigningTime.AddMinutes(1) } : null);
        if (own == "unreachable")
        {
            lab.Repository.Failures[ManifestReader.Read(signature, lab.Repository.ContentOf(signature.Digest)).Layers[0].Digest] = Down;
        }

        var verdict = await lab.VerifyAsync();

        Assert.True(verdict.IsAccepted, verdict.Summary);
        Assert.Contains(note, Assert.Single(GraphLab.Node(verdict, lab.Second).Notes), StringComparison.Ordinal);

        lab.Trust.Graph = """{"platforms":"signed"}""";
        await lab.SignAsync("first");
        Assert.Equal(own == "another signer", (await lab.VerifyAsync()).IsAccepted);
    }

    [Fact]
    public async Task Own_signature_of_a_platform_that_was_revoked_is_told_and_counts_where_platforms_must_be_signed()
    {
        var recipes = PkiLab.SigningRecipes(length: 2, name: "revocable");
        var root = PkiLab.Issue(recipes[1], null, slot: 1);
        await using var responder = await OcspResponder.StartAsync(root);
        var chain = PkiLab.ChainOf(PkiLab.Issue(recipes[0].WithRevocation([responder.Url], []), root), root);
        using var lab = await GraphLab.OpenAsync();
        lab.Trust.Store("ca", "test", root.Certificate);
        await lab.SignAsync("index", "sbom", "review", "first");
        await lab.Trust.SignAsync(chain, artifact: lab.Second);
        var before = await VerifyAsync();
        responder.Revoke(chain.Leaf.Certificate);

        var byIndex = await VerifyAsync();
        lab.Trust.Graph = """{"platforms":"signed"}""";
        var byItself = await VerifyAsync();

        Assert.True(before.IsAccepted && byIndex.IsAccepted, byIndex.Summary);
        Assert.Contains("the index by", Assert.Single(GraphLab.Node(before, lab.Second).Notes), StringComparison.Ordinal);
        Assert.Contains("revoked", Assert.Single(GraphLab.Node(byIndex, lab.Second).Notes), StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Revoked, byItself.Kind);

        // Without the answers that a process keeps.
        Task<GraphVerdict> VerifyAsync()
        {
            var time = lab.Trust.Options.TimeProvider;
            lab.Trust.Options = new() { TimeProvider = time, Revocation = new RevocationChecker(new() { Caches = [], TimeProvider = time }) };
            return lab.VerifyAsync();
        }
    }

    [Theory]
    [InlineData("list of the index", VerdictKind.Undetermined)]
    [InlineData("list of the report", VerdictKind.Undetermined)]
    [InlineData("list of a signature", VerdictKind.Undetermined)]
    [InlineData("report", VerdictKind.Undetermined)]
    [InlineData("platform", VerdictKind.Undetermined)]
    [InlineData("lost platform", VerdictKind.Undetermined)]
    [InlineData("changed platform", VerdictKind.Invalid)]
    [InlineData("index", VerdictKind.Undetermined)]
    public async Task What_cannot_be_read_is_never_accepted(string what, VerdictKind expected)
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "first", "sbom", "review");
        var signature = await lab.Trust.SignAsync(artifact: lab.Second);
        Assert.True((await lab.VerifyAsync()).IsAccepted);
        switch (what)
        {
            case "list of the index":
                lab.Repository.ListFailures[lab.Index.Digest] = Down;
                break;
            case "list of the report":
                lab.Repository.ListFailures[lab.Sbom.Digest] = Down;
                break;
            case "list of a signature":
                lab.Repository.ListFailures[signature.Digest] = Down;
                break;
            case "report":
                lab.Repository.Failures[lab.Review.Digest] = Down;
                break;
            case "platform":
                lab.Repository.Failures[lab.Second.Digest] = Down;
                break;
            case "lost platform":
                lab.Repository.Remove(lab.Second.Digest);
                break;
            case "changed platform":
                lab.Repository.Failures[lab.Second.Digest] = new OciException(OciError.ContentMismatch, "other bytes");
                break;
            default:
                lab.Repository.Failures[lab.Index.Digest] = Down;
                break;
        }

        var verdict = await lab.VerifyAsync();

        Assert.Equal((expected, false), (verdict.Kind, verdict.IsAccepted));
        Assert.Equal(what == "index", verdict.Root is null);
        if (what is "report" or "platform")
        {
            Assert.Contains("500", Assert.Single(verdict.Failures).Notes[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Optional_report_that_cannot_be_read_changes_nothing()
    {
        using var lab = await GraphLab.OpenAsync();
        lab.Trust.Graph = """{"referrers":{"default":"optional"}}""";
        await lab.SignAsync("index");
        lab.Repository.Failures[lab.Review.Digest] = Down;

        var verdict = await lab.VerifyAsync();

        Assert.True(verdict.IsAccepted, verdict.Summary);
        Assert.Equal(VerdictKind.Undetermined, GraphLab.Node(verdict, lab.Review).Kind);
    }

    [Theory]
    [InlineData("amd64", true, true)]
    [InlineData("arm64", true, true)]
    [InlineData("amd64", false, false)]
    [InlineData("arm64", false, true)]
    public async Task With_a_platform_only_what_its_users_get_is_asked(string architecture, bool isSbomSigned, bool isAccepted)
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync(isSbomSigned ? ["index", "sbom", "review", "second"] : ["index", "second"]);

        var verdict = await lab.VerifyAsync(platform: new() { Os = "linux", Architecture = architecture });

        Assert.True(isAccepted == verdict.IsAccepted, verdict.Summary);
        Assert.Single(verdict.Nodes, n => n.Role == GraphRole.Platform);
        Assert.Equal(architecture == "amd64" ? lab.First.Digest : lab.Second.Digest, verdict.Platform!.Manifest.Digest);
        Assert.Equal(VerdictKind.Trusted, verdict.Platform.ThroughIndex);
        Assert.Equal(architecture == "amd64" ? VerdictKind.Unsigned : VerdictKind.Trusted, verdict.Platform.ByDigest);
    }

    [Fact]
    public async Task Platform_that_is_none_is_no_verdict_about_another()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "first", "second", "sbom", "review");

        var verdict = await lab.VerifyAsync(platform: new() { Os = "windows", Architecture = "amd64" });

        Assert.Equal((VerdictKind.Undetermined, null), (verdict.Kind, verdict.Root));
        Assert.Contains("no matching manifest", verdict.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A11_TagThatMovesIsAskedForOnce(bool byTag)
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom", "review");
        var other = lab.Repository.AddArtifact("evil");
        lab.Repository.OnResolve = reference =>
        {
            if (reference == "latest")
            {
                lab.Repository.Tags["latest"] = other.Digest;
                return lab.Index.Bare();
            }

            return null;
        };

        var verdict = await lab.VerifyAsync(byTag ? "latest" : null);

        Assert.True(verdict.IsAccepted, verdict.Summary);
        Assert.Equal(lab.Index.Digest, verdict.Root!.Descriptor.Digest);
        Assert.Equal(byTag ? 1 : 0, lab.Repository.Requests.Count(r => r == "resolve latest"));
    }

    [Fact]
    public async Task A6_AnswerWithAnotherDigestThanTheOneAskedForIsInvalid()
    {
        using var lab = await GraphLab.OpenAsync();
        lab.Repository.OnResolve = _ => lab.First.Bare();

        var verdict = await lab.VerifyAsync();

        Assert.Equal((VerdictKind.Invalid, null), (verdict.Kind, verdict.Root));
    }

    /// <summary>The registry lists every referrer for every subject, so each is offered to the wrong ones.</summary>
    [Fact]
    public async Task A12_SignatureOfAnotherSubjectConvincesNobody()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom");
        lab.Repository.IsTruthful = false;

        var verdict = await lab.VerifyAsync();

        Assert.False(verdict.IsAccepted);
        Assert.Equal(VerdictKind.Trusted, verdict.Root!.Kind);
        Assert.Equal([lab.Review.Digest], verdict.Failures.Select(n => n.Descriptor.Digest));
        Assert.Equal(VerdictKind.Trusted, GraphLab.Node(verdict, lab.Sbom).Kind);
        Assert.NotEmpty(verdict.Ignored);
        Assert.All(verdict.Ignored, i => Assert.Contains("does not name the subject", i.Reason, StringComparison.Ordinal));

        await lab.SignAsync("review");
        Assert.True((await lab.VerifyAsync()).IsAccepted);
    }

    /// <summary>A good signature over the SBOM, stored as if it were the review's.</summary>
    [Fact]
    public async Task A12_SignedContentOfAnotherSubjectConvincesNobody()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom");
        await lab.Trust.SignAsync(artifact: lab.Sbom, subject: lab.Review);

        var verdict = await lab.VerifyAsync();

        Assert.Equal(VerdictKind.Invalid, verdict.Kind);
        Assert.Equal([lab.Review.Digest], verdict.Failures.Select(n => n.Descriptor.Digest));
    }

    /// <summary>What a list calls a signature is one only if its manifest says so.</summary>
    [Fact]
    public async Task A12_ReportThatIsListedAsASignatureMustBeSignedAllTheSame()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom");
        var at = lab.Repository.Listing.FindIndex(d => d.Digest == lab.Review.Digest);
        lab.Repository.Listing[at] = lab.Repository.Listing[at] with { ArtifactType = NotaryMediaTypes.Signature };

        var verdict = await lab.VerifyAsync();

        Assert.Equal(GraphRole.Report, GraphLab.Node(verdict, lab.Review).Role);
        Assert.False(verdict.IsAccepted);
    }

    [Fact]
    public async Task A12_SubjectOfTheSameDigestAndAnotherSizeIsAnother()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom", "review");
        var liar = await lab.AttachAsync(lab.Second with { Size = lab.Second.Size + 1 }, GraphLab.SbomType, "liar");

        var verdict = await lab.VerifyAsync();

        Assert.True(verdict.IsAccepted, verdict.Summary);
        Assert.Equal(liar.Digest, Assert.Single(verdict.Ignored).Descriptor.Digest);
    }

    [Fact]
    public async Task A13_ChainOfReportsWithoutAnEndIsUndetermined()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom", "review");
        var last = lab.Review;
        for (var i = 0; i < OciLimits.Default.GraphDepth; i++)
        {
            last = await lab.AttachAsync(last, GraphLab.SbomType, $"{i}");
        }

        var verdict = await lab.VerifyAsync();

        Assert.Equal((VerdictKind.Undetermined, false), (verdict.Kind, verdict.IsAccepted));
        Assert.Equal("graph.walk", Assert.Single(verdict.Checks).Rule);
        Assert.Equal(VerdictKind.Trusted, verdict.Root!.Kind);
    }

    /// <summary>Each level names the next twice: as many paths as there are atoms, and each manifest once in the tree.</summary>
    [Fact]
    public async Task A13_IndexesThatShareTheirEntriesAreShownOnce()
    {
        using var lab = await GraphLab.OpenAsync();
        var level = lab.First;
        for (var i = 0; i < 30; i++)
        {
            var one = Index(level, $"a{i}");
            var two = Index(level, $"b{i}");
            level = lab.Repository.AddManifest(ManifestWriter.WriteIndex([one, two], null, null), null, MediaTypes.ImageIndex);
        }

        await lab.Trust.SignAsync(artifact: level);
        await lab.SignAsync("sbom", "review");

        var verdict = await lab.VerifyAsync(level.Digest.ToString());

        Assert.True(verdict.IsAccepted, verdict.Summary);
        Assert.Equal(91 - 1 + 1 + 2 + 3, verdict.Nodes.Count);
        Assert.Equal(Coverage.IndexSignature, GraphLab.Node(verdict, lab.First).Coverage);

        Descriptor Index(Descriptor entry, string name) => lab.Repository.AddManifest(
            ManifestWriter.WriteIndex([entry.Bare()], null, null, new Dictionary<string, string> { ["n"] = name }), null, MediaTypes.ImageIndex);
    }

    /// <summary>What an index covers is its entries; a signature of one of two indexes covers nothing of the other.</summary>
    [Fact]
    public async Task Index_that_is_attached_and_unsigned_covers_nothing()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom", "review");
        var entry = lab.Repository.AddArtifact("attached");
        var index = ManifestWriter.WriteIndex([entry], "application/vnd.example.set", lab.Index.Bare());
        var descriptor = Descriptor.Of(MediaTypes.ImageIndex, index);
        lab.Repository.AddManifest(index, null, MediaTypes.ImageIndex);
        lab.Repository.Listing.Add(descriptor with { ArtifactType = "application/vnd.example.set" });

        var unsigned = await lab.VerifyAsync();
        Assert.Equal([descriptor.Digest, entry.Digest], unsigned.Failures.Select(n => n.Descriptor.Digest));

        await lab.Trust.SignAsync(artifact: descriptor);
        Assert.True((await lab.VerifyAsync()).IsAccepted);
    }

    [Fact]
    public async Task Without_a_policy_the_graph_is_shown_and_nothing_is_accepted()
    {
        using var lab = await GraphLab.OpenAsync();
        await lab.SignAsync("index", "sbom", "review");

        var verdict = await lab.VerifyAsync(hasPolicy: false);

        Assert.Equal((VerdictKind.Undetermined, false, true), (verdict.Kind, verdict.IsAccepted, verdict.IsUnverified));
        Assert.StartsWith("no policy: ", verdict.Summary, StringComparison.Ordinal);
        Assert.All(verdict.Nodes, n => Assert.Equal((false, null, null), (n.IsAccepted, n.Verdict, n.Signature)));
        Assert.Equal(3, verdict.Nodes.Count(n => n.Claim?.Content is not null));
    }

    [Theory]
    [InlineData("skip", VerificationLabScope.Here, VerdictKind.Skipped)]
    [InlineData("strict", VerificationLabScope.Elsewhere, VerdictKind.Untrusted)]
    [InlineData("audit", VerificationLabScope.Here, VerdictKind.Unsigned)]
    public async Task Policy_decides_for_all_parts_alike(string level, string scope, VerdictKind expected)
    {
        using var lab = await GraphLab.OpenAsync();
        lab.Trust.Level = level;
        lab.Trust.Scope = scope;

        var verdict = await lab.VerifyAsync();

        Assert.Equal((expected, expected == VerdictKind.Skipped), (verdict.Kind, verdict.IsAccepted));
        Assert.Equal(5, verdict.Nodes.Count);
        Assert.All(verdict.Nodes, n => Assert.Equal(expected, n.Kind));
    }

    private static class VerificationLabScope
    {
        public const string Here = Verification.VerificationLab.RepositoryName;
        public const string Elsewhere = "elsewhere.example.com/app";
    }
}
