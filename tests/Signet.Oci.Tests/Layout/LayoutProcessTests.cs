using System.Diagnostics;
using System.Globalization;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Tests.Layout;

/// <summary>Several processes in one layout, and processes that are killed in it.</summary>
public sealed class LayoutProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task R9_TenProcessesThatPushReferrersOfOneSubjectLoseNothing()
    {
        const int Writers = 10;
        const int Each = 5;
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await LayoutFixture.PushImageAsync(layout, "1", "v1");

        var outputs = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            using var process = Start($"w{writer}", Each);
            var output = await process.StandardOutput.ReadToEndAsync(Running.Test);
            await process.WaitForExitAsync(Running.Test);
            Assert.Equal(0, process.ExitCode);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }));

        var referrers = await LayoutFixture.ListAsync(layout.ListReferrersAsync(image.Digest, cancellationToken: Running.Test));
        Assert.Equal(Writers * Each, outputs.Sum(output => output.Length));
        Assert.Equal(
            outputs.SelectMany(output => output).Order(StringComparer.Ordinal),
            referrers.Select(entry => entry.Digest.ToString()).Order(StringComparer.Ordinal));
        for (var writer = 0; writer < Writers; writer++)
        {
            Assert.Equal(outputs[writer][^1], (await layout.ResolveAsync($"w{writer}", Running.Test)).Digest.ToString());
        }
    }

    [Fact]
    public async Task H5_KilledWriterLeavesTheLayoutWhole()
    {
        const int Rounds = 20;
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        await LayoutFixture.PushImageAsync(layout, "1", "v1");
        var random = new Random(20);
        for (var round = 0; round < Rounds; round++)
        {
            using var process = Start($"w{round}", 0);
            var stored = new List<string> { await ReadLineAsync(process) };
            await Task.Delay(random.Next(30), Running.Test);
            process.Kill();
            await process.WaitForExitAsync(Running.Test);
            stored.AddRange((await process.StandardOutput.ReadToEndAsync(Running.Test))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.Length == stored[0].Length));

            await CheckAsync(stored);
        }

        // The first write of a living process takes over what the dead ones held, and removes their index files.
        await LayoutFixture.PushImageAsync(layout, "last", "last");
        Assert.Empty(Directory.GetFiles(_directory["lay"], ".*"));
    }

    private static async Task<string> ReadLineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync(Running.Test)
            ?? throw new InvalidOperationException("the writer ended: " + await process.StandardError.ReadToEndAsync(Running.Test));

    /// <summary>The index is whole, all it lists is there and right, and what was reported as stored is listed.</summary>
    private async Task CheckAsync(List<string> stored)
    {
        var layout = await LayoutRepository.OpenAsync(_directory["lay"], Running.Test);
        var content = await File.ReadAllBytesAsync(_directory["lay/index.json"], Running.Test);
        var index = ManifestReader.Read(Descriptor.Of(MediaTypes.ImageIndex, content), content);
        Assert.Empty(stored.Except(index.Manifests.Select(entry => entry.Digest.ToString())));
        foreach (var entry in index.Manifests.TakeLast(20))
        {
            foreach (var layer in (await layout.FetchManifestAsync(entry, Running.Test)).Layers)
            {
                await layout.FetchBlobAsync(layer, 100_000, Running.Test);
            }
        }
    }

    private Process Start(string name, int count)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Signet.Oci.LayoutWriter" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { _directory["lay"], "v1", name, count.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
