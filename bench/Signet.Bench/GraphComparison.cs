using System.Globalization;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.TestKit;
using Signet.TestKit.Peers;

namespace Signet.Bench;

/// <summary>Verifies a release with all its parts, near and far: one command, and a script of oras and notation.</summary>
internal static class GraphComparison
{
    private const int Platforms = 5;
    private const int ReportsOfPlatform = 4;
    private const int Runs = 5;
    private const string Repository = "bench/release";

    public static async Task PrintAsync(Lab lab, TextWriter output)
    {
        using var client = new RegistryClient(new RegistryClientOptions());
        var root = await PushAsync(client.GetRepository(lab.Near, Repository));
        (await lab.Home.RunAsync(Peers.Signet, ["sign", "--recursive", $"{lab.Near}/{Repository}@{root}"])).Succeeded();
        output.WriteLine();
        output.WriteLine($"An index with {Platforms} platforms, {Platforms * ReportsOfPlatform} reports and {1 + Platforms + (Platforms * ReportsOfPlatform)} signatures. Whole process or script, median of {Runs}.");
        output.WriteLine("waves: (far - loopback) / 50 ms.");
        output.WriteLine();
        output.WriteLine($"{"",-34}{"loopback",12}{"far",12}{"requests",10}{"waves",8}");
        await AddAsync("signet verify --recursive", r => (Peers.Signet, ["verify", "--recursive", $"{r}/{Repository}@{root}"]));
        await AddAsync("oras and notation", r => Script(r, "1"));

        (string, string[]) Script(string registry, string jobs) => (
            "/bin/bash", [Checkout.Find("bench/graph.sh"), Peers.Oras, Peers.Notation, $"{registry}/{Repository}", root.ToString(), jobs]);

        async Task AddAsync(string name, Func<string, (string Tool, string[] Arguments)> run)
        {
            Console.Error.WriteLine($"measuring {name}");
            var near = await MedianAsync(lab, run(lab.Near));
            var far = await MedianAsync(lab, run(lab.Far));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-34}{near.Milliseconds,9:0} ms{far.Milliseconds,9:0} ms{far.Requests,10}{(far.Milliseconds - near.Milliseconds) / Lab.RoundTrip.TotalMilliseconds,8:0.0}"));
        }
    }

    private static async Task<(double Milliseconds, int Requests)> MedianAsync(Lab lab, (string Tool, string[] Arguments) run)
    {
        var times = new List<double>();
        for (var i = -1; i < Runs; i++)
        {
            lab.Proxy.Reset();
            var (milliseconds, _) = await Comparison.MeasureAsync(lab.Home, run.Tool, run.Arguments, mustSucceed: true);
            if (i >= 0)
            {
                times.Add(milliseconds);
            }
        }

        times.Sort();
        return (times[times.Count / 2], lab.Proxy.Requests);
    }

    private static async Task<Digest> PushAsync(RemoteRepository repository)
    {
        await repository.PushBlobAsync(
            Descriptor.EmptyJson, _ => ValueTask.FromResult<Stream>(new MemoryStream(Descriptor.EmptyJsonContent.ToArray())));
        var platforms = new List<Descriptor>();
        for (var i = 0; i < Platforms; i++)
        {
            var platform = await PushAsync($"platform {i}", null);
            platforms.Add(platform with { Platform = new() { Os = "linux", Architecture = $"a{i}" } });
            for (var j = 0; j < ReportsOfPlatform; j++)
            {
                await PushAsync($"report {i} {j}", platform);
            }
        }

        var index = ManifestWriter.WriteIndex(platforms);
        var descriptor = Descriptor.Of(MediaTypes.ImageIndex, index);
        await repository.PushManifestAsync(descriptor, index, "v1");
        return descriptor.Digest;

        async Task<Descriptor> PushAsync(string name, Descriptor? subject)
        {
            var content = ManifestWriter.WriteImageManifest(
                Descriptor.EmptyJson.Bare(), [], "application/vnd.example.report", subject, new Dictionary<string, string> { ["name"] = name });
            var manifest = Descriptor.Of(MediaTypes.ImageManifest, content);
            await repository.PushManifestAsync(manifest, content);
            return manifest;
        }
    }
}
