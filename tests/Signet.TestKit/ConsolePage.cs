using System.Text;

namespace Signet.TestKit;

/// <summary>
/// A page of the documentation whose commands are run: in blocks marked <c>console</c>, each line that begins with
/// <c>$ </c> is a command, and what follows it is what it prints.
/// </summary>
public static class ConsolePage
{
    /// <summary>The page with what its commands print now; equal to <paramref name="page"/> when it tells the truth.</summary>
    /// <param name="page">The text of the page.</param>
    /// <param name="runAsync">Runs one command and gives what is to be shown, ended by a line feed unless empty.</param>
    /// <param name="onLineAsync">Sees every line outside of these blocks, before it is passed over.</param>
    public static async Task<string> RerunAsync(
        string page, Func<string, Task<string>> runAsync, Func<string, Task>? onLineAsync = null)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(runAsync);
        var actual = new StringBuilder();
        var isConsole = false;
        foreach (var line in page.Split('\n'))
        {
            isConsole = line == "```console" || (isConsole && line != "```");
            if (!isConsole || line == "```console")
            {
                await (onLineAsync?.Invoke(line) ?? Task.CompletedTask);
                actual.Append(line).Append('\n');
            }
            else if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                actual.Append(line).Append('\n').Append(await runAsync(line[2..]));
            }
        }

        return actual.ToString()[..^1];
    }
}
