using Signet.Bench;

const string Revocation = "revocation";
const string Policy = "policy";
const string Graph = "graph";
string[] known = ["version", "verify", "sign", "list", "inspect", Revocation, Policy, Graph];
var chosen = args.Length == 0 ? known : args;
if (chosen.Except(known).ToArray() is { Length: > 0 } unknown)
{
    Console.Error.WriteLine($"unknown benchmark: {string.Join(", ", unknown)}; known are {string.Join(", ", known)}");
    return 1;
}

if (chosen.Contains(Policy))
{
    PolicySelection.Print(Console.Out);
    if (chosen.Length == 1)
    {
        return 0;
    }
}

await using var lab = await Lab.OpenAsync();
var report = new Report();
foreach (var scenario in Scenario.All(lab).Where(scenario => chosen.Contains(scenario.Verb)))
{
    Console.Error.WriteLine($"measuring {scenario.Name}");
    report.Add(scenario.Name, await Comparison.RunAsync(lab, scenario));
}

if (chosen.Any(verb => verb is not (Revocation or Policy or Graph)))
{
    report.Print(Console.Out);
}

if (chosen.Contains(Revocation))
{
    await RevocationComparison.PrintAsync(lab, Console.Out);
}

if (chosen.Contains(Graph))
{
    await GraphComparison.PrintAsync(lab, Console.Out);
}

return 0;
