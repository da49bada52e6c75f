using System.Text.Json.Nodes;
using Signet.Oci.Backups;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Packing;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;
using Signet.TestKit.Peers;

namespace Signet.Interop.Tests;

/// <summary>Artifacts and graphs between this library and the real <c>oras</c>, over the real <c>docker-registry</c>.</summary>
public sealed class ArtifactInteropTests(InteropLab lab) : IDisposable
{
    private const string Created = "org.opencontainers.image.created=2026-01-02T03:04:05Z";

    private readonly ToolHome _home = new();
    private readonly RegistryClient _client = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _home.Dispose();
    }

    /// <summary>What is pushed: arguments of oras, and the same said to the library.</summary>
    public static TheoryData<string, string, PackOptions> Pushes => new()
    {
        { "hi.txt", "", new PackOptions() },
        { "./hi.txt:text/plain other.json", "", new PackOptions() },
        { "hi.txt", "--artifact-type a/b", new PackOptions { ArtifactType = "a/b" } },
        { "hi.txt", "--config config.json", new PackOptions { Config = new("config.json", null) } },
        { "hi.txt", "--config config.json:c/d --artifact-type a/b", new PackOptions { Config = new("config.json", "c/d"), ArtifactType = "a/b" } },
        { "hi.txt", "--image-spec v1.0", new PackOptions { ImageSpec = ImageSpec.Version10 } },
        { "hi.txt", "--image-spec v1.0 --artifact-type a/b", new PackOptions { ImageSpec = ImageSpec.Version10, ArtifactType = "a/b" } },
        { "hi.txt", "--artifact-platform linux/arm64/v8", new PackOptions { Platform = PlatformSelector.Parse("linux/arm64/v8") } },
        { "", "--artifact-type a/b", new PackOptions { ArtifactType = "a/b" } },
        { "", "--image-spec v1.0", new PackOptions { ImageSpec = ImageSpec.Version10 } },
        { "hi.txt", "-a k=<v>&\u00fc -a A=1", new PackOptions { Annotations = new Dictionary<string, string> { ["k"] = "<v>&\u00fc", ["A"] = "1" } } },
    };

    [Theory]
    [MemberData(nameof(Pushes), DisableDiscoveryEnumeration = true)]
    public async Task Equal_files_make_equal_digests(string files, string flags, PackOptions options)
    {
        await WriteFilesAsync();
        string[] names = files.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (await _home.OrasAsync(
            ["push", "--oci-layout", "theirs:v1", .. names, .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-a", Created]))
            .Succeeded();

        using var packed = await ArtifactPacker.PackAsync([.. names.Select(FileArgument.Parse)], Same(options), Stop);

        var theirs = await LayoutRepository.OpenAsync(_home.PathOf("theirs"), cancellationToken: Stop);
        Assert.Equal(
            System.Text.Encoding.UTF8.GetString((await theirs.FetchManifestAsync("v1", Stop)).Content.Span),
            System.Text.Encoding.UTF8.GetString(packed.Manifest.Content.Span));
        var ours = await LayoutRepository.CreateAsync(_home.PathOf("ours"), cancellationToken: Stop);
        await packed.PushAsync(ours, ["v1"], cancellationToken: Stop);
        (await _home.OrasAsync("pull", "--oci-layout", "ours:v1", "-o", "pulled")).Succeeded();
        Assert.All(names, name => Assert.Equal(
            File.ReadAllBytes(_home.PathOf(name.Split(':')[0])), File.ReadAllBytes(_home.PathOf("pulled/" + name.Split(':')[0]))));
    }

    [Fact]
    public async Task Directory_has_the_same_archive_and_each_unpacks_the_others()
    {
        await WriteFilesAsync();
        (await _home.OrasAsync("push", "--oci-layout", "theirs:v1", "dir", "-a", Created)).Succeeded();
        using var packed = await ArtifactPacker.PackAsync([new FileArgument("dir", null)], Same(new PackOptions()), Stop);
        var theirs = await LayoutRepository.OpenAsync(_home.PathOf("theirs"), cancellationToken: Stop);
        var ours = await LayoutRepository.CreateAsync(_home.PathOf("ours"), cancellationToken: Stop);
        await packed.PushAsync(ours, ["v1"], cancellationToken: Stop);

        var layer = (await theirs.FetchManifestAsync("v1", Stop)).Layers[0];
        Assert.Equal(layer.Annotations, packed.Manifest.Layers[0].Annotations);
        Assert.Equal((layer.MediaType, layer.Digest, layer.Size), packed.Manifest.Layers[0] is var own ? (own.MediaType, own.Digest, own.Size) : default);
        Assert.Equal(await theirs.ResolveAsync("v1", Stop), packed.Descriptor);
        (await _home.OrasAsync("pull", "--oci-layout", "ours:v1", "-o", "by-oras")).Succeeded();
        await FilePuller.PullAsync(
            theirs, await theirs.ResolveAsync("v1", Stop), new PullOptions { OutputDirectory = _home.PathOf("by-signet") }, Stop);
        foreach (var file in Directory.EnumerateFiles(_home.PathOf("dir"), "*", SearchOption.AllDirectories))
        {
            foreach (var pulled in new[] { "by-oras", "by-signet" })
            {
                var copy = Path.Combine(_home.PathOf(pulled), Path.GetRelativePath(_home.Folder, file));
                Assert.Equal(await File.ReadAllBytesAsync(file, Stop), await File.ReadAllBytesAsync(copy, Stop));
                Assert.Equal(new FileInfo(file).LinkTarget, new FileInfo(copy).LinkTarget);
                Assert.Equal(ModeOf(file), ModeOf(copy));
            }
        }
    }

    [Fact]
    public async Task Graph_of_oras_is_copied_and_copied_on_by_oras()
    {
        var registry = (await lab.RegistryAsync()).Host;
        var name = Guid.NewGuid().ToString("N");
        var theirs = $"{registry}/{name}/theirs";
        await WriteFilesAsync();
        (await _home.OrasAsync("push", $"{theirs}:v1", "hi.txt")).Succeeded();
        for (var i = 0; i < 3; i++)
        {
            (await _home.OrasAsync("attach", $"{theirs}:v1", "--artifact-type", $"note/{i}", "other.json")).Succeeded();
        }

        var layout = await LayoutRepository.CreateAsync(_home.PathOf("lay"), cancellationToken: Stop);
        await CopyAsync(Remote(registry, $"{name}/theirs"), layout, "v1");
        await CopyAsync(layout, Remote(registry, $"{name}/ours"), "v1");
        var mounted = await CopyAsync(Remote(registry, $"{name}/ours"), Remote(registry, $"{name}/mounted"), "v1");
        (await _home.OrasAsync("cp", "-r", "--from-oci-layout", "lay:v1", $"{registry}/{name}/back:v1")).Succeeded();

        Assert.True(mounted.Mounted > 0, "docker-registry mounts");
        foreach (var repository in new[] { "theirs", "ours", "mounted", "back" })
        {
            var found = (await _home.OrasAsync("discover", "--format", "json", $"{registry}/{name}/{repository}:v1")).Succeeded();
            var types = JsonNode.Parse(found.StandardOutput)!["referrers"]!.AsArray().Select(one => (string)one!["artifactType"]!);
            Assert.Equal(["note/0", "note/1", "note/2"], types.Order());
            (await _home.OrasAsync("pull", $"{registry}/{name}/{repository}:v1", "-o", repository)).Succeeded();
        }
    }

    [Theory]
    [InlineData("b.tar")]
    [InlineData("b")]
    public async Task Backups_are_each_others(string output)
    {
        var registry = (await lab.RegistryAsync()).Host;
        var name = Guid.NewGuid().ToString("N");
        var source = $"{registry}/{name}/source";
        await WriteFilesAsync();
        (await _home.OrasAsync("push", $"{source}:v1", "hi.txt", "other.json")).Succeeded();
        (await _home.OrasAsync("attach", $"{source}:v1", "--artifact-type", "note/1", "other.json")).Succeeded();
        var options = new CopyOptions { IncludeReferrers = true };

        await Backup.SaveAsync(Remote(registry, $"{name}/source"), ["v1"], _home.PathOf("ours-" + output), options, Stop);
        (await _home.OrasAsync("restore", "--input", "ours-" + output, $"{registry}/{name}/by-oras")).Succeeded();
        (await _home.OrasAsync("backup", "--include-referrers", "--output", "theirs-" + output, $"{source}:v1")).Succeeded();
        var backup = await Backup.OpenAsync(_home.PathOf("theirs-" + output), cancellationToken: Stop);
        var restored = await Backup.RestoreAsync(
            backup, await Backup.FindAsync(backup, [], cancellationToken: Stop), Remote(registry, $"{name}/by-signet"), options, Stop);

        Assert.Equal(1, Assert.Single(restored.Tags).Referrers);
        foreach (var repository in new[] { "by-oras", "by-signet" })
        {
            var found = (await _home.OrasAsync("discover", "--format", "json", $"{registry}/{name}/{repository}:v1")).Succeeded();
            Assert.Single(JsonNode.Parse(found.StandardOutput)!["referrers"]!.AsArray());
        }
    }

    [Fact]
    public async Task R9_TenParallelAttachesLoseNothing()
    {
        var registry = (await lab.RegistryAsync()).Host;
        var name = Guid.NewGuid().ToString("N");
        await WriteFilesAsync();
        (await _home.OrasAsync("push", $"{registry}/{name}:v1", "hi.txt")).Succeeded();
        var subject = await Remote(registry, name).ResolveAsync("v1", Stop);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using var client = new RegistryClient();
            using var packed = await ArtifactPacker.PackAsync(
                [new FileArgument("other.json", null)],
                Same(new PackOptions { ArtifactType = $"note/{i}", Subject = subject }),
                Stop);
            await packed.PushAsync(client.GetRepository(registry, name, RepositoryAccess.PullAndPush), [], cancellationToken: Stop);
        }));

        var found = (await _home.OrasAsync("discover", "--format", "json", $"{registry}/{name}:v1")).Succeeded();
        var types = JsonNode.Parse(found.StandardOutput)!["referrers"]!.AsArray().Select(one => (string)one!["artifactType"]!);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"note/{i}"), types.Order());
    }

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static Task<CopyResult> CopyAsync(IRepository source, IRepository destination, string tag) =>
        new GraphCopier(source, destination, new CopyOptions { IncludeReferrers = true }).CopyAsync(tag, [tag], Stop);

    private RemoteRepository Remote(string registry, string name) =>
        _client.GetRepository(registry, name, RepositoryAccess.PullAndPush);

    private PackOptions Same(PackOptions options) => options with
    {
        BaseDirectory = _home.Folder,
        Annotations = new Dictionary<string, string>(options.Annotations)
        {
            [PackingTypes.Created] = Created[(Created.IndexOf('=', StringComparison.Ordinal) + 1)..],
        },
    };

    private async Task WriteFilesAsync()
    {
        await File.WriteAllTextAsync(_home.PathOf("hi.txt"), "hi\n", Stop);
        await File.WriteAllTextAsync(_home.PathOf("other.json"), "{\"other\":1}", Stop);
        await File.WriteAllTextAsync(_home.PathOf("config.json"), "{\"a\":1}", Stop);
        var deep = "dir/" + string.Join('/', Enumerable.Repeat("a-folder-with-a-long-name", 9));
        Directory.CreateDirectory(_home.PathOf(deep));
        Directory.CreateDirectory(_home.PathOf("dir/empty"));
        foreach (var file in new[] { "dir/a.txt", "dir/a-b", "dir/B", "dir/\u00fcber", $"{deep}/file", "dir/" + new string('n', 150) })
        {
            await File.WriteAllTextAsync(_home.PathOf(file), file, Stop);
            File.SetLastWriteTimeUtc(_home.PathOf(file), new DateTime(2020, 1, 2, 3, 4, 5, 600, DateTimeKind.Utc));
        }

        // Content of every kind for the compressor: repeated, random, and text with long and short matches.
        var random = new Random(7);
        var noise = new byte[200_000];
        random.NextBytes(noise);
        await File.WriteAllBytesAsync(_home.PathOf("dir/noise"), noise, Stop);
        await File.WriteAllBytesAsync(_home.PathOf("dir/zeros"), new byte[300_000], Stop);
        var words = Enumerable.Range(0, 200).Select(_ => new string((char)('a' + random.Next(26)), random.Next(1, 12))).ToArray();
        await File.WriteAllTextAsync(
            _home.PathOf("dir/text"), string.Join(' ', Enumerable.Range(0, 200_000).Select(_ => words[random.Next(words.Length)])), Stop);
        await File.WriteAllBytesAsync(
            _home.PathOf("dir/few"), [.. Enumerable.Range(0, 100_000).Select(i => (byte)(random.Next(100) == 0 ? random.Next(256) : random.Next(3)))], Stop);
        foreach (var file in Directory.GetFileSystemEntries(_home.PathOf("dir"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 2, 3, 4, 5, 600, DateTimeKind.Utc));
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_home.PathOf("dir/B"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        File.CreateSymbolicLink(_home.PathOf("dir/link"), "a.txt");
    }
}
