using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Signatures;

namespace Signet.Notary.Tests.Verification;

/// <summary>What somebody who may push to the repository, or a registry that lies, can try.</summary>
public sealed class CandidateAttackTests : IDisposable
{
    private readonly VerificationLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task A6_RegistryAnswersAnotherDigest()
    {
        await _lab.SignAsync();
        var other = _lab.Repository.AddArtifact("other");
        _lab.Repository.OnResolve = _ => other;

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.Equal(
            $"user input digest {_lab.Artifact.Digest} does not match the resolved digest {other.Digest}", verdict.Summary);
        Assert.Empty(verdict.Signatures);
    }

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(0, 0, true)]
    public async Task A6_RegistryLiesAboutSizeOrMediaType(int position, int sizeLie, bool mediaTypeLie)
    {
        await _lab.SignAsync();
        _lab.Repository.OnResolve = _ => _lab.Artifact with
        {
            Size = _lab.Artifact.Size + sizeLie,
            MediaType = mediaTypeLie ? MediaTypes.ImageIndex : _lab.Artifact.MediaType,
        };

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.Equal("subject", verdict.Signatures[position].Checks[0].Rule);
    }

    /// <summary>The poison of the fact sheet: each of these in front of a good one makes notation fail.</summary>
    public static TheoryData<string> Poisons =>
        ["no layer", "two layers", "no envelope", "huge envelope", "missing manifest", "index", "not JSON", "tar layer",
            "empty envelope", "no subject", "wrong config", "lying size", "negative size"];

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task A7_PoisonCandidateBeforeGood(string poison)
    {
        await PoisonAsync(poison);
        var good = await _lab.SignAsync(isAnnotated: false);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(good.Digest, verdict.TrustedSignature!.Manifest.Digest);
        Assert.Equal(2, verdict.Signatures.Count);
        if (poison != "no subject")
        {
            Assert.Equal(1, verdict.IgnoredCount);
            Assert.True(verdict.Signatures[0].IsIgnored);
        }
    }

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task A7_PoisonAloneIsInvalidNotUnsigned(string poison)
    {
        await PoisonAsync(poison);

        VerdictAssert.Kind(VerdictKind.Invalid, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task A7_SlowCandidateDoesNotHoldUpAGoodOne()
    {
        var slow = await _lab.SignAsync(_lab.Stranger);
        _lab.Repository.Delays[slow.Digest] = new TaskCompletionSource().Task;
        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Single(verdict.Signatures);
    }

    [Fact]
    public async Task A8_HundredsOfJunkBeforeAGoodOne()
    {
        for (var i = 0; i < 150; i++)
        {
            await _lab.AttachAsync([_lab.Repository.AddBlob(NotaryMediaTypes.Jws, BitConverter.GetBytes(i))]);
        }

        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
    }

    [Fact]
    public async Task A8_JunkThatClaimsTheTrustedCertificateFreezesButNeverPasses()
    {
        for (var i = 0; i < 150; i++)
        {
            await _lab.AttachAsync(
                [_lab.Repository.AddBlob(NotaryMediaTypes.Jws, BitConverter.GetBytes(i))], VerificationLab.Annotations(_lab.Trusted));
        }

        await _lab.SignAsync();

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.Equal(100, verdict.Signatures.Count);
        var check = Assert.Single(verdict.Checks, c => c.Status == CheckStatus.Undetermined);
        Assert.StartsWith(
            "signature evaluation stopped. The configured limit of 100 signatures", check.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "signature verification failed for all the signatures associated with", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A8_UnannotatedSignatureIsFoundUnderTheLimit()
    {
        for (var i = 0; i < 50; i++)
        {
            await _lab.SignAsync(_lab.Stranger, metadata: new Dictionary<string, string> { ["i"] = $"{i}" });
        }

        await _lab.SignAsync(isAnnotated: false);

        VerdictAssert.Kind(VerdictKind.Trusted, await _lab.VerifyAsync());
    }

    [Theory]
    [InlineData(2, VerdictKind.Untrusted)]
    [InlineData(1, VerdictKind.Undetermined)]
    public async Task A8_LimitThatLeavesSignaturesOutLeavesTheQuestionOpen(int limit, VerdictKind expected)
    {
        _lab.Options = _lab.Options with { MaxSignatures = limit };
        await _lab.SignAsync(_lab.Stranger);
        await _lab.SignAsync(_lab.Stranger, NotaryMediaTypes.Cose);

        VerdictAssert.Kind(expected, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task A8_ManyBytesInFrontDoNotCrowdOutASmallGoodOne()
    {
        _lab.Options = _lab.Options with { MaxBytes = 70_000, Concurrency = 1 };
        for (var i = 0; i < 5; i++)
        {
            var envelope = new byte[30_000];
            envelope[0] = (byte)i;
            await _lab.AttachAsync([_lab.Repository.AddBlob(NotaryMediaTypes.Jws, envelope)]);
        }

        await _lab.SignAsync(isAnnotated: false);
        Assert.Equal(6, _lab.Repository.Listing.Count);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Contains(verdict.Signatures, s => s.Checks[0].Message.Contains("used up", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(OciError.Throttled)]
    [InlineData(OciError.ServerFailed)]
    [InlineData(OciError.Unreachable)]
    [InlineData(OciError.TimedOut)]
    [InlineData(OciError.Unauthorized)]
    [InlineData(OciError.Malformed)]
    [InlineData(OciError.NotFound)]
    public async Task A9_FailedListingIsUndeterminedNotUnsigned(OciError error)
    {
        _lab.Repository.ListFailure = new OciException(error, "no answer");

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.EndsWith("no answer", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A9_TrustedSignatureListedBeforeTheFailureCounts()
    {
        await _lab.SignAsync();
        _lab.Repository.ListFailure = new OciException(OciError.Throttled, "slow down");

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Single(verdict.Checks, c => c is { Rule: "list", Status: CheckStatus.Undetermined });
    }

    [Theory]
    [InlineData(OciError.Throttled, VerdictKind.Undetermined)]
    [InlineData(OciError.ServerFailed, VerdictKind.Undetermined)]
    [InlineData(OciError.ContentMismatch, VerdictKind.Invalid)]
    public async Task A9_FailedFetchIsUndeterminedWhenItMayStillSucceed(OciError error, VerdictKind expected)
    {
        var manifest = await _lab.SignAsync();
        _lab.Repository.Failures[manifest.Digest] = new OciException(error, "no answer");
        await _lab.SignAsync(_lab.Stranger);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(expected == VerdictKind.Invalid ? VerdictKind.Untrusted : expected, verdict);
        Assert.Equal(expected, verdict.Signatures[0].Kind);
        Assert.Equal(1, verdict.IgnoredCount);
    }

    [Theory]
    [InlineData(OciError.Throttled)]
    [InlineData(OciError.Unreachable)]
    public async Task A9_FailedResolutionIsUndetermined(OciError error)
    {
        await _lab.SignAsync();
        _lab.Repository.ResolveFailure = new OciException(error, "no answer");

        foreach (var reference in new[] { null, "v1" })
        {
            var verdict = await _lab.VerifyAsync(reference);

            VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
            Assert.Equal("failed to get manifest descriptor: no answer", verdict.Summary);
        }
    }

    [Fact]
    public async Task A9_RegistryThatNeverAnswersEndsAtTheTimeLimit()
    {
        var manifest = await _lab.SignAsync();
        _lab.Repository.Delays[manifest.Digest] = new TaskCompletionSource().Task;
        _lab.Options = new()
        {
            TimeProvider = TimeProvider.System,
            MaxDuration = TimeSpan.FromMilliseconds(200),
        };

        VerdictAssert.Kind(VerdictKind.Undetermined, await _lab.VerifyAsync());
    }

    [Fact]
    public async Task A11_TagMovedAfterResolvingChangesNothing()
    {
        await _lab.SignAsync();
        var other = _lab.Repository.AddArtifact("unsigned");
        var before = _lab.Artifact;
        _lab.Repository.OnResolve = reference =>
        {
            _lab.Repository.Tags[reference] = other.Digest;
            return before;
        };

        var verdict = await _lab.VerifyAsync("v1");

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(before.Digest, verdict.Artifact!.Digest);
        Assert.Equal($"{VerificationLab.RepositoryName}@{before.Digest}", verdict.ResolvedReference);
        Assert.Single(_lab.Repository.Requests, r => r.StartsWith("resolve", StringComparison.Ordinal));
        Assert.DoesNotContain(_lab.Repository.Requests, r => r.Contains("v1", StringComparison.Ordinal)
            && !r.StartsWith("resolve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A12_SignatureManifestOfAnotherSubject()
    {
        var other = _lab.Repository.AddArtifact("other");
        await _lab.SignAsync(artifact: other);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        var check = Assert.Single(Assert.Single(verdict.Signatures).Checks);
        Assert.Equal("subject", check.Rule);
        Assert.False(verdict.Signatures[0].IsIgnored);
    }

    [Fact]
    public async Task A12_EnvelopeOfAnotherArtifactUnderARightSubject()
    {
        var other = _lab.Repository.AddArtifact("other");
        await _lab.SignAsync(artifact: other, subject: _lab.Artifact);
        await _lab.SignAsync(_lab.Stranger);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.StartsWith(
            "content descriptor mismatch",
            VerdictAssert.Check(verdict.Signatures[0], "descriptor", CheckStatus.Failed).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A12_SubjectOfTheSameDigestAndAnotherSize()
    {
        await _lab.SignAsync(subject: _lab.Artifact with { Size = _lab.Artifact.Size + 1 });

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        Assert.Equal("subject", verdict.Signatures[0].Checks[0].Rule);
    }

    [Fact]
    public async Task A13_ListingThatContainsTheArtifactItselfAndASignatureOfASignature()
    {
        var good = await _lab.SignAsync();
        await _lab.SignAsync(artifact: good);
        _lab.Repository.Listing.Insert(0, _lab.Artifact with { ArtifactType = NotaryMediaTypes.Signature });
        _lab.Repository.Listing.Add(_lab.Repository.Listing[^1]);

        var verdict = await _lab.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(good.Digest, verdict.TrustedSignature!.Manifest.Digest);
        Assert.Equal(3, verdict.Signatures.Count);
    }

    private async Task PoisonAsync(string poison)
    {
        var repository = _lab.Repository;
        var envelope = Descriptor.Of(NotaryMediaTypes.Jws, "{}"u8);
        repository.AddBlob(NotaryMediaTypes.Jws, "{}"u8.ToArray());
        switch (poison)
        {
            case "no layer":
                await _lab.AttachAsync([]);
                break;
            case "two layers":
                await _lab.AttachAsync([envelope, envelope]);
                break;
            case "no envelope":
                repository.Remove((await _lab.AttachAsync([envelope])).Digest);
                break;
            case "huge envelope":
                List(ManifestWriter.WriteImageManifest(
                    Descriptor.EmptyJson, [envelope with { Size = 33L * 1024 * 1024 }], NotaryMediaTypes.Signature, _lab.Artifact));
                break;
            case "missing manifest":
                repository.Listing.Insert(0, Descriptor.Of(MediaTypes.ImageManifest, "gone"u8));
                break;
            case "index":
                var index = ManifestWriter.WriteIndex([], NotaryMediaTypes.Signature, _lab.Artifact);
                repository.Listing.Insert(0, repository.AddManifest(index, mediaType: MediaTypes.ImageIndex));
                break;
            case "not JSON":
                List("{\"schemaVersion\":2,"u8.ToArray());
                break;
            case "tar layer":
                await _lab.AttachAsync([repository.AddBlob("application/vnd.oci.image.layer.v1.tar", [1, 2, 3])]);
                break;
            case "empty envelope":
                await _lab.AttachAsync([repository.AddBlob(NotaryMediaTypes.Cose, [])]);
                break;
            case "no subject":
                List(ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [envelope], NotaryMediaTypes.Signature));
                break;
            case "wrong config":
                List(ManifestWriter.WriteImageManifest(
                    Descriptor.Of(NotaryMediaTypes.Signature, "{}"u8), [envelope], NotaryMediaTypes.Signature, _lab.Artifact));
                break;
            case "lying size":
                var lying = await _lab.AttachAsync([envelope]);
                repository.Listing[^1] = repository.Listing[^1] with { Size = lying.Size + 1 };
                break;
            case "negative size":
                await _lab.AttachAsync([envelope]);
                repository.Listing[^1] = repository.Listing[^1] with { Size = -1 };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(poison), poison, "no such poison");
        }
    }

    private void List(byte[] manifest) =>
        _lab.Repository.Listing.Insert(0, _lab.Repository.AddManifest(manifest) with
        {
            ArtifactType = NotaryMediaTypes.Signature,
        });
}
