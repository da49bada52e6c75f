using Signet.Oci;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Artifacts;

/// <summary>A registry with one tagged image, a folder for files, and commands run on them inside the test.</summary>
internal sealed class ArtifactLab : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signet-artifacts-");

    private ArtifactLab(ScriptedRegistry registry)
    {
        Registry = registry;
        Content = registry.Repository("app");
        Image = Content.AddArtifact(
            "v1", artifactType: "application/vnd.example", layers: [("text/plain", "hello"u8.ToArray())]);
        Blob = Descriptor.Of(MediaTypes.OctetStream, "hello"u8);
    }

    public ScriptedRegistry Registry { get; }

    public StoredRepository Content { get; }

    public Descriptor Image { get; }

    public Descriptor Blob { get; }

    /// <summary>The repository: <c>localhost:port/app</c>.</summary>
    public string Name => $"{Registry.Host}/app";

    public string AnotherDigest { get; } = "sha256:" + new string('a', 64);

    public static async Task<ArtifactLab> OpenAsync(ScriptedRegistryOptions? options = null) =>
        new(await ScriptedRegistry.StartAsync(options ?? new()));

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>
    /// Runs <c>signet</c> with these words; <c>REPO</c>, <c>IMAGE</c>, <c>BLOB</c> and <c>NONE</c> in them stand for the
    /// repository, its image, its blob, and a digest it does not have.
    /// </summary>
    public Task<InProcess> RunAsync(string commandLine, params string[] more) => RunWithInputAsync("", commandLine, more);

    /// <summary>The same with standard output on a terminal.</summary>
    public Task<InProcess> RunOnTerminalAsync(string commandLine) => RunAsync("", isTerminal: true, commandLine, []);

    public Task<InProcess> RunWithInputAsync(string input, string commandLine, params string[] more) =>
        RunAsync(input, isTerminal: false, commandLine, more);

    private Task<InProcess> RunAsync(string input, bool isTerminal, string commandLine, string[] more)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(more).Select(word => word
            .Replace("REPO", Name, StringComparison.Ordinal)
            .Replace("IMAGE", $"{Name}@{Image.Digest}", StringComparison.Ordinal)
            .Replace("BLOB", $"{Name}@{Blob.Digest}", StringComparison.Ordinal)
            .Replace("NONE", $"{Name}@{AnotherDigest}", StringComparison.Ordinal)
            .Replace("DIR", _folder.FullName, StringComparison.Ordinal));
        var environment = new Dictionary<string, string> { ["HOME"] = _folder.FullName, ["DOCKER_CONFIG"] = _folder.FullName };
        return InProcess.RunAsync(new Signet.Cli.Commands.RootCommand(), input, environment, canAsk: false, isTerminal, [.. words]);
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
