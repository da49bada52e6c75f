using System.Globalization;
using Signet.TestKit.Peers;

namespace Signet.Bench;

/// <summary>
/// Verification of a chain of three against a registry on loopback: without responders, with two responders 50 ms away,
/// with what they said before, and with responders that never answer.
/// </summary>
internal static class RevocationComparison
{
    private const int Runs = 9;
    private const int DeadRuns = 3;

    public static async Task PrintAsync(Lab lab, TextWriter output)
    {
        await using var revocation = await RevocationLab.OpenAsync();
        output.WriteLine();
        output.WriteLine("verify, chain of three, registry on loopback; whole process, median. Responders are 50 ms away.");
        output.WriteLine("cold: caches removed before each run. dead: they take the connection and never answer.");
        output.WriteLine();
        output.WriteLine($"{"",-28}{"signet",10}{"notation",11}{"ratio",8}{"requests",14}");
        await AddAsync("no responder", RevocationLab.Unlisted, keepCaches: false);
        await AddAsync("two responders, cold", RevocationLab.Alive, keepCaches: false);
        await AddAsync("two responders, warm", RevocationLab.Alive, keepCaches: true);
        await AddAsync("two responders, dead", RevocationLab.Dead, keepCaches: false);

        async Task AddAsync(string name, string key, bool keepCaches)
        {
            Console.Error.WriteLine($"measuring verify, {name}");
            var reference = lab.Near + await lab.PushAsync(0);
            (await revocation.Home.NotationAsync("sign", "--key", key, reference)).Succeeded();
            var isAlive = key != RevocationLab.Dead;
            var (signet, signetRequests) = await MedianAsync(Peers.Signet, reference, keepCaches, isAlive);
            var (notation, notationRequests) = await MedianAsync(Peers.Notation, reference, keepCaches, isAlive);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-28}{signet,7:0.0} ms{notation,8:0.0} ms{signet / notation,8:0.00}{$"{signetRequests} / {notationRequests}",14}"));
        }

        async Task<(double Milliseconds, int Requests)> MedianAsync(string tool, string reference, bool keepCaches, bool isAlive)
        {
            var runs = isAlive ? Runs : DeadRuns;
            var times = new List<double>();
            for (var run = -1; run < runs; run++)
            {
                revocation.Reset(keepCaches);
                var (milliseconds, _) = await Comparison.MeasureAsync(revocation.Home, tool, ["verify", reference], mustSucceed: isAlive);
                if (run >= 0)
                {
                    times.Add(milliseconds);
                }
            }

            times.Sort();
            return (times[times.Count / 2], revocation.Requests);
        }
    }
}
