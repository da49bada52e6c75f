using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Oci;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Artifacts;

/// <summary>What the artifact commands do with registries that lie, break off or want to harm.</summary>
public sealed class HostileRegistryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A6_content_with_another_digest_leaves_the_file_as_it_was()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var kept = lab.Write("kept", "before"u8.ToArray());
        lab.Content.SetBlob(lab.Blob.Digest.ToString(), "jello"u8.ToArray());

        var fetched = await lab.RunAsync("blob fetch BLOB -o DIR/kept");
        var piped = await lab.RunAsync("blob fetch BLOB -o -");

        Assert.Equal((6, 6, ""), (fetched.ExitCode, piped.ExitCode, piped.Out));
        Assert.Equal("before", await File.ReadAllTextAsync(kept, Token));
        Assert.Equal([kept], Directory.GetFiles(Path.GetDirectoryName(kept)!));
    }

    [Fact]
    public async Task A6_a_large_blob_with_another_digest_shows_nothing_of_itself()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var content = new byte[6 * 1024 * 1024];
        var blob = lab.Content.AddBlob(content);
        var whole = await lab.RunAsync($"blob fetch REPO@{blob.Digest} -o -");
        content[^1] = 1;
        lab.Content.SetBlob(blob.Digest.ToString(), content);

        var piped = await lab.RunAsync($"blob fetch REPO@{blob.Digest} -o -");

        Assert.Equal((0, content.Length), (whole.ExitCode, whole.Out.Length));
        Assert.Equal((6, ""), (piped.ExitCode, piped.Out));
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_was()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        lab.Registry.On("GET", "/blobs/").TruncateBodyAt(3);

        var fetched = await lab.RunAsync("blob fetch BLOB -o DIR/out");

        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        Assert.Equal("hello", await File.ReadAllTextAsync(lab.PathOf("out"), Token));
        Assert.Contains(lab.Registry.Requests.Of("GET", "/blobs/"), request => request.Header("Range") == "bytes=3-4");
    }

    [Fact]
    public async Task A1_referrers_that_refer_to_each_other_are_shown_once()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var entries = new JsonArray(Entry(lab.Image.Digest), Entry(Digest.Sha256("a"u8)), Entry(Digest.Sha256("b"u8)));
        lab.Registry.On("GET", "/referrers/").Always().Body(Index(entries), MediaTypes.ImageIndex);

        var discovered = await lab.RunAsync("discover IMAGE");

        Assert.Equal(0, discovered.ExitCode);
        Assert.Equal(
            $"{lab.Name}@{lab.Image.Digest}\n└── x/y\n    ├── {Digest.Sha256("a"u8)}\n    └── {Digest.Sha256("b"u8)}\n", discovered.Out);
        Assert.Equal(3, lab.Registry.Requests.Of("GET", "/referrers/").Count);
    }

    [Fact]
    public async Task A1_an_endless_chain_of_referrers_ends_in_an_error()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var count = 0;
        lab.Registry.On("GET", "/referrers/").Always().Respond(context =>
        {
            var next = Digest.Sha256(BitConverter.GetBytes(Interlocked.Increment(ref count)));
            context.Response.ContentType = MediaTypes.ImageIndex;
            return context.Response.Body.WriteAsync(Index([Entry(next)])).AsTask();
        });

        var endless = await lab.RunAsync("discover IMAGE");
        var bounded = await lab.RunAsync("discover --depth 2 --format", "go-template={{(index (index .referrers 0).referrers 0).artifactType}}", $"{lab.Name}@{lab.Image.Digest}");

        Assert.Equal((1, ""), (endless.ExitCode, endless.Out));
        Assert.Contains("go deeper than 64 levels, which no chain made in good faith does: ask for fewer levels (--depth)", endless.Error, StringComparison.Ordinal);
        Assert.Equal((0, "x/y"), (bounded.ExitCode, bounded.Out));
    }

    [Fact]
    public async Task R15_annotations_and_types_cannot_steer_the_terminal()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        lab.Content.AddArtifact(
            subject: lab.Image,
            artifactType: "sbom/x",
            annotations: new Dictionary<string, string> { ["a\u001b[2J"] = "b\n└── sig/trusted", ["plain"] = "\u202egnp" });

        var tree = await lab.RunAsync("discover IMAGE");
        var json = await lab.RunAsync("discover IMAGE --format json");

        foreach (var output in new[] { tree.Out, json.Out })
        {
            Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202e", output, StringComparison.Ordinal);
            Assert.DoesNotContain("\n└── sig/trusted", output, StringComparison.Ordinal);
        }

        Assert.Contains("\"a\\e[2J\": \"b\\n└── sig/trusted\"", tree.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Out);
        Assert.Equal(
            "\u202egnp", document.RootElement.GetProperty("referrers")[0].GetProperty("annotations").GetProperty("plain").GetString());
    }

    [Fact]
    public async Task A_manifest_with_half_a_surrogate_pair_is_shown()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var manifest = lab.Content.AddManifest(
            """{"schemaVersion":2,"manifests":[],"x":"\udfff"}"""u8, MediaTypes.ImageIndex, "half");

        var json = await lab.RunAsync("manifest fetch --format json REPO:half");
        var raw = await lab.RunAsync("manifest fetch REPO:half");
        var template = await lab.RunAsync("manifest fetch REPO:half --format", "go-template={{toJson .content}}{{`\ud800` | toJson}}");

        Assert.Equal((0, 0, 0), (json.ExitCode, raw.ExitCode, template.ExitCode));
        Assert.Contains("\"x\": \"\\ufffd\"", json.Out, StringComparison.Ordinal);
        Assert.Equal(manifest.Size, raw.Out.Length);
    }

    [Fact]
    public async Task A14_own_headers_stay_with_the_registry_and_out_of_the_log()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        await using var elsewhere = await ScriptedRegistry.StartAsync();
        elsewhere.Repository("app").AddBlob("hello"u8);
        lab.Registry.On("GET", "/blobs/").RedirectTo($"{elsewhere.Url}/v2/app/blobs/{lab.Blob.Digest}");

        var fetched = await lab.RunAsync("blob fetch BLOB -d -o DIR/out -H", "X-Token: secret-of-mine");

        Assert.Equal(0, fetched.ExitCode);
        Assert.All(lab.Registry.Requests.All, request => Assert.Equal("secret-of-mine", request.Header("X-Token")));
        Assert.All(elsewhere.Requests.All, request => Assert.Null(request.Header("X-Token")));
        Assert.NotEmpty(elsewhere.Requests.All);
        Assert.Contains("X-Token", fetched.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-mine", fetched.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_secrets_are_warned_about_used_and_not_shown()
    {
        await using var lab = await ArtifactLab.OpenAsync(new() { Authentication = RegistryAuthentication.Basic });

        var flag = await lab.RunAsync("resolve -d -u user -p pass-example REPO:v1");
        var input = await lab.RunWithInputAsync("pass-example\n", "resolve -u user --password-stdin REPO:v1");
        var wrong = await lab.RunWithInputAsync("wrong-example", "resolve -d -u user --password-stdin REPO:v1");
        var none = await lab.RunAsync("resolve REPO:v1");
        lab.Write("auth.json", System.Text.Encoding.UTF8.GetBytes(
            $"{{\"auths\":{{\"{lab.Registry.Host}\":{{\"auth\":\"{Convert.ToBase64String("user:pass-example"u8)}\"}}}}}}"));
        var file = await lab.RunAsync("resolve --registry-config DIR/missing.json --registry-config DIR/auth.json REPO:v1");

        Assert.Equal((0, 0, 4, 4, 0), (flag.ExitCode, input.ExitCode, wrong.ExitCode, none.ExitCode, file.ExitCode));
        Assert.StartsWith(
            "WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n", flag.Error, StringComparison.Ordinal);
        Assert.Equal("", input.Error);
        Assert.DoesNotContain("-example", flag.Error + wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("user:pass-example"u8), flag.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_token_buys_a_token()
    {
        await using var lab = await ArtifactLab.OpenAsync(new() { Authentication = RegistryAuthentication.Bearer });

        var resolved = await lab.RunWithInputAsync("refresh-example", "resolve --identity-token-stdin REPO:v1");

        Assert.Equal((0, $"{lab.Image.Digest}\n"), (resolved.ExitCode, resolved.Out));
    }

    [Fact]
    public async Task TLS_trusts_whom_the_flags_say_and_shows_the_client_s_certificate_to_the_registry_only()
    {
        await using var lab = await ArtifactLab.OpenAsync(new() { Tls = true, AsksForClientCertificate = true });
        using var client = new LoopbackCertificates();
        var (certificate, key) = client.WriteServer(Path.GetDirectoryName(lab.PathOf("x"))!);
        var flags = $"--plain-http=false --cert-file {certificate} --key-file {key}";

        Assert.Equal(5, (await lab.RunAsync("resolve --plain-http=false REPO:v1")).ExitCode);
        Assert.Equal(0, (await lab.RunAsync("resolve --plain-http=false --insecure REPO:v1")).ExitCode);
        Assert.Null(lab.Registry.Requests.All[^1].ClientSubject);
        Assert.Equal(0, (await lab.RunAsync($"resolve {flags} --ca-file {lab.Registry.CaFile} REPO:v1")).ExitCode);
        Assert.Equal("CN=localhost", lab.Registry.Requests.All[^1].ClientSubject);

        // The same registry by another name is another host: what redirects there must not take the certificate along.
        lab.Registry.On("GET", "/blobs/").RedirectTo($"https://127.0.0.1:{lab.Registry.Port}/v2/app/blobs/{lab.Blob.Digest}");
        Assert.Equal(0, (await lab.RunAsync($"blob fetch {flags} --ca-file {lab.Registry.CaFile} BLOB -o DIR/out")).ExitCode);
        Assert.Null(lab.Registry.Requests.All[^1].ClientSubject);
        Assert.Equal("CN=localhost", lab.Registry.Requests.Of("HEAD", "/blobs/")[^1].ClientSubject);
    }

    [Fact]
    public async Task A_fixed_address_replaces_the_name_s_own()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var port = lab.Registry.Port;

        var same = await lab.RunAsync($"resolve --plain-http --resolve registry.example.com:{port}:127.0.0.1 registry.example.com:{port}/app:v1");
        var other = await lab.RunAsync($"resolve --plain-http --resolve registry.example.com:80:127.0.0.1:{port} registry.example.com/app:v1");

        Assert.Equal($"{lab.Image.Digest}\n", same.Out);
        Assert.Equal($"{lab.Image.Digest}\n", other.Out);
        Assert.Equal($"registry.example.com:{port}", lab.Registry.Requests.All[0].Header("Host"));
    }

    [Fact]
    public async Task A_pipe_is_written_to_and_not_replaced()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var pipe = lab.PathOf("pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(Token);
        }

        // Opening waits for the writer.
        var reading = Task.Run(() => File.ReadAllText(pipe), Token);
        var fetched = await lab.RunAsync("blob fetch BLOB -o DIR/pipe");

        Assert.Equal(0, fetched.ExitCode);
        Assert.Equal("hello", await reading);
    }

    [Fact]
    public async Task A_pipe_or_device_is_no_blob_to_push()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no such device");
        await using var lab = await ArtifactLab.OpenAsync();
        var pipe = lab.PathOf("pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(Token);
        }

        // Another program writes: .NET would lock the pipe, and one of the two who open it would be refused.
        using var writer = System.Diagnostics.Process.Start("sh", ["-c", ": > \"$0\"", pipe]);
        var fromPipe = await lab.RunAsync("blob push REPO DIR/pipe");
        writer.Kill();
        var fromDevice = await lab.RunAsync("blob push REPO /dev/zero");
        var packed = await lab.RunAsync("push REPO:zero --disable-path-validation /dev/zero");

        Assert.Equal((1, 6, 1), (fromPipe.ExitCode, fromDevice.ExitCode, packed.ExitCode));
        Assert.Contains("read it as `-`, with --size", fromPipe.Error, StringComparison.Ordinal);
        Assert.Contains("/dev/zero has more than the 0 bytes it began with: nothing was pushed", fromDevice.Error, StringComparison.Ordinal);
        Assert.Contains("it is being written, or is no file", packed.Error, StringComparison.Ordinal);
        Assert.Equal(0, lab.Registry.Requests.Count);
    }

    [Fact]
    public async Task A_link_stays_one_and_leads_to_the_new_content()
    {
        await using var lab = await ArtifactLab.OpenAsync();
        var real = lab.Write("real", "before"u8.ToArray());
        File.CreateSymbolicLink(lab.PathOf("link"), real);

        Assert.Equal(0, (await lab.RunAsync("blob fetch BLOB -o DIR/link")).ExitCode);

        Assert.NotNull(new FileInfo(lab.PathOf("link")).LinkTarget);
        Assert.Equal("hello", await File.ReadAllTextAsync(real, Token));
    }

    private static JsonObject Entry(Digest digest) => new()
    {
        ["mediaType"] = MediaTypes.ImageManifest,
        ["digest"] = digest.ToString(),
        ["size"] = 10,
        ["artifactType"] = "x/y",
    };

    private static byte[] Index(JsonArray entries) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.ImageIndex,
        ["manifests"] = entries,
    });
}
