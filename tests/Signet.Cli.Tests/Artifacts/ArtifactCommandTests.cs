using Signet.Oci;
using Signet.Oci.Manifests;

namespace Signet.Cli.Tests.Artifacts;

/// <summary>The commands that work like those of oras, on a registry that says what it was asked.</summary>
public sealed class ArtifactCommandTests
{
    [Fact]
    public async Task Tags_are_checked_before_anything_is_sent_and_the_manifest_is_fetched_once()
    {
        await using var lab = await ArtifactLab.OpenAsync();

        var wrong = await lab.RunAsync("tag REPO:v1 good", "bad tag");
        Assert.Equal((2, "", "Error: invalid reference: invalid tag \"bad tag\"\n"), (wrong.ExitCode, wrong.Out, wrong.Error));
        Assert.Equal(0, lab.Registry.Requests.Count);

        var tagged = await lab.RunAsync("tag --concurrency 2 REPO:v1 a b c");
        Assert.Equal(
            (0, $"Tagging [registry] {lab.Name}@{lab.Image.Digest}\nTagged a\nTagged b\nTagged c\n", ""),
            (tagged.ExitCode, tagged.Out, tagged.Error));
        Assert.Equal((1, 3), (lab.Registry.Requests.Of("GET", "/manifests/").Count, lab.Registry.Requests.Of("PUT").Count));
        Assert.Equal(["a", "b", "c", "v1"], lab.Content.Tags.Keys);
    }

    [Fact]
    public async Task Tagging_a_referrer_leaves_the_list_of_referrers_alone()
    {
        await using var lab = await ArtifactLab.OpenAsync(new() { ReferrersApi = false });
        var referrer = lab.Content.AddArtifact(subject: lab.Image, artifactType: "sig/x");

        Assert.Equal(0, (await lab.RunAsync($"tag REPO@{referrer.Digest} sig")).ExitCode);

        Assert.Equal(["sig", "v1"], lab.Content.Tags.Keys);
    }

