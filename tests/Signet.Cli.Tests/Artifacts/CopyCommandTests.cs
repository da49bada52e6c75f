using Signet.Oci;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Artifacts;

/// <summary><c>signet copy</c>: what it prints, what it sends, and how it fails.</summary>
public sealed class CopyCommandTests
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    [Fact]
    public async Task Lines_say_what_is_done_and_the_tag_comes_last()
    {
        await using var lab = await CopyLab.OpenAsync();

        var run = await lab.RunAsync("cp --concurrency 1 FROM:v1 TO:a,b,c");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var (empty, layer, image) = (Descriptor.EmptyJson.Digest.Hex[..12], lab.Layer.Digest.Hex[..12], lab.Image.Digest.Hex[..12]);
        Assert.Equal(
            $"""
            Copying {layer} text/plain
            Copied  {layer} text/plain
            Copying {empty} application/vnd.oci.empty.v1+json
            Copied  {empty} application/vnd.oci.empty.v1+json
            Copying {image} {Manifest}
            Copied  {image} {Manifest}
            Copied [registry] {lab.From.Host}/app:v1 => [registry] {lab.To.Host}/copy:a
            Tagged b
            Tagged c
            Digest: {lab.Image.Digest}

            """,
            run.Out);
        Assert.Equal(["a", "b", "c"], lab.Destination.Tags.Keys);
        Assert.All(lab.To.Requests.All.TakeLast(3), request => Assert.StartsWith("/v2/copy/manifests/", request.Path, StringComparison.Ordinal));

        var again = await lab.RunAsync("copy FROM:v1 TO:a");
        Assert.Equal(
            $"Exists  {image} {Manifest}\nCopied [registry] {lab.From.Host}/app:v1 => [registry] {lab.To.Host}/copy:a\nDigest: {lab.Image.Digest}\n",
            again.Out);
    }

    [Fact]
    public async Task A_neighbouring_repository_takes_blobs_over()
    {
        await using var lab = await CopyLab.OpenAsync();

        var run = await lab.RunAsync("cp FROM:v1 BESIDE:v1");

        Assert.Contains($"Mounted {lab.Layer.Digest.Hex[..12]} text/plain\n", run.Out, StringComparison.Ordinal);
        Assert.Empty(lab.From.Requests.Of("GET", "/blobs/"));
    }

    [Theory]
    [InlineData("FROM:all", "TO:all", "registry", "registry")]
    [InlineData("FROM:all --to-oci-layout", "DIR/lay:all", "registry", "oci-layout")]
    public async Task Everything_that_refers_to_any_part_comes_along(string from, string to, string fromKind, string toKind)
    {
        await using var lab = await CopyLab.OpenAsync();

        var run = await lab.RunAsync($"cp -r {from} {to}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"Copied [{fromKind}] ", run.Out, StringComparison.Ordinal);
        Assert.Contains($" => [{toKind}] ", run.Out, StringComparison.Ordinal);
        var all = new[] { lab.Image, lab.Other, lab.Inner, lab.Root, lab.Note, lab.Signature, lab.RootNote };
        Assert.All(all, one => Assert.Contains($"Copied  {one.Digest.Hex[..12]} ", run.Out, StringComparison.Ordinal));
        var tree = await lab.RunAsync(toKind == "registry"
            ? $"discover TO@{lab.Image.Digest}"
            : $"discover --oci-layout DIR/lay@{lab.Image.Digest}");
        Assert.Contains(lab.Note.Digest.ToString(), tree.Out, StringComparison.Ordinal);
        Assert.Contains(lab.Signature.Digest.ToString(), tree.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layouts_are_copied_from_directory_and_archive_by_path_and_by_digest()
    {
        await using var lab = await CopyLab.OpenAsync();
        Assert.Equal(0, (await lab.RunAsync("cp --to-oci-layout-path DIR/lay FROM:v1", "example.com/app:v1")).ExitCode);
        Assert.Equal(0, (await lab.RunAsync("backup -o DIR/lay.tar FROM:v1")).ExitCode);

        var byPath = await lab.RunAsync("cp --from-oci-layout-path DIR/lay --to-oci-layout-path DIR/two", "example.com/app:v1", "v2");
        var byDigest = await lab.RunAsync($"cp --from-oci-layout --to-oci-layout DIR/two@{lab.Image.Digest} DIR/three");
        var ofArchive = await lab.RunAsync("cp --from-oci-layout DIR/lay.tar:v1 TO:v1");
        var intoArchive = await lab.RunAsync("cp --to-oci-layout FROM:v1 DIR/lay.tar:v1");

        Assert.EndsWith($"Copied [oci-layout] example.com/app:v1 => [oci-layout] v2\nDigest: {lab.Image.Digest}\n", byPath.Out, StringComparison.Ordinal);
        Assert.Contains($"Copied [oci-layout] {lab.Folder}/two@{lab.Image.Digest} => [oci-layout] {lab.Folder}/three\n", byDigest.Out, StringComparison.Ordinal);
        Assert.Equal((0, lab.Image.Digest.ToString()), (ofArchive.ExitCode, lab.Destination.Tags["v1"]));
        Assert.Equal((2, ""), (intoArchive.ExitCode, intoArchive.Out));
    }

    [Fact]
    public async Task Platform_takes_one_of_an_index_and_corrects_a_digest()
    {
        await using var lab = await CopyLab.OpenAsync();
        var index = lab.AddIndex([lab.Image with { Platform = new() { Os = "linux", Architecture = "amd64" } }, lab.Other]);

        var run = await lab.RunAsync($"cp --platform linux/amd64 FROM@{index.Digest} TO:amd");
        var none = await lab.RunAsync($"cp --platform linux/s390x FROM@{index.Digest} TO:none");

        Assert.Contains($"Copied [registry] {lab.From.Host}/app@{lab.Image.Digest} => ", run.Out, StringComparison.Ordinal);
        Assert.Equal(lab.Image.Digest.ToString(), lab.Destination.Tags["amd"]);
        Assert.Equal((3, ""), (none.ExitCode, none.Out));
        Assert.Contains("no matching manifest was found in the manifest list", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Force_fills_in_what_the_destination_has_lost()
    {
        await using var lab = await CopyLab.OpenAsync();
        await lab.RunAsync("cp FROM:v1 TO:v1");
        lab.Destination.RemoveBlob(lab.Layer.Digest.ToString());

        await lab.RunAsync("cp FROM:v1 TO:v1");
        Assert.Null(lab.Destination.FindBlob(lab.Layer.Digest.ToString()));
        var forced = await lab.RunAsync("cp --force FROM:v1 TO:v1");

        Assert.Equal(0, forced.ExitCode);
        Assert.NotNull(lab.Destination.FindBlob(lab.Layer.Digest.ToString()));
    }

    [Theory]
    [InlineData("cp FROM:v1", "\"signet copy\" requires exactly 2 arguments but got 1\nUsage: signet copy [flags] <from>{:<tag>|@<digest>} <to>[:<tag>[,<tag>][...]]\n")]
    [InlineData("cp FROM TO:v1", "no tag or digest specified\n")]
    [InlineData("cp FROM:v1 TO:a,b/c", "invalid tag \"b/c\"")]
    [InlineData("cp FROM:v1 TO:v1 --from-username a --from-identity-token b", "[from-identity-token from-username] were all set")]
    [InlineData("cp FROM:v1 TO:v1 --to-cert-file a", "if any flags in the group [to-cert-file to-key-file] are set they must all be set")]
    [InlineData("cp FROM:v1 TO:v1 --to-ca-file a --to-insecure", "[to-ca-file to-insecure] were all set")]
    [InlineData("cp FROM:v1 TO:v1 --from-password-stdin", "unknown flag: --from-password-stdin")]
    [InlineData("cp FROM:v1 TO:v1 --username x", "unknown flag: --username")]
    [InlineData("cp FROM:v1 TO:v1 -u x", "unknown shorthand flag: 'u'")]
    [InlineData("cp FROM:v1 TO:v1 --resolve bad", "failed to parse resolve flag \"bad\"")]
    [InlineData("cp FROM:v1 TO:v1 --from-distribution-spec bogus", "Available options: v1.1-referrers-tag, v1.1-referrers-api")]
    [InlineData("cp FROM:v1 TO:v1 --to-oci-layout --to-oci-layout-path DIR/x", "[to-oci-layout to-oci-layout-path] were all set")]
    [InlineData("cp --from-oci-layout DIR/x:v1 TO:v1 --from-plain-http", "--from-plain-http is about registries")]
    [InlineData("cp --to-oci-layout FROM:v1 DIR/x:v1 --to-distribution-spec v1.1-referrers-api", "--to-distribution-spec is about registries")]
    [InlineData("cp --from-oci-layout --to-oci-layout DIR/x:v1 DIR/y:v1 --resolve a:1:127.0.0.1", "--resolve is about registries")]
    [InlineData("cp FROM:v1 TO:v1 --concurrency 0", "a whole number from 1 to 100 is expected")]
    [InlineData("backup FROM", "required flag(s) \"output\" not set")]
    [InlineData("backup FROM --output=", "--output needs the path")]
    [InlineData("backup -o DIR/x FROM@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "digest references are not supported")]
    [InlineData("backup -o DIR/x", "\"signet backup\" requires exactly 1 argument but got 0\n")]
    [InlineData("restore TO", "required flag(s) \"input\" not set")]
    [InlineData("restore --input DIR/x TO@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "digest references are not supported")]
    public async Task A_wrong_command_line_ends_with_2_before_anything_is_sent(string command, string message)
    {
        await using var lab = await CopyLab.OpenAsync();

        var run = await lab.RunAsync(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (lab.From.Requests.Count, lab.To.Requests.Count));
        Assert.Empty(Directory.EnumerateFileSystemEntries(lab.Folder));
    }

    /// <summary>Which side, which method and path, answered how; the exit code, and what the error begins with.</summary>
    public static TheoryData<string, string, int, int> Failures => new()
    {
        { "source", "GET /manifests/v1", 404, 3 },
        { "source", "GET /manifests/v1", 401, 4 },
        { "source", "GET /blobs/", 403, 4 },
        { "source", "GET /blobs/", 404, 3 },
        { "destination", "HEAD /manifests/", 403, 4 },
        { "destination", "POST /blobs/uploads/", 403, 4 },
        { "destination", "PUT /blobs/uploads/", 400, 1 },
        { "destination", "PUT /manifests/", 403, 4 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_names_its_side_and_no_tag_moves(string side, string request, int status, int exitCode)
    {
        await using var lab = await CopyLab.OpenAsync();
        var registry = side == "source" ? lab.From : lab.To;
        registry.On(request.Split(' ')[0], request.Split(' ')[1]).Always().Status(status, retryAfter: 600);

        var run = await lab.RunAsync("cp FROM:v1 TO:v1");

        var name = side == "source" ? $"{lab.From.Host}/app:v1" : $"{lab.To.Host}/copy:v1";
        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith($"Error: {side} registry \"{name}\": ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("=>", run.Out, StringComparison.Ordinal);
        Assert.Empty(lab.Destination.Tags);
    }

    [Theory]
    [InlineData("cp FROM:v1 TO:v1", "source registry")]
    [InlineData("cp --to-oci-layout FROM:v1 DIR/lay:v1", "source registry")]
    [InlineData("backup -o DIR/x.tar FROM:v1", "registry")]
    public async Task A6_content_with_another_digest_is_the_sources_fault(string command, string end)
    {
        await using var lab = await CopyLab.OpenAsync();
        lab.Source.SetBlob(lab.Layer.Digest.ToString(), "bad"u8.ToArray());

        var run = await lab.RunAsync(command);

        Assert.Equal(6, run.ExitCode);
        Assert.StartsWith($"Error: {end} \"{lab.From.Host}/app:v1\": ", run.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Destination.Tags);
        Assert.False(File.Exists(Path.Combine(lab.Folder, "x.tar")));
    }

    [Theory]
    [InlineData("", 12)]
    [InlineData("--concurrency 3", 3)]
    public async Task A_number_of_requests_that_is_asked_for_holds_for_small_blobs_too(string flag, int atOnce)
    {
        await using var lab = await CopyLab.OpenAsync(new() { Latency = ScriptedRegistryOptions.ApartWaves });
        var layers = Enumerable.Range(0, 12).Select(i => ("text/plain", BitConverter.GetBytes(i))).ToArray();
        lab.Source.AddArtifact("many", layers: layers);

        Assert.Equal(0, (await lab.RunAsync($"cp {flag} --to-oci-layout FROM:many DIR/lay:v1")).ExitCode);

        Assert.Equal(atOnce, lab.From.Requests.HighestOf(request => layers.Any(layer =>
            request.Path.EndsWith(Digest.Sha256(layer.Item2).ToString(), StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Replaced_indexes_of_referrers_that_stay_are_told()
    {
        await using var lab = await CopyLab.OpenAsync(to: new() { ReferrersApi = false, SupportsDelete = false });
        var first = await lab.RunAsync("cp -r FROM:v1 TO:v1");
        lab.Source.AddArtifact(subject: lab.Image, artifactType: "application/vnd.example.later");

        var second = await lab.RunAsync("cp -r FROM:v1 TO:v1");
        var attached = await lab.RunAsync("attach --artifact-type a/b -a k=v TO:v1");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.All([second, attached], run => Assert.Equal(
            (0, "Warning: Removal of outdated referrers index from remote registry failed. Garbage collection may be required.\n"),
            (run.ExitCode, run.Error)));
    }

    [Fact]
    public async Task For_something_that_is_not_there_no_layout_is_made_and_nothing_is_asked_of_the_other_side()
    {
        await using var lab = await CopyLab.OpenAsync();

        var toLayout = await lab.RunAsync("cp --to-oci-layout FROM:nope DIR/lay:v1");
        var ofLayout = await lab.RunAsync("cp --from-oci-layout DIR/none:v1 TO:v1");
        var byDigest = await lab.RunAsync($"cp FROM:v1 TO@{lab.Other.Digest}");

        Assert.Equal((3, 3, 6), (toLayout.ExitCode, ofLayout.ExitCode, byDigest.ExitCode));
        Assert.StartsWith($"Error: source oci-layout \"{lab.Folder}/none:v1\": ", ofLayout.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was copied", byDigest.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(lab.Folder));
        Assert.Equal(0, lab.To.Requests.Count);
    }

    [Fact]
    public async Task A12_entries_that_are_no_referrers_are_left_out_and_told()
    {
        await using var lab = await CopyLab.OpenAsync();
        var entries = Enumerable.Range(0, 25).Select(i => Descriptor.Of(MediaTypes.ImageManifest, BitConverter.GetBytes(i)));
        lab.From.On("GET", $"/referrers/{lab.Image.Digest}").Always().Body(
            Signet.Oci.Manifests.ManifestWriter.WriteIndex([lab.Other, .. entries]), MediaTypes.ImageIndex);

        var run = await lab.RunAsync("cp -r FROM:v1 TO:v1");

        Assert.Equal((0, lab.Image.Digest.ToString()), (run.ExitCode, lab.Destination.Tags["v1"]));
        Assert.Contains($"Warning: {lab.Other.Digest} is listed as a referrer of {lab.Image.Digest} and was not copied: its manifest does not name the subject", run.Error, StringComparison.Ordinal);
        Assert.Contains("Warning: 6 more entries of lists of referrers were not copied\n", run.Error, StringComparison.Ordinal);
    }
}
