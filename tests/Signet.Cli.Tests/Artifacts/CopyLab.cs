using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Artifacts;

/// <summary>
/// Two registries and a folder. The first has at <c>app</c> an index of indexes over two images, with notes on an image, on
/// that note, and on the index; what is made of it at the second, and in layouts, is the test's affair.
/// </summary>
internal sealed class CopyLab : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signet-copy-");

    private CopyLab(ScriptedRegistry from, ScriptedRegistry to)
    {
        From = from;
        To = to;
        Image = Source.AddArtifact("v1", layers: [("text/plain", "amd"u8.ToArray())]);
        Other = Source.AddArtifact(layers: [("text/plain", "arm"u8.ToArray())]);
        Inner = AddIndex([Image, Other]);
        Root = AddIndex([Inner, Image], "all");
        Note = Source.AddArtifact(subject: Image, artifactType: "application/vnd.example.note");
        Signature = Source.AddArtifact(subject: Note, artifactType: "application/vnd.example.signature");
        RootNote = Source.AddArtifact(subject: Root, artifactType: "application/vnd.example.note");
        Layer = Descriptor.Of(MediaTypes.OctetStream, "amd"u8);
    }

    public ScriptedRegistry From { get; }

    public ScriptedRegistry To { get; }

    public StoredRepository Source => From.Repository("app");

    public StoredRepository Destination => To.Repository("copy");

    public Descriptor Image { get; }

    public Descriptor Other { get; }

    public Descriptor Inner { get; }

    public Descriptor Root { get; }

    public Descriptor Note { get; }

    public Descriptor Signature { get; }

    public Descriptor RootNote { get; }

    /// <summary>The layer of <see cref="Image"/>.</summary>
    public Descriptor Layer { get; }

    public string Folder => _folder.FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public static async Task<CopyLab> OpenAsync(ScriptedRegistryOptions? from = null, ScriptedRegistryOptions? to = null) =>
        new(await ScriptedRegistry.StartAsync(from ?? new()), await ScriptedRegistry.StartAsync(to ?? new()));

    public Descriptor AddIndex(Descriptor[] entries, string? tag = null) => Source.AddManifest(
        ManifestWriter.WriteIndex(entries), MediaTypes.ImageIndex, tag);

    /// <summary>
    /// Runs <c>signet</c>; <c>FROM</c> stands for the repository of the first registry, <c>TO</c> for one of the second,
    /// <c>BESIDE</c> for another of the first, <c>DIR</c> for the folder.
    /// </summary>
    public Task<InProcess> RunAsync(string commandLine, params string[] more)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(more).Select(word => word
            .Replace("FROM", $"{From.Host}/app", StringComparison.Ordinal)
            .Replace("TO", $"{To.Host}/copy", StringComparison.Ordinal)
            .Replace("BESIDE", $"{From.Host}/beside", StringComparison.Ordinal)
            .Replace("DIR", Folder, StringComparison.Ordinal));
        var environment = new Dictionary<string, string>(Environment) { ["HOME"] = Folder, ["DOCKER_CONFIG"] = Folder };
        return InProcess.RunAsync(new Signet.Cli.Commands.RootCommand(), "", environment, [.. words]);
    }

    public async ValueTask DisposeAsync()
    {
        await From.DisposeAsync();
        await To.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
