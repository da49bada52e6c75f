using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Tests.Layout;

public sealed class LayoutReferrersTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static Task<List<Descriptor>> ListAsync(LayoutRepository layout, Digest subject, string? type = null) =>
        LayoutFixture.ListAsync(layout.ListReferrersAsync(subject, type, Running.Test));

    [Fact]
    public async Task Referrers_have_type_and_annotations_and_can_be_filtered()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var other = await LayoutFixture.PushImageAsync(layout, "2", "v2");
        var note = await LayoutFixture.PushImageAsync(
            layout, "note", subject: image, annotations: new Dictionary<string, string> { ["k"] = "v" });
        await LayoutFixture.PushImageAsync(layout, "other note", subject: other);

        var entry = Assert.Single(await ListAsync(layout, image.Digest));
        Assert.Equal(note, entry.Bare());
        Assert.Equal(LayoutFixture.ArtifactType, entry.ArtifactType);
        Assert.Equal("v", entry.Annotations!["k"]);
        Assert.Single(await ListAsync(layout, image.Digest, LayoutFixture.ArtifactType));
        Assert.Empty(await ListAsync(layout, image.Digest, "application/vnd.example.other"));
    }

    [Fact]
    public async Task A7_UnreadableCandidatesHideNoGoodOne()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var missing = await LayoutFixture.PushImageAsync(layout, "missing", subject: image);
        var damaged = await LayoutFixture.PushImageAsync(layout, "damaged", subject: image);
        var huge = await LayoutFixture.PushImageAsync(layout, "huge", subject: image);
        var good = await LayoutFixture.PushImageAsync(layout, "good", subject: image);
        File.Delete(LayoutFixture.BlobFile(layout.Name, missing.Digest));
        LayoutFixture.Damage(layout.Name, damaged.Digest, new byte[damaged.Size]);
        LayoutFixture.Damage(layout.Name, huge.Digest, new byte[5 * 1024 * 1024]);

        Assert.Equal(good, Assert.Single(await ListAsync(layout, image.Digest)).Bare());
    }

    [Fact]
    public async Task A9_WhenNoneCouldBeReadTheAnswerIsNotNone()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var note = await LayoutFixture.PushImageAsync(layout, "note", subject: image);
        // A directory in its place is what a file system answers with a failure, for root too.
        File.Delete(LayoutFixture.BlobFile(layout.Name, note.Digest));
        Directory.CreateDirectory(LayoutFixture.BlobFile(layout.Name, note.Digest));

        await Assert.ThrowsAsync<OciException>(() => ListAsync(layout, image.Digest));
    }

    [Fact]
    public async Task A12_EntryOfAFallbackIndexCountsOnlyWithTheSubjectInItsManifest()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var other = await LayoutFixture.PushImageAsync(layout, "2", "v2");
        var noteContent = await LayoutFixture.BuildImageAsync(layout, "note", image);
        var note = Descriptor.Of(MediaTypes.ImageManifest, noteContent);
        await LayoutFixture.PushBlobAsync(layout, note, noteContent);
        var liarContent = await LayoutFixture.BuildImageAsync(layout, "liar", other);
        var liar = Descriptor.Of(MediaTypes.ImageManifest, liarContent);
        await LayoutFixture.PushBlobAsync(layout, liar, liarContent);
        var index = ManifestWriter.WriteReferrersIndex(
            [liar with { ArtifactType = LayoutFixture.ArtifactType }, note with { ArtifactType = LayoutFixture.ArtifactType }]);
        await layout.PushManifestAsync(
            Descriptor.Of(MediaTypes.ImageIndex, index), index, $"sha256-{image.Digest.Hex}", Running.Test);

        Assert.Equal(note, Assert.Single(await ListAsync(layout, image.Digest, LayoutFixture.ArtifactType)).Bare());
        Assert.Empty(await ListAsync(layout, other.Digest));
    }

    [Fact]
    public async Task A1_ManyReferrersAreAllFound()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var entries = new List<Descriptor> { image };
        for (var i = 0; i < 300; i++)
        {
            var content = ManifestWriter.WriteImageManifest(
                Descriptor.EmptyJson.Bare(), [], LayoutFixture.ArtifactType, image, new Dictionary<string, string> { ["n"] = $"{i}" });
            entries.Add(Descriptor.Of(MediaTypes.ImageManifest, content));
            await File.WriteAllBytesAsync(LayoutFixture.BlobFile(layout.Name, entries[^1].Digest), content, Running.Test);
        }

        await File.WriteAllBytesAsync(_directory["lay/index.json"], ManifestWriter.WriteIndex(entries), Running.Test);

        var found = await ListAsync(layout, image.Digest);
        Assert.Equal(entries.Skip(1).Select(entry => entry.Digest), found.Select(entry => entry.Digest));
    }
}
