using System.Diagnostics;
using System.Globalization;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Graph;

/// <summary>
/// Processes that are killed while they copy, at a moment chosen by chance, as often as <c>SIGNET_KILLS</c> says for each
/// direction.
/// </summary>
public sealed class KilledCopyTests : IDisposable
{
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("SIGNET_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 25;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("registry to layout")]
    [InlineData("layout to registry")]
    public async Task H5_KilledCopyLeavesTheOldTagOrTheNewAndIsCompletedByAnother(string direction)
    {
        // Without the referrers API, so that the index of referrers can be caught half way too.
        await using var registry = await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions { ReferrersApi = false });
        using var client = TestContent.Client();
        var toLayout = direction == "registry to layout";
        IRepository source = toLayout
            ? client.GetRepository(registry.Host, "source", RepositoryAccess.PullAndPush)
            : await LayoutRepository.CreateAsync(_directory["source"], Running.Test);
        var zoo = await BuildAsync(source);
        var random = new Random(6);
        var moved = 0;
        var kept = 0;
        var longest = 30.0;
        for (var round = 0; round < Kills; round++)
        {
            IRepository destination = toLayout
                ? await LayoutRepository.CreateAsync(_directory[$"lay{round}"], Running.Test)
                : client.GetRepository(registry.Host, $"app{round}", RepositoryAccess.PullAndPush);
            var old = await GraphLab.ImageAsync(destination, ["old"], tag: "all");

            var took = await CopyAndKillAsync(
                toLayout ? $"{registry.Host}/source" : source.Name,
                toLayout ? destination.Name : $"{registry.Host}/app{round}",
                random.NextDouble() * longest);
            longest = took is { } whole ? (longest + whole) / 2 : longest * 1.1;

            var reopened = toLayout ? await LayoutRepository.OpenAsync(destination.Name, Running.Test) : destination;
            var tagged = await reopened.ResolveAsync("all", Running.Test);
            Assert.Contains(tagged, new[] { old, zoo.Root });
            (moved, kept) = tagged == old ? (moved, kept + 1) : (moved + 1, kept);
            if (toLayout)
            {
                await GraphCopierTests.CheckBlobsAsync(destination.Name);
            }

            if (tagged == zoo.Root)
            {
                await CheckWholeAsync(reopened, zoo);
            }

            await GraphLab.CopyAsync(source, reopened, "all", "all", new CopyOptions { IncludeReferrers = true });
            Assert.Equal(zoo.Root, await reopened.ResolveAsync("all", Running.Test));
            await CheckWholeAsync(reopened, zoo);
            if (toLayout)
            {
                Assert.Empty(Directory.GetFiles(Path.Combine(destination.Name, "ingest"), "signet-partial-*"));
                Directory.Delete(destination.Name, recursive: true);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{direction}: killed {Kills}, old tag {kept}, new tag {moved}");
        Assert.True(kept > 0, "no process was killed before the tag moved");
    }

    private static async Task<GraphLab.Zoo> BuildAsync(IRepository source)
    {
        var zoo = await GraphLab.ZooAsync(source);
        var large = new byte[3_000_000];
        new Random(5).NextBytes(large);
        var layer = await GraphLab.PushBlobAsync(source, large);
        var image = await GraphLab.ManifestAsync(
            source, MediaTypes.ImageManifest, ("config", [Descriptor.EmptyJson]), ("layers", [layer]));
        var root = await GraphLab.IndexAsync(source, [.. (await source.FetchManifestAsync(zoo.Root, Running.Test)).Manifests, image]);
        var note = await GraphLab.ImageAsync(source, ["note on everything"], root);
        await source.TagAsync(root, "all", Running.Test);
        return zoo with { Root = root, Referrers = [note, .. zoo.Referrers[2..]] };
    }

    private static async Task CheckWholeAsync(IRepository repository, GraphLab.Zoo zoo)
    {
        var graph = await GraphWalker.WalkAsync(
            repository, [zoo.Root], new WalkOptions { IncludeReferrers = true }, Running.Test);
        foreach (var node in graph.Nodes.Where(node => !node.IsManifest))
        {
            await repository.FetchBlobAsync(node.Descriptor, 4_000_000, Running.Test);
        }

        Assert.Empty(zoo.Referrers.Select(d => d.Digest).Except(graph.Nodes.Select(node => node.Descriptor.Digest)));
    }

    /// <returns>Milliseconds the copy took when it was faster than the kill.</returns>
    private static async Task<double?> CopyAndKillAsync(string from, string to, double milliseconds)
    {
        var program = Path.Combine(
            AppContext.BaseDirectory, "Signet.Oci.LayoutWriter" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        using var process = Process.Start(new ProcessStartInfo(program, ["copy", from, to, "all"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (await process.StandardOutput.ReadLineAsync(Running.Test) != "ready")
        {
            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Running.Test));
        }

        var clock = Stopwatch.StartNew();
        var end = process.StandardOutput.ReadLineAsync(Running.Test).AsTask();
        await process.StandardInput.WriteLineAsync("go");
        await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Running.Test));
        var took = clock.Elapsed.TotalMilliseconds;
        process.Kill();
        await process.WaitForExitAsync(Running.Test);
        return end.IsCompleted && await end == "copied" ? took : null;
    }
}
