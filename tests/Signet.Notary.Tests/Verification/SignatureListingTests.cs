using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Signatures;

namespace Signet.Notary.Tests.Verification;

public sealed class SignatureListingTests : IDisposable
{
    private readonly VerificationLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Signatures_come_in_the_repositorys_order_each_once()
    {
        var first = await _lab.SignAsync();
        var second = await _lab.SignAsync(_lab.Stranger, NotaryMediaTypes.Cose);
        _lab.Repository.Listing.Add(_lab.Repository.Listing[0]);

        var list = await Listing().ListAsync("v1", TestContext.Current.CancellationToken);

        Assert.Equal([first.Digest, second.Digest], list.Signatures.Select(s => s.Digest));
        Assert.Equal($"{VerificationLab.RepositoryName}@{_lab.Artifact.Digest}", list.ResolvedReference);
        Assert.False(list.IsLimitReached);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Limit_is_reached_by_one_more_than_asked_for(int limit, bool isReached)
    {
        await _lab.SignAsync();
        await _lab.SignAsync(mediaType: NotaryMediaTypes.Cose);

        var list = await Listing(new() { MaxSignatures = limit }).ListAsync("v1", TestContext.Current.CancellationToken);

        Assert.Equal(limit, list.Signatures.Count);
        Assert.Equal(isReached, list.IsLimitReached);
    }

    [Fact]
    public async Task Reading_keeps_the_order_and_records_what_cannot_be_read()
    {
        await _lab.SignAsync(metadata: new Dictionary<string, string> { ["k"] = "v\u001b" });
        var missing = await _lab.SignAsync(_lab.Stranger);
        _lab.Repository.Remove(missing.Digest);
        await _lab.AttachAsync([_lab.Repository.AddBlob("application/vnd.oci.image.layer.v1.tar", [1])]);
        await _lab.SignAsync(mediaType: NotaryMediaTypes.Cose);

        var inspection = await Listing().InspectAsync(
            _lab.Artifact.Digest.ToString(), TestContext.Current.CancellationToken);

        Assert.Equal(4, inspection.Signatures.Count);
        var good = inspection.Signatures[0];
        Assert.Null(good.Fault);
        Assert.Equal(NotaryMediaTypes.Jws, good.EnvelopeMediaType);
        Assert.Equal("v\u001b", good.SignedArtifact!.Annotations!["k"]);
        Assert.True(inspection.Signatures[1].IsFetchFault);
        Assert.Contains("not found", inspection.Signatures[1].Fault, StringComparison.Ordinal);
        Assert.False(inspection.Signatures[2].IsFetchFault);
        Assert.Equal(
            "signature envelope format with media type \"application/vnd.oci.image.layer.v1.tar\" is not supported",
            inspection.Signatures[2].Fault);
        Assert.Equal(NotaryMediaTypes.Cose, inspection.Signatures[3].Content!.MediaType);
    }

    [Fact]
    public async Task Both_older_forms_of_the_manifest_are_read()
    {
        var signed = await _lab.SignAsync();
        var layer = ManifestReader.Read(signed, _lab.Repository.ContentOf(signed.Digest)).Layers[0];
        _lab.Repository.Listing.Clear();
        var config = Descriptor.EmptyJson with { MediaType = NotaryMediaTypes.Signature, Data = null };
        List(ManifestWriter.WriteImageManifest(config, [layer], null, _lab.Artifact), MediaTypes.ImageManifest);
        var artifactManifest = $$"""
            {"mediaType":"application/vnd.oci.artifact.manifest.v1+json",
             "artifactType":"application/vnd.cncf.notary.signature",
             "blobs":[{"mediaType":"{{layer.MediaType}}","digest":"{{layer.Digest}}","size":{{layer.Size}}}],
             "subject":{"mediaType":"{{_lab.Artifact.MediaType}}","digest":"{{_lab.Artifact.Digest}}","size":{{_lab.Artifact.Size}} } }
            """;
        List(System.Text.Encoding.UTF8.GetBytes(artifactManifest), MediaTypes.ArtifactManifest);

        var inspection = await Listing().InspectAsync("v1", TestContext.Current.CancellationToken);
        Assert.All(inspection.Signatures, s => Assert.Null(s.Fault));
        Assert.Equal(2, inspection.Signatures.Count);
        var verdict = await _lab.VerifyAsync();
        Assert.Equal([VerdictKind.Trusted, VerdictKind.Trusted], verdict.Signatures.Select(s => s.Kind));
    }

    [Fact]
    public async Task A9_ListingThatFailsIsNotAnEmptyList()
    {
        _lab.Repository.ListFailure = new OciException(OciError.Throttled, "slow down");

        await Assert.ThrowsAsync<OciException>(
            () => Listing().ListAsync("v1", TestContext.Current.CancellationToken));
    }

    private void List(byte[] manifest, string mediaType) => _lab.Repository.Listing.Add(
        _lab.Repository.AddManifest(manifest, mediaType: mediaType) with { ArtifactType = NotaryMediaTypes.Signature });

    private SignatureListing Listing(SignatureListingOptions? options = null) => new(_lab.Repository, options);
}
