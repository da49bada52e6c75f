using System.Globalization;
using Signet.TestKit;
using Signet.TestKit.Peers;

namespace Signet.Bench;

/// <summary>Runs one scenario with both tools in turn, so that whatever else the machine does meets both alike.</summary>
internal static class Comparison
{
    private const int NearRuns = 15;
    private const int FarRuns = 5;

    public static async Task<(Measurement Signet, Measurement Notation)> RunAsync(Lab lab, Scenario scenario)
    {
        string[] tools = [Peers.Signet, Peers.Notation];
        var near = await RoundsAsync(lab, scenario, tools, lab.Near, NearRuns);
        var far = await scenario.PrepareAsync() is null
            ? null
            : await RoundsAsync(lab, scenario, tools, lab.Far, FarRuns);
        var measurements = tools.Select((_, i) => new Measurement
        {
            NearMilliseconds = Median(near[i]),
            PeakMebibytes = near[i].Max(run => run.PeakKibibytes) / 1024.0,
            FarMilliseconds = far is null ? double.NaN : Median(far[i]),
            Requests = far?[i][^1].Requests ?? 0,
        }).ToArray();
        return (measurements[0], measurements[1]);
    }

    private static async Task<List<Run>[]> RoundsAsync(
        Lab lab, Scenario scenario, string[] tools, string registry, int runs)
    {
        List<Run>[] results = [[], []];
        for (var run = -1; run < runs; run++)
        {
            for (var tool = 0; tool < tools.Length; tool++)
            {
                var arguments = scenario.Arguments(registry, await scenario.PrepareAsync());
                var result = await MeasureAsync(lab, tools[tool], arguments);
                if (run >= 0)
                {
                    results[tool].Add(result);
                }
            }
        }

        return results;
    }

    private static async Task<Run> MeasureAsync(Lab lab, string tool, string[] arguments)
    {
        lab.Proxy.Reset();
        var (milliseconds, peak) = await MeasureAsync(lab.Home, tool, arguments, mustSucceed: true);
        return new Run(milliseconds, peak, lab.Proxy.Requests);
    }

    /// <summary>Wall time and peak memory of one whole process; unless it must succeed, it must fail.</summary>
    public static async Task<(double Milliseconds, long PeakKibibytes)> MeasureAsync(
        ToolHome home, string tool, string[] arguments, bool mustSucceed)
    {
        var result = home.PathOf("measured");
        var run = await home.RunAsync(Checkout.Find("artifacts/bench/measure"), [result, tool, .. arguments]);
        if (mustSucceed != (run.ExitCode == 0))
        {
            throw new InvalidOperationException($"{tool} was to {(mustSucceed ? "succeed" : "fail")}: {run}");
        }

        var fields = (await File.ReadAllTextAsync(result)).Split(' ');
        return (
            long.Parse(fields[0], CultureInfo.InvariantCulture) / 1e6,
            long.Parse(fields[1], CultureInfo.InvariantCulture));
    }

    private static double Median(List<Run> runs)
    {
        var sorted = runs.Select(run => run.Milliseconds).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Run(double Milliseconds, long PeakKibibytes, int Requests);
}
