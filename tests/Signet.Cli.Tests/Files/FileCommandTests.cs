using System.Formats.Tar;
using System.IO.Compression;
using Signet.Cli.Tests.Artifacts;
using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Packing;

namespace Signet.Cli.Tests.Files;

/// <summary>push, pull and attach, on a registry that says what it was asked.</summary>
public sealed class FileCommandTests
{
    private const string Created = "-a org.opencontainers.image.created=2026-11-21T01:58:16Z";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("push", "\"signet push\" requires at least 1 argument but got 0\nUsage: signet push [flags] <name>[:<tag>[,<tag>][...]] <file>[:<type>] [...]\nPlease specify at least 1 argument as the destination for pushing. Run \"signet push -h\" for more options and examples")]
    [InlineData("push REPO:x DIR/f", "absolute file path detected. If it's intentional, use --disable-path-validation flag to skip this check: /")]
    [InlineData("push REPO:x :text/plain", "it names no file")]
    [InlineData("push REPO:x,b@d f", "invalid tag \"b@d\"")]
    [InlineData("push IMAGE,b f", "tags follow a tag, not a digest")]
    [InlineData("push REPO:x f --image-spec v1.2", "invalid argument \"v1.2\" for \"--image-spec\" flag: unknown image specification flag: v1.2\nAvailable options: v1.1, v1.0")]
    [InlineData("push REPO:x f --image-spec v1.1 --config c", "missing artifact type for OCI image-spec v1.1 artifacts")]
    [InlineData("push REPO:x f --image-spec v1.0 --config c --artifact-type a/b", "--artifact-type and --config cannot both be provided for 1.0 OCI image")]
    [InlineData("push REPO:x f --image-spec v1.0 --artifact-platform linux --artifact-type a/b", "artifact type cannot be customized for OCI image-spec v1.0 when platform is specified")]
    [InlineData("push REPO:x f --config c --artifact-platform linux", "[artifact-platform config] were all set")]
    [InlineData("push REPO:x f --artifact-type bad", "invalid artifactType format: bad: invalid media type")]
    [InlineData("push REPO:x f -a k", "annotation value doesn't match the required format")]
    [InlineData("push REPO:x f -a =v", "annotation value doesn't match the required format")]
    [InlineData("push REPO:x f -a k=1 -a k=2", "duplicate annotation key: k")]
    [InlineData("push REPO:x f -a k=1 --annotation-file a", "[annotation annotation-file] were all set")]
    [InlineData("push REPO:x f --export-manifest DIR/none/m.json", "no such file or directory")]
    [InlineData("push REPO:x f --export-manifest DIR", "it is a directory")]
    [InlineData("push REPO:x f --concurrency 0", "a whole number from 1 to 100 is expected")]
    [InlineData("push REPO:x f --format yaml", "invalid format type: \"yaml\"")]
    [InlineData("push --oci-layout DIR/lay:x f --plain-http", "--plain-http is about registries")]
    [InlineData("push REPO:x f --distribution-spec v1.1-referrers-api", "unknown flag: --distribution-spec")]
    [InlineData("attach REPO:v1 f", "required flag(s) \"artifact-type\" not set")]
    [InlineData("attach REPO:v1 --artifact-type a/b", "neither file nor annotation provided in the command\nUsage: signet attach [flags] --artifact-type=<type> ")]
    [InlineData("attach REPO f --artifact-type a/b", "no tag or digest specified")]
    [InlineData("attach REPO:v1 f --artifact-type bad", "invalid artifactType format: bad: invalid media type")]
    [InlineData("attach REPO:v1 f --artifact-type a/b --config c --platform linux", "[config platform] were all set")]
    [InlineData("attach REPO:v1 f --artifact-type a/b --image-spec v1.0", "unknown flag: --image-spec")]
    [InlineData("pull", "\"signet pull\" requires exactly 1 argument but got 0\n")]
    [InlineData("pull REPO", "no tag or digest specified")]
    [InlineData("pull REPO:v1 --platform linux/", "expected format os[/arch[/variant]]")]
    [InlineData("pull REPO:v1 --config :a/b", "it names no file")]
    [InlineData("pull REPO:v1 --template x", "--template must be used with --format go-template")]
    public async Task A_wrong_command_line_ends_with_2_before_anything_is_sent(string command, string message)
    {
        await using var lab = await ArtifactLab.OpenAsync();

        var run = await lab.RunAsync(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(0, lab.Registry.Requests.Count);
    }

    [Theory]
    [InlineData("push REPO:x", 401, 4)]
    [InlineData("push REPO:x", 500, 5)]
    [InlineData("pull REPO:v1 -o DIR/out", 404, 3)]
    [InlineData("pull REPO:v1 -o DIR/out", 503, 5)]
    [InlineData("attach REPO:v1 -a k=v --artifact-type a/b", 404, 3)]
    [InlineData("attach REPO:v1 -a k=v --artifact-type a/b", 403, 4)]
    [InlineData("push REPO:x missing-file", 404, 1)]
    [InlineData("push REPO:x --annotation-file DIR/missing", 404, 1)]
    public async Task The_exit_code_tells_the_class_of_the_failure(string command, int status, int exitCode)
    {
        await using var lab = await ArtifactLab.OpenAsync();
        lab.Registry.On("*", "/v2/").Always().Status(status);

        var run = await lab.RunAsync(command);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith("Error: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Digest: ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_says_what_it_stores_and_exports_the_manifest()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var file = lab.Write("f", "file"u8.ToArray());

        var run = await lab.RunAsync(
            $"push --disable-path-validation REPO:b,c,a,b {file}:text/plain --export-manifest DIR/m.json {Created}");

        var manifest = await File.ReadAllBytesAsync(lab.PathOf("m.json"), Token);
        var digest = Digest.Sha256(manifest);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"Preparing {file}\n", run.Out, StringComparison.Ordinal);
        Assert.Contains($"Uploaded  {Digest.Sha256("file"u8).Hex[..12]} {file}\n", run.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\nPushed [registry] {lab.Name}:b\nTagged c\nTagged a\nArtifactType: {PackingTypes.UnknownArtifact}\nDigest: {digest}\n",
            run.Out,
            StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c", "v1"], lab.Content.Tags.Keys);
        Assert.Equal(manifest, lab.Content.FindManifest(digest.ToString())!.Value.Manifest.Content);

        var again = await lab.RunAsync($"push --disable-path-validation REPO@{digest} {file}:text/plain {Created} --format json");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Contains("\"referenceAsTags\": []\n", again.Out, StringComparison.Ordinal);
        lab.Registry.Requests.Clear();
        var other = await lab.RunAsync($"push --disable-path-validation REPO@{digest} {file}:text/html {Created}");
        Assert.Equal((6, 0), (other.ExitCode, lab.Registry.Requests.Count));
        Assert.Contains("nothing was pushed", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directories_with_other_times_have_one_digest_when_that_is_asked_for()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var folder = Directory.CreateDirectory(lab.PathOf("d"));
        var file = lab.Write("d/f", "file"u8.ToArray());
        async Task<string> DigestAsync(string flags) => (await lab.RunAsync(
            $"push --disable-path-validation REPO:x {folder.FullName} {Created} --format go-template={{{{.digest}}}} {flags}")).Out;

        var (plain, reproducible) = (await DigestAsync(""), await DigestAsync("--reproducible"));
        File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Assert.NotEqual(plain, await DigestAsync(""));
        Assert.Equal(reproducible, await DigestAsync("--reproducible"));
    }

    [Fact]
    public async Task Old_files_are_kept_when_that_is_asked_for()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        Directory.CreateDirectory(lab.PathOf("out"));
        lab.Write("out/a", "old"u8.ToArray());
        Add(lab, "two", ("b", "b"u8.ToArray()), ("a", "new"u8.ToArray()));

        var run = await lab.RunAsync("pull REPO:two -o DIR/out -k");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("overwrite disallowed", run.Error, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(lab.PathOf("out/a"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(lab.PathOf("out/b")));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/signet-cli-evil")]
    [InlineData("link/evil")]
    public async Task H4_a_title_that_leaves_the_folder_writes_nothing(string title)
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var folder = Directory.CreateDirectory(lab.PathOf("out"));
        Directory.CreateSymbolicLink(lab.PathOf("out/link"), "..");
        Add(lab, "evil", ("good", "good"u8.ToArray()), (title, "evil"u8.ToArray()));

        var run = await lab.RunAsync("pull REPO:evil -o DIR/out");

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("path traversal disallowed", run.Error, StringComparison.Ordinal);
        Assert.Equal(["link"], Directory.GetFileSystemEntries(folder.FullName).Select(Path.GetFileName));
        Assert.False(File.Exists(lab.PathOf("evil")) || File.Exists("/tmp/signet-cli-evil"));

        if (title == "../evil")
        {
            Assert.Equal(0, (await lab.RunAsync("pull REPO:evil -o DIR/out -T")).ExitCode);
            Assert.True(File.Exists(lab.PathOf("evil")));
        }
    }

    [Theory]
    [InlineData("x/../../evil")]
    [InlineData("other/evil")]
    public async Task H4_an_archive_that_leaves_its_folder_writes_nothing(string entry)
    {
        await using var lab = await ArtifactLab.OpenAsync();
        using var archive = new MemoryStream();
        await using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            foreach (var name in new[] { "x/good", entry })
            {
                await tar.WriteEntryAsync(
                    new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("evil"u8.ToArray()) }, Token);
            }
        }

        Add(lab, "evil", unpack: true, ("x", archive.ToArray()));

        var run = await lab.RunAsync("pull REPO:evil -o DIR/out -T");

        Assert.Equal(6, run.ExitCode);
        Assert.False(File.Exists(lab.PathOf("evil")));
        Assert.Empty(Directory.GetFileSystemEntries(lab.PathOf("out")));
    }

    [Theory]
    [InlineData("other", 6)]
    [InlineData("truncated", 4)]
    public async Task A6_a_bad_transfer_leaves_the_file_as_it_was(string fault, int exitCode)
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var content = new byte[100_000];
        Add(lab, "big", ("big", content));
        lab.Write("big", "before"u8.ToArray());
        if (fault == "other")
        {
            lab.Content.SetBlob(Digest.Sha256(content).ToString(), [.. content[1..], 1]);
        }
        else
        {
            lab.Registry.On("GET", "/blobs/").TruncateBodyAt(50_000);
            lab.Registry.On("GET", "/blobs/").Always().Status(403);
        }

        var run = await lab.RunAsync("pull REPO:big -o DIR");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal("before", await File.ReadAllTextAsync(lab.PathOf("big"), Token));
        Assert.Equal(["big"], Directory.GetFileSystemEntries(lab.PathOf("")).Select(Path.GetFileName));

        lab.Content.SetBlob(Digest.Sha256(content).ToString(), content);
        if (fault == "other")
        {
            Assert.Equal(1, (await lab.RunAsync("pull REPO:big -o DIR -k")).ExitCode);
            Assert.Equal(0, (await lab.RunAsync("pull REPO:big -o DIR")).ExitCode);
            Assert.Equal(content, await File.ReadAllBytesAsync(lab.PathOf("big"), Token));
        }
    }

    [Fact]
    public async Task A_pull_of_nameless_layers_says_so_and_still_gives_the_digest()
    {
        await using var lab = await ArtifactLab.OpenAsync();

        var run = await lab.RunAsync("pull REPO:v1 -o DIR/out");
        var json = await lab.RunAsync("pull REPO:v1 -o DIR/out --format json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith(
            $"Skipped     {lab.Blob.Digest.Hex[..12]} text/plain\n"
            + $"Downloaded  {lab.Image.Digest.Hex[..12]} {MediaTypes.ImageManifest}\n"
            + "Skipped pulling layers without file name in \"org.opencontainers.image.title\"\n"
            + $"Use 'signet copy {lab.Name}:v1 --to-oci-layout <layout-dir>' to pull all layers.\nDigest: {lab.Image.Digest}\n",
            run.Out,
            StringComparison.Ordinal);
        Assert.Equal($"{{\n  \"reference\": \"{lab.Name}@{lab.Image.Digest}\",\n  \"files\": []\n}}\n", json.Out);
    }

    /// <summary>R15: what a stranger named a file steers no terminal, in a line or in a bar.</summary>
    [Fact]
    public async Task R15_names_of_files_are_escaped()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        Add(lab, "esc", ("a\u001b[2J", "x"u8.ToArray()));

        var run = await lab.RunAsync("pull REPO:esc -o DIR/out");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(" a\\x1b[2J\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public async Task An_archived_layout_is_read_and_never_written()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var layout = await LayoutRepository.CreateAsync(lab.PathOf("lay"), Token);
        var blob = Descriptor.Of("text/plain", "hello"u8) with
        {
            Annotations = new Dictionary<string, string> { [PackingTypes.Title] = "hello.txt" },
        };
        await layout.PushBlobAsync(blob, _ => new(new MemoryStream("hello"u8.ToArray())), Token);
        var content = ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [blob], "a/b");
        var root = Descriptor.Of(MediaTypes.ImageManifest, content);
        await layout.PushManifestAsync(root, content, "v1", Token);
        await TarFile.CreateFromDirectoryAsync(lab.PathOf("lay"), lab.PathOf("lay.tar"), includeBaseDirectory: false, Token);
        var before = await File.ReadAllBytesAsync(lab.PathOf("lay.tar"), Token);

        Assert.Equal($"{root.Digest}\n", (await lab.RunAsync("resolve --oci-layout DIR/lay.tar:v1")).Out);
        Assert.Equal("v1\n", (await lab.RunAsync("repo tags --oci-layout DIR/lay.tar")).Out);
        Assert.Equal(0, (await lab.RunAsync("pull --oci-layout-path DIR/lay.tar v1 -o DIR/out")).ExitCode);
        Assert.Equal("hello", await File.ReadAllTextAsync(lab.PathOf("out/hello.txt"), Token));
        foreach (var command in new[]
        {
            "push --oci-layout DIR/lay.tar:x", "attach --oci-layout DIR/lay.tar:v1 -a k=v --artifact-type a/b",
            "tag --oci-layout DIR/lay.tar:v1 x",
        })
        {
            var run = await lab.RunAsync(command);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("what is in an archive can be read only", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(lab.PathOf("lay.tar"), Token));
        Assert.Equal(3, (await lab.RunAsync("attach --oci-layout DIR/none:v1 -a k=v --artifact-type a/b")).ExitCode);
        Assert.False(Directory.Exists(lab.PathOf("none")));
    }

    [Fact]
    public async Task A_subject_is_named_by_what_names_content_and_nothing_else()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        await lab.RunAsync($"push --oci-layout DIR/lay:amd --artifact-platform linux/amd64 {Created}");
        await lab.RunAsync("manifest index create --oci-layout DIR/lay:idx amd");

        var run = await lab.RunAsync(
            "attach --oci-layout DIR/lay:idx --platform linux/amd64 -a k=v --artifact-type a/b --export-manifest DIR/m.json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var content = await File.ReadAllBytesAsync(lab.PathOf("m.json"), Token);
        var subject = ManifestReader.Read(Descriptor.Of(MediaTypes.ImageManifest, content), content).Subject!;
        Assert.Equal(subject.Bare(), subject);
        Assert.EndsWith(
            $"Attached to [oci-layout] {lab.PathOf("lay")}@{subject.Digest}\nDigest: {Digest.Sha256(content)}\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("└── a/b\n", (await lab.RunAsync("discover --oci-layout DIR/lay:amd")).Out, StringComparison.Ordinal);
    }

    private static void Add(ArtifactLab lab, string tag, params (string Title, byte[] Content)[] files) =>
        Add(lab, tag, unpack: false, files);

    private static void Add(ArtifactLab lab, string tag, bool unpack, params (string Title, byte[] Content)[] files)
    {
        lab.Content.AddBlob("{}"u8.ToArray());
        var layers = files.Select(file =>
        {
            lab.Content.AddBlob(file.Content);
            var annotations = new Dictionary<string, string> { [PackingTypes.Title] = file.Title };
            if (unpack)
            {
                annotations[PackingTypes.Unpack] = "true";
            }

            return Descriptor.Of(PackingTypes.File, file.Content) with { Annotations = annotations };
        });
        lab.Content.AddManifest(
            ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [.. layers], "a/b"), MediaTypes.ImageManifest, tag);
    }
}
