namespace Signet.Bench;

/// <summary>One thing users do, said once for both tools.</summary>
/// <param name="Verb">The command.</param>
/// <param name="Name">The row's name.</param>
/// <param name="PrepareAsync">
/// Called before each run; returns the part of the reference behind the registry's name, null when the command takes none.
/// </param>
internal sealed record Scenario(string Verb, string Name, Func<Task<string?>> PrepareAsync)
{
    public static IEnumerable<Scenario> All(Lab lab)
    {
        yield return new("version", "version", () => Task.FromResult<string?>(null));
        yield return new("verify", "verify, by digest, 1 signature", Once(lab, 1));
        yield return new("sign", "sign, by digest", async () => await lab.PushAsync(0));
        yield return new("list", "list, 1 signature", Once(lab, 1));
        foreach (var signatures in new[] { 1, 10, 50 })
        {
            yield return new("inspect", $"inspect, {signatures} signature{(signatures == 1 ? "" : "s")}", Once(lab, signatures));
        }
    }

    /// <summary>The arguments of a run against <paramref name="registry"/>.</summary>
    public string[] Arguments(string registry, string? reference) =>
        reference is null ? [Verb] : [Verb, registry + reference];

    private static Func<Task<string?>> Once(Lab lab, int signatures)
    {
        Task<string>? pushed = null;
        return async () => await (pushed ??= lab.PushAsync(signatures));
    }
}