    [Theory]
    [InlineData("resolve REPO:v1", 404, 3)]
    [InlineData("resolve REPO:v1", 401, 4)]
    [InlineData("resolve REPO:v1", 403, 4)]
    [InlineData("manifest fetch REPO:v1", 500, 5)]
    [InlineData("manifest fetch REPO:v1", 429, 5)]
    [InlineData("blob fetch BLOB --descriptor", 404, 3)]
    [InlineData("blob delete -f BLOB", 405, 1)]
    [InlineData("repo tags REPO", 404, 3)]
    [InlineData("repo ls REPO", 403, 4)]
    [InlineData("discover IMAGE", 403, 4)]
    public async Task The_exit_code_tells_the_class_of_the_failure(string command, int status, int exitCode)
    {
        await using var lab = await ArtifactLab.OpenAsync();
        lab.Registry.On("*", "/v2/").Always().Status(status);

        var run = await lab.RunAsync(command);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("Error: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resolve", "\"signet resolve\" requires exactly 1 argument but got 0\nUsage: signet resolve [flags] <name>{:<tag>|@<digest>}\nPlease specify exactly 1 argument as the target artifact reference to resolve. Run \"signet resolve -h\" for more options and examples")]
    [InlineData("resolve a b", "\"signet resolve\" requires exactly 1 argument but got 2\n")]
    [InlineData("tag REPO:v1", "\"signet tag\" requires at least 2 arguments but got 1\n")]
    [InlineData("resolve REPO", "no tag or digest specified\nUsage: signet resolve [flags] <name>{:<tag>|@<digest>}\n")]
    [InlineData("blob fetch REPO -o -", "no digest specified\n")]
    [InlineData("blob fetch BLOB", "either `--output` or `--descriptor` must be provided")]
    [InlineData("blob fetch BLOB -o - --descriptor", "`--output -` cannot be used with `--descriptor` at the same time")]
    [InlineData("blob fetch BLOB --output=", "--output needs the path of a file")]
    [InlineData("blob push REPO:tag DIR/x", "blobs have no tags")]
    [InlineData("blob push REPO -", "`--size` must be provided if the blob is read from stdin")]
    [InlineData("blob push REPO - --size 1", "content digest must be provided if it is read from stdin")]
    [InlineData("blob push REPO - --size 1 --password-stdin", "cannot be both used")]
    [InlineData("blob delete --descriptor BLOB", "must apply --force to confirm the deletion if the descriptor is outputted")]
    [InlineData("manifest fetch REPO:v1 --format bogus", "invalid format type: \"bogus\"\nsupported types: json, go-template, text")]
    [InlineData("manifest fetch REPO:v1 --format go-template", "\"go-template\" format specified but no template given\n")]
    [InlineData("manifest fetch REPO:v1 --template x", "--template must be used with --format go-template")]
    [InlineData("manifest fetch REPO:v1 --format go-template={{nope}}", "function \"nope\" not defined")]
    [InlineData("manifest fetch REPO:v1 --format json --descriptor", "[descriptor format] were all set")]
    [InlineData("manifest fetch REPO:v1 -o - --descriptor", "`--descriptor` cannot be used with `--output -` at the same time")]
    [InlineData("manifest fetch REPO:v1 -o - --format json", "`--format` cannot be used with `--output -` at the same time")]
    [InlineData("manifest fetch REPO:v1 --media-type a/b", "\"a/b\" is no type of manifest that signet knows")]
    [InlineData("manifest fetch --oci-layout DIR:v1 --media-type a/b", "`--media-type` cannot be used with `--oci-layout`")]
    [InlineData("manifest fetch REPO:v1 --platform a/b/c/d", "expected format os[/arch[/variant]]")]
    [InlineData("manifest index create REPO:x other/repo:v1", "neither a tag nor a digest")]
    [InlineData("manifest index create REPO:x v1 --artifact-type bad", "invalid media type")]
    [InlineData("manifest index create REPO:x v1 -a bad", "annotation value doesn't match the required format")]
    [InlineData("manifest index create REPO:x v1 -a k=1 -a k=2", "duplicate annotation key: k")]
    [InlineData("manifest index create IMAGE v1", "the digest of an index follows from its content")]
    [InlineData("manifest index update REPO:v1 --remove v1", "remove: v1 is not a digest")]
    [InlineData("manifest index update REPO:v1 --add v1 -o x --tag y", "[output tag] were all set")]
    [InlineData("discover REPO:v1 --depth 0", "depth value should be at least 1")]
    [InlineData("discover REPO:v1 --distribution-spec bogus", "Available options: v1.1-referrers-tag, v1.1-referrers-api")]
    [InlineData("discover REPO:v1 -o table", "invalid format type: \"table\"")]
    [InlineData("tag --concurrency 0 REPO:v1 a", "a whole number from 1 to 100 is expected")]
    [InlineData("repo ls REPO/Bad", "invalid repository")]
    [InlineData("resolve REPO:v1 -u a --identity-token b", "were all set")]
    [InlineData("resolve REPO:v1 --cert-file a", "if any flags in the group [cert-file key-file] are set they must all be set")]
    [InlineData("resolve REPO:v1 --resolve bad", "failed to parse resolve flag \"bad\": expecting host:port:address[:address_port]")]
    [InlineData("resolve REPO:v1 -H secret", "invalid argument ***** for \"-H, --header\" flag: invalid header")]
    [InlineData("resolve REPO:v1 -H Range:bytes=1-", "the header Range is set by signet itself")]
    [InlineData("resolve --oci-layout DIR:v1 --plain-http", "--plain-http is about registries")]
    [InlineData("resolve --oci-layout DIR:v1 --oci-layout-path x", "were all set")]
    [InlineData("resolve Bad/Name:x", "invalid reference: invalid repository \"Name\"")]
    [InlineData("resolve --nope REPO:v1", "unknown flag: --nope")]
    public async Task A_wrong_command_line_ends_with_2_before_anything_is_sent(string command, string message)
    {
        await using var lab = await ArtifactLab.OpenAsync();

        var run = await lab.RunAsync(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(0, lab.Registry.Requests.Count);
    }

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("YES\n", true)]
    [InlineData("n\n", false)]
    [InlineData("", false)]
    public async Task Nothing_is_deleted_without_a_yes(string answer, bool isDeleted)
    {
        await using var lab = await ArtifactLab.OpenAsync();

        var manifest = await lab.RunWithInputAsync(answer, "manifest delete REPO:v1");
        var blob = await lab.RunWithInputAsync(answer, "blob delete BLOB");

        Assert.Equal((0, 0), (manifest.ExitCode, blob.ExitCode));
        Assert.Equal(
            $"Are you sure you want to delete the manifest \"{lab.Image.Digest}\" and all tags associated with it? [y/N] "
            + (isDeleted ? $"Deleted [registry] {lab.Name}:v1\n" : "Operation cancelled.\n"),
            manifest.Out);
        Assert.Equal(isDeleted, lab.Content.FindBlob(lab.Blob.Digest.ToString()) is null);
        Assert.Equal(isDeleted, lab.Content.ManifestDigests.Count == 0);
        Assert.Equal(isDeleted ? 2 : 0, lab.Registry.Requests.Of("DELETE").Count);
    }

