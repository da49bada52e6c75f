using Signet.Bench;

string[] known = ["version", "verify", "sign", "list", "inspect"];
var chosen = args.Length == 0 ? known : args;
if (chosen.Except(known).ToArray() is { Length: > 0 } unknown)
{
    Console.Error.WriteLine($"unknown benchmark: {string.Join(", ", unknown)}; known are {string.Join(", ", known)}");
    return 1;
}

await using var lab = await Lab.OpenAsync();
var report = new Report();
foreach (var scenario in Scenario.All(lab).Where(scenario => chosen.Contains(scenario.Verb)))
{
    Console.Error.WriteLine($"measuring {scenario.Name}");
    report.Add(scenario.Name, await Comparison.RunAsync(lab, scenario));
}

report.Print(Console.Out);
return 0;
