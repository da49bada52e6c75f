using System.Text;

namespace Signet.Cli.Output;

/// <summary>
/// Columns of text: every cell, the last included, is padded to its column's longest and three blanks more, counted in
/// code points. Cells are escaped here.
/// </summary>
internal static class TableWriter
{
    private const int Gap = 3;

    /// <summary>The table; each row has as many cells as the header.</summary>
    public static string Format(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = rows.Prepend(header).Select(r => r.Select(TerminalText.Escape).ToArray()).ToList();
        var widths = Enumerable.Range(0, header.Count).Select(i => lines.Max(l => Width(l[i]))).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var i = 0; i < line.Length; i++)
            {
                text.Append(line[i]).Append(' ', widths[i] - Width(line[i]) + Gap);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static int Width(string cell)
    {
        var count = 0;
        foreach (var _ in cell.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