    [Fact]
    public async Task What_is_not_there_is_missing_with_force_and_an_error_without()
    {
        await using var lab = await ArtifactLab.OpenAsync();

        foreach (var kind in new[] { "manifest", "blob" })
        {
            var forced = await lab.RunAsync($"{kind} delete --force NONE");
            var plain = await lab.RunAsync($"{kind} delete NONE");

            Assert.Equal((0, $"Missing {lab.Name}@{lab.AnotherDigest}\n"), (forced.ExitCode, forced.Out));
            Assert.Equal(
                (3, $"Error: {lab.Name}@{lab.AnotherDigest}: the specified {kind} does not exist\n"), (plain.ExitCode, plain.Error));
        }
    }

    [Fact]
    public async Task A_manifest_is_checked_before_it_is_pushed()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var good = lab.Write("good.json", ManifestWriter.WriteIndex([lab.Image]));
        (string File, string Target, int Code, string Message)[] rows =
        [
            (lab.Write("a.json", "nojson"u8.ToArray()), "REPO:x", 1, "not a valid json file"),
            (lab.Write("b.json", "{\"schemaVersion\":2}"u8.ToArray()), "REPO:x", 2, "media type is not specified via the flag"),
            (lab.Write("c.json", "{\"mediaType\":\"a/b\"}"u8.ToArray()), "REPO:x", 1, "\"a/b\" is no type of manifest"),
            (lab.Write("d.json", "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[],\"layers\":[]}"u8.ToArray()), "REPO:x", 6, "must not have \"layers\""),
            (good, "NONE", 6, "nothing was pushed"),
            (lab.PathOf("missing.json"), "REPO:x", 1, "no such file or directory"),
        ];
        foreach (var (file, target, code, message) in rows)
        {
            var run = await lab.RunAsync($"manifest push {target} {file}");
            Assert.Equal(code, run.ExitCode);
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
        }

