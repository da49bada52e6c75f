using System.Diagnostics;
using System.Globalization;

namespace Signet.Interop.Tests.Artifacts;

/// <summary>
/// The real <c>signet cp</c>, killed at a moment chosen by chance, as often as <c>SIGNET_KILLS</c> says for each way. What
/// the library does at finer grain is held in its own tests; here oras is the witness.
/// </summary>
public sealed class KilledCopyTests(InteropLab lab)
{
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("SIGNET_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 6;

    [Theory]
    [InlineData("registry to layout", "cp -r --to-oci-layout REPO:large END:v1", "--oci-layout")]
    [InlineData("layout to registry", "cp -r --from-oci-layout source:large END:v1", "")]
    [InlineData("tags of a layout", "cp -r --from-oci-layout --to-oci-layout source:large END:v1,v2,v3", "--oci-layout")]
    public async Task H5_a_killed_copy_leaves_the_old_tag_or_the_new_and_is_completed_by_another(
        string way, string command, string isLayout)
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        var large = new byte[8_000_000];
        new Random(7).NextBytes(large);
        await File.WriteAllBytesAsync(pair.Home.PathOf("large.bin"), large, TestContext.Current.CancellationToken);
        (await pair.RunAsync("oras", "push REPO:large large.bin hi.txt ho.txt new.txt")).Succeeded();
        (await pair.RunAsync("oras", "attach REPO:large --artifact-type sig/example -a by=oras")).Succeeded();
        (await pair.RunAsync("oras", "cp -r --to-oci-layout REPO:large source:large")).Succeeded();
        var wanted = (await pair.RunAsync("oras", "resolve REPO:large")).Succeeded().StandardOutput;
        var old = (await pair.RunAsync("oras", "resolve REPO:v1")).Succeeded().StandardOutput;
        var random = new Random(11);
        var longest = 0.0;
        for (var round = 0; round <= Kills; round++)
        {
            var end = isLayout.Length > 0 ? $"lay{round}" : $"REPO-end{round}";
            var copy = command.Replace("END", end, StringComparison.Ordinal);
            (await pair.RunAsync("oras", isLayout.Length > 0 ? $"cp --to-oci-layout REPO:v1 {end}:v1" : $"cp REPO:v1 {end}:v1")).Succeeded();
            if (round == 0)
            {
                // How long it takes when nobody kills it.
                var clock = Stopwatch.StartNew();
                (await pair.RunOnAsync("signet", "oras", "", copy)).Succeeded();
                longest = clock.Elapsed.TotalMilliseconds;
                continue;
            }

            await pair.KillAsync(copy, TimeSpan.FromMilliseconds(random.NextDouble() * longest));

            var opened = (await pair.RunAsync("oras", $"resolve {end}:v1 {isLayout}")).Succeeded().StandardOutput;
            Assert.Contains(opened, new[] { old, wanted });
            if (opened == wanted)
            {
                (await pair.RunAsync("oras", $"pull -o out{round} {end}:v1 {isLayout}")).Succeeded();
            }

            (await pair.RunOnAsync("signet", "oras", "", copy)).Succeeded();
            Assert.Equal(wanted, (await pair.RunAsync("oras", $"resolve {end}:v1 {isLayout}")).Succeeded().StandardOutput);
            (await pair.RunAsync("oras", $"pull -o whole{round} {end}:v1 {isLayout}")).Succeeded();
            Assert.Equal(large, await File.ReadAllBytesAsync(pair.Home.PathOf($"whole{round}/large.bin"), TestContext.Current.CancellationToken));
            Assert.Contains(
                "by: oras", (await pair.RunAsync("oras", $"discover {end}:v1 {isLayout}")).Succeeded().StandardOutput, StringComparison.Ordinal);
        }

        TestContext.Current.SendDiagnosticMessage($"{way}: killed {Kills} times within {longest:0} ms");
    }

    [Fact]
    public async Task H5_a_killed_pull_leaves_no_part_under_the_files_name_and_is_completed_by_another()
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        var token = TestContext.Current.CancellationToken;
        var large = new byte[64_000_000];
        new Random(8).NextBytes(large);
        await File.WriteAllBytesAsync(pair.Home.PathOf("large.bin"), large, token);
        (await pair.RunAsync("oras", "push REPO:large large.bin")).Succeeded();
        var clock = Stopwatch.StartNew();
        (await pair.RunOnAsync("signet", "oras", "", "pull -o first REPO:large")).Succeeded();
        var longest = clock.Elapsed.TotalMilliseconds;
        var random = new Random(12);
        var goneOn = 0;
        for (var round = 1; round <= Kills; round++)
        {
            var folder = pair.Home.PathOf($"pulled{round}");
            await pair.KillAsync($"pull -o pulled{round} REPO:large", TimeSpan.FromMilliseconds(random.NextDouble() * longest));

            if (File.Exists(Path.Combine(folder, "large.bin")))
            {
                Assert.Equal(large, await File.ReadAllBytesAsync(Path.Combine(folder, "large.bin"), token));
            }

            goneOn += Directory.Exists(folder) && Directory.GetFiles(folder, ".signet-*.partial").Any(f => new FileInfo(f).Length > 0) ? 1 : 0;
            (await pair.RunOnAsync("signet", "oras", "", $"pull -o pulled{round} REPO:large")).Succeeded();
            // One that is killed between making its file and naming it leaves that, empty.
            Assert.Equal(["large.bin"], Directory.GetFiles(folder).Select(Path.GetFileName).Where(f => !f!.EndsWith(".new", StringComparison.Ordinal)));
            Assert.Equal(large, await File.ReadAllBytesAsync(Path.Combine(folder, "large.bin"), token));
            Directory.Delete(folder, recursive: true);
        }

        TestContext.Current.SendDiagnosticMessage($"killed {Kills} times within {longest:0} ms, {goneOn} of them with something left to go on from");
    }
}
