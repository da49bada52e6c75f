using System.Diagnostics;
using System.Globalization;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Repositories;

namespace Signet.Cli.Tests.Promotion;

/// <summary>
/// The real program, killed while it promotes, at a moment chosen by chance: <c>SIGNET_KILLS</c> times for each direction, 100
/// unless told otherwise. A program that is not native needs longer to start, and is killed less often.
/// </summary>
public sealed class KilledPromotionTests
{
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("SIGNET_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills
        : Environment.GetEnvironmentVariable("SIGNET_EXE") is null ? 15 : 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task H5_KilledPromotionLeavesTheOldTagOrANewOneThatVerifies(bool isLayout)
    {
        await using var lab = await PromoteLab.OpenAsync();
        await lab.DoAsync("cp -r --to-oci-layout DEV:v1 DIR/dev:v1");
        var random = new Random(7);
        var (moved, kept, longest) = (0, 0, 100.0);
        for (var round = 0; round < Kills; round++)
        {
            var place = isLayout ? $"DIR/prod{round}" : $"PROD{round}";
            await lab.DoAsync($"cp {(isLayout ? "--to-oci-layout " : "")}PROD:v1 {place}:v1");
            var destination = await lab.RepositoryAsync(place);
            var old = await destination.ResolveAsync("v1", Token);
            var ends = isLayout
                ? $"--from-oci-layout --to-oci-layout DIR/dev:v1 {place}:v1"
                : $"DEV:v1 {place}:v1";
            var promote = $"promote --from-environment dev --to-environment prod --sign-key prod -r {ends}"
                + (isLayout ? " --from-scope local/dev --to-scope local/prod" : "");

            var took = await RunAndKillAsync(lab.Start(promote), random.NextDouble() * longest);
            longest = took is { } whole ? (longest + whole) / 2 : longest * 1.1;

            var tagged = await destination.ResolveAsync("v1", Token);
            Assert.Contains(tagged.Digest, new[] { old.Digest, lab.Root.Digest });
            var isMoved = tagged.Digest == lab.Root.Digest;
            (moved, kept) = isMoved ? (moved + 1, kept) : (moved, kept + 1);
            if (isMoved)
            {
                Assert.True((await lab.VerifyAsync(destination)).IsAccepted, $"round {round}: the new tag does not verify");
            }

            if (round % 2 == 0)
            {
                var again = await lab.RunAsync(promote);
                Assert.True(again.ExitCode == 0, $"round {round}: {again.Out}{again.Error}");
                Assert.Equal(lab.Root.Digest, (await destination.ResolveAsync("v1", Token)).Digest);
                Assert.True((await lab.VerifyAsync(destination)).IsAccepted);
            }
            else
            {
                var clean = await lab.RunAsync($"promote --clean {ends}");
                Assert.True(clean.ExitCode == 0, $"round {round}: {clean.Out}{clean.Error}");
                Assert.Equal(tagged, await destination.ResolveAsync("v1", Token));
                Assert.Equal([], await FindUnreachableAsync(lab, destination, [tagged, old]));
            }
        }

        TestContext.Current.SendDiagnosticMessage($"layout {isLayout}: killed {Kills}, old tag {kept}, new tag {moved}");
        Assert.True(kept > 0, "no process was killed before the tag moved");
    }

    /// <summary>What the tag named before the promotion is none of its leftovers.</summary>
    private static async Task<List<string>> FindUnreachableAsync(
        PromoteLab lab, IRepository destination, IReadOnlyList<Descriptor> roots)
    {
        var graph = await GraphWalker.WalkAsync(destination, roots, new WalkOptions { IncludeReferrers = true }, Token);
        var reachable = graph.Nodes.Select(n => n.Descriptor.Digest.ToString()).ToHashSet();
        var there = destination is LayoutRepository layout
            ? Directory.EnumerateFiles(Path.Combine(layout.Name, "blobs", "sha256")).Select(f => $"sha256:{Path.GetFileName(f)}")
            : lab.Registry.Repository(destination.Name[(lab.Registry.Host.Length + 1)..]).ManifestDigests;
        return [.. there.Where(d => !reachable.Contains(d))];
    }

    /// <returns>Milliseconds it took when it was faster than the kill.</returns>
    private static async Task<double?> RunAndKillAsync(Process process, double milliseconds)
    {
        using (process)
        {
            var clock = Stopwatch.StartNew();
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var error = process.StandardError.ReadToEndAsync(Token);
            var end = process.WaitForExitAsync(Token);
            await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Token));
            var took = clock.Elapsed.TotalMilliseconds;
            var hasEnded = process.HasExited;
            process.Kill();
            await end;
            await output;
            Assert.True(!hasEnded || process.ExitCode == 0, await error);
            return hasEnded ? took : null;
        }
    }
}
