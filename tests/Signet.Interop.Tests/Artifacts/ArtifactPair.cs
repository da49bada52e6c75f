using System.Diagnostics;
using Signet.TestKit.Peers;

namespace Signet.Interop.Tests.Artifacts;

/// <summary>
/// Two repositories of the real docker-registry, or two layouts, with the same content made by oras: one for each tool,
/// so that the same commands can be run on both and what they print compared.
/// </summary>
internal sealed class ArtifactPair : IDisposable
{
    private const string Created = "org.opencontainers.image.created=2026-11-21T01:58:16Z";

    private readonly Dictionary<string, string> _repositories;

    private ArtifactPair(string host, bool isLayout)
    {
        Host = host;
        IsLayout = isLayout;
        var name = Guid.NewGuid().ToString("N");
        _repositories = new()
        {
            ["oras"] = isLayout ? "lay-oras" : $"{host}/pair/oras-{name}",
            ["signet"] = isLayout ? "lay-signet" : $"{host}/pair/signet-{name}",
        };
    }

    public static string[] Tools { get; } = ["oras", "signet"];

    public ToolHome Home { get; } = new();

    public string Host { get; }

    public bool IsLayout { get; }

    /// <summary>Digests by the name they have in commands: <c>IMAGE</c>, <c>AMD</c>, <c>ARM</c>, <c>SBOM</c>, <c>BLOB</c>.</summary>
    public Dictionary<string, string> Digests { get; } = [];

    public static async Task<ArtifactPair> OpenAsync(InteropLab lab, bool isLayout)
    {
        var pair = new ArtifactPair((await lab.RegistryAsync()).Host, isLayout);
        await File.WriteAllTextAsync(pair.Home.PathOf("hi.txt"), "hi\n");
        await File.WriteAllTextAsync(pair.Home.PathOf("ho.txt"), "ho\n");
        await File.WriteAllTextAsync(pair.Home.PathOf("new.txt"), "new\n");
        await File.WriteAllTextAsync(pair.Home.PathOf("same.txt"), "hi\n");
        await File.WriteAllTextAsync(
            pair.Home.PathOf("notes.json"),
            $$"""{"$manifest":{"{{Created.Replace("=", "\":\"", StringComparison.Ordinal)}}" },"$config":{"c":"d"},"new.txt":{"e":"f"} }""");
        Directory.CreateDirectory(pair.Home.PathOf("folder/sub"));
        await File.WriteAllTextAsync(pair.Home.PathOf("folder/sub/f"), "in folder\n");
        File.CreateSymbolicLink(pair.Home.PathOf("folder/link"), "sub/f");
        foreach (var tool in Tools)
        {
            await pair.MakeAsync(tool);
        }

        return pair;
    }

    public string RepositoryOf(string tool) => _repositories[tool];

    /// <summary>
    /// Runs one tool on its repository. <c>REPO</c> stands for that, names of <see cref="Digests"/> for digests,
    /// <c>HOST</c> for the registry, and <c>CREATED</c> for a fixed time of creation.
    /// </summary>
    public Task<ToolResult> RunAsync(string tool, string commandLine, params string[] more) =>
        RunOnAsync(tool, tool, "", commandLine, more);

    /// <summary>The same on another tool's repository and with an input.</summary>
    public Task<ToolResult> RunOnAsync(string tool, string owner, string input, string commandLine, params string[] more)
    {
        commandLine = commandLine.Replace("CREATED", $"-a {Created}", StringComparison.Ordinal);
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(more).Select(word => Fill(word, owner)).ToList();
        if (IsLayout)
        {
            words.Add("--oci-layout");
        }

        return Home.RunAsync(tool == "oras" ? Peers.Oras : Peers.Signet, words, input);
    }

    /// <summary>Starts <c>signet</c> on the repository of oras and kills it, unless it is faster.</summary>
    public async Task KillAsync(string commandLine, TimeSpan after)
    {
        var start = new ProcessStartInfo(Peers.Signet, [.. commandLine.Split(' ').Select(word => Fill(word, "oras"))])
        {
            WorkingDirectory = Home.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Home.Variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(after));
        process.Kill();
        await process.WaitForExitAsync();
        await output;
    }

    /// <summary>What a tool printed, its repository called <c>REPO</c>.</summary>
    public string Normal(string tool, string output) => output.Replace(_repositories[tool], "REPO", StringComparison.Ordinal);

    public void Dispose() => Home.Dispose();

    private string Fill(string word, string tool)
    {
        word = word.Replace("REPO", _repositories[tool], StringComparison.Ordinal)
            .Replace("HOST", Host, StringComparison.Ordinal)
            .Replace("TOOL", tool, StringComparison.Ordinal);
        return Digests.Aggregate(word, (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
    }

    private async Task MakeAsync(string tool)
    {
        string[] layout = IsLayout ? ["--oci-layout"] : [];
        var repository = _repositories[tool];
        async Task<string> PushAsync(string tag, params string[] arguments) => (await Home.OrasAsync(
            ["push", $"{repository}:{tag}", "-a", Created, "--format", "go-template={{.digest}}", .. arguments, .. layout])).Succeeded().StandardOutput;

        Digests["IMAGE"] = await PushAsync("v1", "hi.txt:text/plain", "-a", "note=<a> & \"é\"");
        Digests["AMD"] = await PushAsync("amd", "--artifact-platform", "linux/amd64", "hi.txt:text/plain");
        Digests["ARM"] = await PushAsync("arm", "--artifact-platform", "linux/arm64/v8", "ho.txt:text/plain");
        await PushAsync("old", "--image-spec", "v1.0", "--artifact-type", "application/vnd.example.config", "hi.txt:text/plain");
        Digests["BLOB"] = "sha256:98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4";
        (await Home.OrasAsync(["manifest", "index", "create", $"{repository}:idx", "amd", "arm", .. layout])).Succeeded();
        if (!IsLayout)
        {
            // By digest: a subject by tag would take a layout's annotations along.
            var sbom = (await Home.OrasAsync(
                "attach", $"{repository}:v1", "--artifact-type", "sbom/example", "-a", Created, "--format", "go-template={{.digest}}")).Succeeded();
            Digests["SBOM"] = sbom.StandardOutput;
            (await Home.OrasAsync(
                "attach", $"{repository}@{sbom.StandardOutput}", "--artifact-type", "sig/example", "-a", Created)).Succeeded();
            (await Home.OrasAsync("attach", $"{repository}:v1", "--artifact-type", "sig/example", "-a", Created)).Succeeded();
        }
    }
}
