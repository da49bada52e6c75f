namespace Signet.Cli.CommandLine;

/// <summary>Which command somebody may have meant.</summary>
internal static class Suggestions
{
    /// <summary>Commands within two edits of <paramref name="typed"/>, or that it is the beginning of.</summary>
    public static List<string> For(string typed, Command parent) =>
    [
        .. parent.Subcommands
            .Where(c => !c.IsHidden
                && (Distance(typed, c.Name) <= 2 || c.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            .Select(c => c.Name),
    ];

    /// <summary>Levenshtein distance, case ignored.</summary>
    internal static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