        Assert.Empty(lab.Registry.Requests.Of("PUT"));
        Assert.Equal(0, (await lab.RunAsync($"manifest push REPO:x,y {good}")).ExitCode);
        Assert.Equal(["v1", "x", "y"], lab.Content.Tags.Keys);
    }

    [Fact]
    public async Task How_large_a_manifest_may_be_is_for_the_registry_to_say()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var large = ManifestWriter.WriteIndex(
            [lab.Image], annotations: new Dictionary<string, string> { ["text"] = new string('x', 6_000_000) });
        var file = lab.Write("large.json", large);

        Assert.Equal(0, (await lab.RunAsync($"manifest push REPO:large {file}")).ExitCode);
        Assert.Equal(0, (await lab.RunAsync("manifest fetch REPO:large -o DIR/back.json")).ExitCode);
        Assert.Equal(large, await File.ReadAllBytesAsync(lab.PathOf("back.json"), TestContext.Current.CancellationToken));

        lab.Registry.On("PUT", "/manifests/").Status(413, code: "MANIFEST_INVALID", message: "larger than we take");
        var refused = await lab.RunAsync($"manifest push REPO:other {file}");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("larger than we take", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_is_checked_before_it_is_pushed()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var file = lab.Write("b.txt", "new content"u8.ToArray());
        var digest = Digest.Sha256("new content"u8);

        Assert.Equal(6, (await lab.RunAsync($"blob push --size 3 REPO {file}")).ExitCode);
        Assert.Equal(6, (await lab.RunAsync($"blob push NONE {file}")).ExitCode);
        Assert.Equal(6, (await lab.RunWithInputAsync("new contenT", $"blob push REPO@{digest} - --size 11")).ExitCode);
        Assert.Equal(6, (await lab.RunWithInputAsync("new content and more", $"blob push REPO@{digest} - --size 11")).ExitCode);
        Assert.Equal(0, lab.Registry.Requests.Count);

        lab.Registry.On("PUT", "/blobs/uploads/").Status(503);
        var pushed = await lab.RunWithInputAsync("new content", $"blob push REPO@{digest} - --size 11");
        Assert.Equal((0, ""), (pushed.ExitCode, pushed.Error));
        Assert.EndsWith($"Pushed: [registry] {lab.Name}@{digest}\nDigest: {digest}\n", pushed.Out, StringComparison.Ordinal);
        Assert.NotNull(lab.Content.FindBlob(digest.ToString()));
    }

    [Fact]
    public async Task Without_tags_of_its_own_a_manifest_lists_the_tags_of_the_repository_that_name_it()
    {
        await using var lab = await ArtifactLab.OpenAsync(new() { PageSize = 2 });
        lab.Content.Tag("v1-again", lab.Image.Digest);
        lab.Content.AddArtifact("other", artifactType: "x/y");
        lab.Content.AddManifest(ManifestWriter.WriteIndex([]), MediaTypes.ImageIndex, $"sha256-{new string('b', 64)}");

        Assert.Equal($"other\nsha256-{new string('b', 64)}\nv1\nv1-again\n", (await lab.RunAsync("repo tags REPO")).Out);
        Assert.Equal("other\nv1\nv1-again\n", (await lab.RunAsync("repo tags --exclude-digest-tags REPO")).Out);
        Assert.Equal("v1\nv1-again\n", (await lab.RunAsync("repo tags --last other --exclude-digest-tags REPO")).Out);
        var same = await lab.RunAsync("repo tags REPO:v1 --format json");
        Assert.Equal("{\n  \"tags\": [\n    \"v1\",\n    \"v1-again\"\n  ]\n}\n", same.Out);
        Assert.Contains($"querying tags associated to {lab.Image.Digest}", same.Error, StringComparison.Ordinal);

        lab.Registry.On("HEAD", "/manifests/v1-again$").Always().Status(404); // Deleted since it was listed.
        Assert.Equal("v1\n", (await lab.RunAsync("repo tags REPO:v1")).Out);
    }

    [Fact]
    public async Task An_index_keeps_what_an_update_does_not_change()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var other = lab.Content.AddArtifact("other", artifactType: "x/y");
        var annotations = new Dictionary<string, string> { ["k"] = "v" };
        lab.Content.AddManifest(
            ManifestWriter.WriteIndex([lab.Image], "a/b", other.Bare(), annotations), MediaTypes.ImageIndex, "idx");
        var list = $"{{\"schemaVersion\":2,\"mediaType\":\"{MediaTypes.DockerManifestList}\",\"manifests\":[]}}";
        lab.Content.AddManifest(System.Text.Encoding.UTF8.GetBytes(list), MediaTypes.DockerManifestList, "docker");
        foreach (var (command, code, message) in new[]
        {
            ("REPO:v1 --add other", 1, "v1 is not an index"),
            ("REPO:idx --merge v1", 1, "v1 is not an index"),
            ("REPO:docker --add other", 1, "only an OCI image index can be updated"),
            ($"REPO:idx --remove {lab.AnotherDigest}", 3, "does not exist in the index idx"),
            ("REPO:idx --add none", 3, "could not find the manifest none"),
        })
        {
            var run = await lab.RunAsync($"manifest index update {command}");
            Assert.Equal(code, run.ExitCode);
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
        }

        Assert.Empty(lab.Registry.Requests.Of("PUT"));
        Assert.Equal(0, (await lab.RunAsync("manifest index update REPO:idx --add other")).ExitCode);

        var content = lab.Content.FindManifest("idx")!.Value.Manifest.Content;
        var index = ManifestReader.Read(Descriptor.Of(MediaTypes.ImageIndex, content), content);
        Assert.Equal(("a/b", other.Digest, "v"), (index.ArtifactType, index.Subject?.Digest, index.Annotations["k"]));
        Assert.Equal([lab.Image.Digest, other.Digest], index.Manifests.Select(entry => entry.Digest));
        Assert.Equal("x/y", index.Manifests[1].ArtifactType);
    }

    [Fact]
    public async Task R15_what_is_fetched_cannot_steer_the_terminal_and_goes_unchanged_through_a_pipe()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        const string Config = "\u001b[2J no JSON";
        var config = lab.Content.AddBlob(System.Text.Encoding.UTF8.GetBytes(Config));
        var manifest = $"{{\"schemaVersion\":2,\"mediaType\":\"{MediaTypes.ImageManifest}\",\"config\":{{\"mediaType\":\"a/b\","
            + $"\"digest\":\"{config.Digest}\",\"size\":{config.Size}}},\"layers\":[],\"annotations\":{{\"k\":\"\u009b2J\u202e\"}}}}";
        lab.Content.AddManifest(System.Text.Encoding.UTF8.GetBytes(manifest), MediaTypes.ImageManifest, "odd");

        foreach (var (command, content) in new[] { ("manifest fetch REPO:odd", manifest), ("manifest fetch-config REPO:odd", Config) })
        {
            Assert.Equal(content, (await lab.RunAsync(command)).Out);
            var shown = await lab.RunOnTerminalAsync(command);
            Assert.Equal(0, shown.ExitCode);
            Assert.DoesNotContain(shown.Out.TrimEnd('\n'), c => char.IsControl(c) || c == '\u202e');
        }
    }

    [Fact]
    public async Task A_catalog_is_read_page_by_page_and_a_name_means_whole_components()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        lab.Registry.On("GET", "/v2/_catalog$").Always()
            .Header("Link", "</v2/_catalog?last=ns/a>; rel=\"next\"")
            .Body("{\"repositories\":[\"app\",\"ns/a\"]}"u8.ToArray(), "application/json");
        lab.Registry.On("GET", "/v2/_catalog.last=ns/a").Always()
            .Body("{\"repositories\":[\"ns/b/c\",\"nsx\"]}"u8.ToArray(), "application/json");

        Assert.Equal("app\nns/a\nns/b/c\nnsx\n", (await lab.RunAsync($"repo ls {lab.Registry.Host}")).Out);
        Assert.Equal("a\nb/c\n", (await lab.RunAsync($"repo ls {lab.Registry.Host}/ns/")).Out);
        Assert.Equal(
            $"{lab.Registry.Host} ns/a ns/b/c ",
            (await lab.RunAsync($"repo ls {lab.Registry.Host}/ns --format", "go-template={{.registry}} {{range .repositories}}{{.}} {{end}}")).Out);
    }
}
