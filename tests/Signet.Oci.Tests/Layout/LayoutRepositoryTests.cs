using System.Text;
using Signet.Oci.Files;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.TestKit;

namespace Signet.Oci.Tests.Layout;

public sealed class LayoutRepositoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_is_pushed_is_found_by_tag_and_digest()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "hello", "v1");

        var again = await LayoutRepository.OpenAsync(_directory["lay"], Running.Test);
        Assert.Equal(_directory["lay"], again.Name);
        Assert.Equal(image, await again.ResolveAsync("v1", Running.Test));
        Assert.Equal(image, await again.ResolveAsync(image.Digest.ToString(), Running.Test));
        var manifest = await again.FetchManifestAsync("v1", Running.Test);
        Assert.Equal("hello"u8.ToArray(), await again.FetchBlobAsync(manifest.Layers[0], 100, Running.Test));
        using var stream = await again.OpenBlobAsync(manifest.Layers[0], Running.Test);
        using var reader = new StreamReader(stream);
        Assert.Equal("hello", await reader.ReadToEndAsync(Running.Test));
        Assert.True(await again.ExistsAsync(manifest.Layers[0], Running.Test));
        Assert.False(await again.ExistsAsync(manifest.Layers[0] with { Size = 6 }, Running.Test));
    }

    [Fact]
    public async Task Files_are_those_of_oras()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "hello", "v1");
        var note = await LayoutFixture.PushImageAsync(
            layout, "note", subject: image, annotations: new Dictionary<string, string> { ["k"] = "<v>" });

        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", await File.ReadAllTextAsync(_directory["lay/oci-layout"], Running.Test));
        Assert.Equal(
            $$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{image.Digest}}}","size":{{{image.Size}}},
            "annotations":{"org.opencontainers.image.ref.name":"v1"}},
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{note.Digest}}}","size":{{{note.Size}}},
            "annotations":{"k":"\u003cv\u003e"},"artifactType":"application/vnd.example.note"}]}
            """.ReplaceLineEndings(""),
            await File.ReadAllTextAsync(_directory["lay/index.json"], Running.Test));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("644", Convert.ToString((int)File.GetUnixFileMode(_directory["lay/index.json"]), 8));
            Assert.Equal("444", Convert.ToString((int)File.GetUnixFileMode(LayoutFixture.BlobFile(layout.Name, note.Digest)), 8));
        }
    }

    [Fact]
    public async Task Tag_moves_and_what_it_left_stays_listed()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var one = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var two = await LayoutFixture.PushImageAsync(layout, "2", "v1");
        await layout.TagAsync(two, "a", Running.Test);
        await layout.TagAsync(two, "a", Running.Test);

        Assert.Equal(two, await layout.ResolveAsync("v1", Running.Test));
        Assert.Equal(one, await layout.ResolveAsync(one.Digest.ToString(), Running.Test));
        Assert.Equal(["a", "v1"], await LayoutFixture.ListAsync(layout.ListTagsAsync(cancellationToken: Running.Test)));
        Assert.Equal(["v1"], await LayoutFixture.ListAsync(layout.ListTagsAsync("a", Running.Test)));
        var index = await File.ReadAllBytesAsync(_directory["lay/index.json"], Running.Test);
        Assert.Equal(3, ManifestReader.Read(Descriptor.Of(MediaTypes.ImageIndex, index), index).Manifests.Count);
    }

    [Fact]
    public async Task Unknown_tag_digest_or_blob_is_not_found()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var missing = Descriptor.Of(MediaTypes.ImageManifest, "x"u8);

        var e = await Assert.ThrowsAsync<OciException>(() => layout.ResolveAsync("v1", Running.Test));
        Assert.Equal(OciError.NotFound, e.Error);
        Assert.StartsWith("not found", e.Message, StringComparison.Ordinal);
        foreach (var action in new Func<Task>[]
        {
            () => layout.ResolveAsync(missing.Digest.ToString(), Running.Test),
            () => layout.FetchManifestAsync(missing, Running.Test),
            () => layout.FetchBlobAsync(missing, 10, Running.Test),
            () => layout.OpenBlobAsync(missing, Running.Test),
            () => layout.TagAsync(missing, "v1", Running.Test),
            () => layout.DeleteManifestAsync(missing, Running.Test),
            () => layout.DeleteBlobAsync(missing, Running.Test),
        })
        {
            Assert.Equal(OciError.NotFound, (await Assert.ThrowsAsync<OciException>(action)).Error);
        }
    }

    [Fact]
    public async Task Path_that_is_no_layout_is_refused_with_the_reason()
    {
        await File.WriteAllTextAsync(_directory["file"], "", Running.Test);
        Directory.CreateDirectory(_directory["empty"]);
        Directory.CreateDirectory(_directory["future"]);
        await File.WriteAllTextAsync(_directory["future/oci-layout"], """{"imageLayoutVersion":"2.0.0"}""", Running.Test);
        Directory.CreateDirectory(_directory["damaged"]);
        await File.WriteAllTextAsync(_directory["damaged/oci-layout"], "{", Running.Test);

        Task<OciException> OpenAsync(string name) =>
            Assert.ThrowsAsync<OciException>(() => LayoutRepository.OpenAsync(_directory[name], Running.Test));

        Assert.StartsWith(
            $"stat {_directory["missing"]}: no such file or directory", (await OpenAsync("missing")).Message, StringComparison.Ordinal);
        Assert.StartsWith("the input path is not a directory", (await OpenAsync("file")).Message, StringComparison.Ordinal);
        Assert.Equal(OciError.NotFound, (await OpenAsync("empty")).Error);
        Assert.Equal(OciError.Unsupported, (await OpenAsync("future")).Error);
        Assert.Equal(OciError.Malformed, (await OpenAsync("damaged")).Error);
    }

    [Fact]
    public async Task A6_ContentThatDoesNotFitItsDescriptorIsNeitherStoredNorRead()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var descriptor = Descriptor.Of("text/plain", "right"u8);
        foreach (var wrong in new[] { "wrong", "righ", "right!" })
        {
            var push = await Assert.ThrowsAsync<OciException>(
                () => LayoutFixture.PushBlobAsync(layout, descriptor, Encoding.UTF8.GetBytes(wrong)));
            Assert.Equal(OciError.ContentMismatch, push.Error);
            Assert.False(await layout.ExistsAsync(descriptor, Running.Test));

            LayoutFixture.Damage(layout.Name, descriptor.Digest, Encoding.UTF8.GetBytes(wrong));
            await Assert.ThrowsAsync<OciException>(() => layout.FetchBlobAsync(descriptor, 100, Running.Test));
            using var stream = await layout.OpenBlobAsync(descriptor, Running.Test);
            var read = await Assert.ThrowsAsync<OciException>(() => stream.CopyToAsync(Stream.Null, Running.Test));
            Assert.Equal(OciError.ContentMismatch, read.Error);
            File.Delete(LayoutFixture.BlobFile(layout.Name, descriptor.Digest));
        }

        Assert.Equal([_directory["lay/ingest/index.lock"]], Directory.GetFiles(_directory["lay/ingest"]));
    }

    [Theory]
    [InlineData(600_000, 1)]
    [InlineData(599_999, 0)]
    [InlineData(600_001, 0)]
    [InlineData(8_000_000, 0)]
    public async Task A6_LargeContentThatDoesNotFitItsDescriptorIsNotStored(int length, byte last)
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var descriptor = Descriptor.Of("text/plain", new byte[600_000]);
        var content = new byte[length];
        content[^1] = last;
        long read = 0;

        var failure = await Assert.ThrowsAsync<OciException>(() => layout.PushBlobAsync(
            descriptor,
            _ => ValueTask.FromResult<Stream>(new CountingStream(new MemoryStream(content), bytes => read = bytes)),
            Running.Test));

        Assert.Equal(OciError.ContentMismatch, failure.Error);
        Assert.InRange(read, 0, 2_000_000); // What is too long is not read to an end it may not have.
        Assert.False(File.Exists(LayoutFixture.BlobFile(layout.Name, descriptor.Digest)));
        Assert.Equal([_directory["lay/ingest/index.lock"]], Directory.GetFiles(_directory["lay/ingest"]));
    }

    [Fact]
    public async Task A4_BlobBeyondTheLimitIsRefusedBeforeItIsRead()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "hello");

        var e = await Assert.ThrowsAsync<OciException>(() => layout.FetchBlobAsync(image, 10, Running.Test));
        Assert.Equal(OciError.LimitExceeded, e.Error);
    }

    [Fact]
    public async Task Annotation_of_a_manifest_cannot_become_a_tag()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "good", "v1");
        await LayoutFixture.PushImageAsync(
            layout,
            "evil",
            subject: image,
            annotations: new Dictionary<string, string> { [LayoutIndex.TagAnnotation] = "v1" });

        Assert.Equal(image, await layout.ResolveAsync("v1", Running.Test));
    }

    [Fact]
    public async Task Tag_with_two_manifests_is_refused()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var tag = new Dictionary<string, string> { [LayoutIndex.TagAnnotation] = "v1" };
        var one = await LayoutFixture.PushImageAsync(layout, "1");
        var two = await LayoutFixture.PushImageAsync(layout, "2");
        await File.WriteAllBytesAsync(
            _directory["lay/index.json"],
            ManifestWriter.WriteIndex([one with { Annotations = tag }, two with { Annotations = tag }]),
            Running.Test);

        var e = await Assert.ThrowsAsync<OciException>(() => layout.ResolveAsync("v1", Running.Test));
        Assert.Equal(OciError.Malformed, e.Error);
        Assert.Contains(one.Digest.ToString(), e.Message, StringComparison.Ordinal);

        await layout.TagAsync(two, "v1", Running.Test);
        Assert.Equal(two, await layout.ResolveAsync("v1", Running.Test));
    }

    [Fact]
    public async Task Child_of_an_index_that_is_not_listed_resolves_by_digest()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var content = await LayoutFixture.BuildImageAsync(layout, "child");
        var child = Descriptor.Of(MediaTypes.ImageManifest, content);
        await LayoutFixture.PushBlobAsync(layout, child, content);
        var blob = (await layout.FetchManifestAsync(child, Running.Test)).Layers[0];

        Assert.Equal(child, await layout.ResolveAsync(child.Digest.ToString(), Running.Test));
        var e = await Assert.ThrowsAsync<OciException>(() => layout.ResolveAsync(blob.Digest.ToString(), Running.Test));
        Assert.Equal(OciError.NotFound, e.Error);

        // Somebody could sign what it resolves to.
        LayoutFixture.Damage(layout.Name, child.Digest, [.. content, (byte)' ']);
        e = await Assert.ThrowsAsync<OciException>(() => layout.ResolveAsync(child.Digest.ToString(), Running.Test));
        Assert.Equal(OciError.ContentMismatch, e.Error);
    }

    [Theory]
    [InlineData("v1", "old", true)]
    [InlineData("v1", "other", false)]
    [InlineData("v1", null, false)]
    [InlineData("v2", "old", false)]
    [InlineData("v2", null, true)]
    [InlineData("both", "old", false)]
    public async Task R9_TagMovesOnlyFromWhatItIsExpectedToName(string tag, string? from, bool moves)
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var old = await LayoutFixture.PushImageAsync(layout, "old", "v1");
        var other = await LayoutFixture.PushImageAsync(layout, "other");
        var next = await LayoutFixture.PushImageAsync(layout, "next");
        var both = new Dictionary<string, string> { [LayoutIndex.TagAnnotation] = "both" };
        await File.WriteAllBytesAsync(
            _directory["lay/index.json"],
            ManifestWriter.WriteIndex(
            [
                old with { Annotations = new Dictionary<string, string> { [LayoutIndex.TagAnnotation] = "v1" } },
                old with { Annotations = both }, other with { Annotations = both }, next,
            ]),
            Running.Test);
        var before = await File.ReadAllTextAsync(_directory["lay/index.json"], Running.Test);
        var manifest = await layout.FetchManifestAsync(next, Running.Test);

        Assert.Equal(moves, await layout.MoveTagAsync(
            manifest, tag, from is null ? null : from == "old" ? old.Digest : other.Digest, Running.Test));

        if (moves)
        {
            Assert.Equal(next, await layout.ResolveAsync(tag, Running.Test));
        }
        else
        {
            Assert.Equal(before, await File.ReadAllTextAsync(_directory["lay/index.json"], Running.Test));
        }

        await layout.DeleteBlobAsync(next, Running.Test);
        await Assert.ThrowsAsync<OciException>(() => layout.MoveTagAsync(manifest, "new", null, Running.Test));
    }

    [Fact]
    public async Task Deleted_manifest_is_gone_with_its_tags()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var note = await LayoutFixture.PushImageAsync(layout, "note", subject: image);

        await layout.DeleteManifestAsync(note, Running.Test);
        Assert.Empty(await LayoutFixture.ListAsync(layout.ListReferrersAsync(image.Digest, cancellationToken: Running.Test)));
        await layout.DeleteManifestAsync(image, Running.Test);
        Assert.Empty(await LayoutFixture.ListAsync(layout.ListTagsAsync(cancellationToken: Running.Test)));
        Assert.False(await layout.ExistsAsync(image, Running.Test));
    }

    [Fact]
    public async Task Sha512_content_has_its_own_directory()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var descriptor = new Descriptor { MediaType = "text/plain", Digest = Digest.Compute("sha512", "x"u8), Size = 1 };
        await LayoutFixture.PushBlobAsync(layout, descriptor, "x"u8.ToArray());

        Assert.True(File.Exists(Path.Combine(_directory["lay/blobs/sha512"], descriptor.Digest.Hex)));
        Assert.Equal("x"u8.ToArray(), await layout.FetchBlobAsync(descriptor, 1, Running.Test));
    }

    [Fact]
    public async Task A16_AmbiguousIndexIsRefused()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        await File.WriteAllTextAsync(
            _directory["lay/index.json"], """{"schemaVersion":2,"manifests":[],"Manifests":[]}""", Running.Test);

        var e = await Assert.ThrowsAsync<OciException>(() => layout.ResolveAsync("v1", Running.Test));
        Assert.Equal(OciError.Malformed, e.Error);
        Assert.Contains("index.json", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layout_of_the_go_libraries_is_read_where_it_lies()
    {
        Vectors.SkipUnlessPresent();
        var layout = await LayoutRepository.OpenAsync(Vectors.Path("notation-go/internal/testdata/oci-layout"), Running.Test);

        var manifest = await layout.FetchManifestAsync("v2", Running.Test);
        Assert.Equal("sha256:19dbd2e48e921426ee8ace4dc892edfb2ecdc1d1a72d5416c83670c30acecef0", manifest.Descriptor.Digest.ToString());
        Assert.Equal(481, manifest.Descriptor.Size);
        using var stream = await layout.OpenBlobAsync(Assert.Single(manifest.Layers), Running.Test);
        await stream.CopyToAsync(Stream.Null, Running.Test);
        Assert.Empty(await LayoutFixture.ListAsync(
            layout.ListReferrersAsync(manifest.Descriptor.Digest, cancellationToken: Running.Test)));
    }

    [Fact]
    public async Task Reading_leaves_no_trace_and_minds_no_unknown_files()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        Directory.Delete(_directory["lay/ingest"], recursive: true);
        await File.WriteAllTextAsync(_directory["lay/manifest.json"], "[]", Running.Test);
        await File.WriteAllTextAsync(_directory["lay/repositories"], "?", Running.Test);
        string[] Names() => Directory.GetFileSystemEntries(_directory["lay"], "*", SearchOption.AllDirectories);
        var before = Names();

        var again = await LayoutRepository.OpenAsync(_directory["lay"], Running.Test);
        await again.FetchManifestAsync("v1", Running.Test);
        await LayoutFixture.ListAsync(again.ListReferrersAsync(image.Digest, cancellationToken: Running.Test));
        await LayoutFixture.ListAsync(again.ListTagsAsync(cancellationToken: Running.Test));
        Assert.Equal(before, Names());
    }

    [Fact]
    public async Task Layout_without_write_permission_is_read_and_a_write_is_forbidden()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix modes");
            return;
        }

        Assert.SkipWhen(Environment.IsPrivilegedProcess, "permissions do not bind root");

        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");
        foreach (var directory in Directory.GetDirectories(_directory.Path, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.Equal(image, await layout.ResolveAsync("v1", Running.Test));
        var e = await Assert.ThrowsAsync<OciException>(() => LayoutFixture.PushImageAsync(layout, "2"));
        Assert.Equal(OciError.Forbidden, e.Error);
    }
}
