using System.Globalization;
using System.Text;
using Signet.Cli.Output;
using Signet.Notary.Graph;

namespace Signet.Cli.Graphs;

/// <summary>
/// A verified graph as a picture: one SVG document that needs nothing else, the same for the same verdict. All text from
/// outside passes <see cref="Text"/>, so that it can neither end an element nor steer anything that shows it.
/// </summary>
internal static class GraphSvg
{
    private const int RowHeight = 54;
    private const int BoxHeight = 42;
    private const int Indent = 30;
    private const int Margin = 20;
    private const int HeaderHeight = 64;
    private const int BoxWidth = 780;

    /// <summary>Characters of a line that fit into a box; the rest is in the box's title.</summary>
    private const int TitleLength = 84;
    private const int DetailLength = 118;

    private const string Style = """
        text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#1f2328}
        .d{font-size:11px;fill:#57606a}.t{font-size:13px;font-weight:600}.h{font-size:13px;font-weight:700}
        .b{fill:#fff;stroke:#d0d7de}.l{fill:none;stroke:#afb8c1;stroke-width:1.5}.m{font-size:14px;font-weight:700;fill:#fff;text-anchor:middle}
        .good{fill:#1a7f37}.bad{fill:#cf222e}.unknown{fill:#9a6700}.aside{fill:#6e7781}
        """;

    public static string Draw(GraphVerdict verdict)
    {
        var rows = Rows(verdict);
        var depth = rows.Count == 0 ? 0 : rows.Max(r => r.Depth);
        var width = (2 * Margin) + BoxWidth + (depth * Indent);
        var height = HeaderHeight + (rows.Count * RowHeight) + Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" ");
        svg.Append("role=\"img\" aria-labelledby=\"title desc\">\n");
        svg.Append($"<title id=\"title\">{Text(verdict.ResolvedReference ?? verdict.Reference)}</title>\n");
        svg.Append($"<desc id=\"desc\">{Text(verdict.Summary)}</desc>\n");
        svg.Append($"<style>{Style.Replace("\n", "", StringComparison.Ordinal)}</style>\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#f6f8fa\"/>\n");
        Line(svg, "h", Margin, 28, verdict.ResolvedReference ?? verdict.Reference, TitleLength + 10);
        // The line above has said of what.
        Line(svg, "d", Margin, 48, verdict.Summary.Replace($" {verdict.ResolvedReference}", "", StringComparison.Ordinal), DetailLength + 20);
        for (var i = 0; i < rows.Count; i++)
        {
            DrawRow(svg, rows[i], i, verdict);
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The nodes in the order of the text's tree, each with the row of its parent.</summary>
    private static List<Row> Rows(GraphVerdict verdict)
    {
        var rows = new List<Row>();
        var open = new Stack<Row>();
        if (verdict.Root is { } root)
        {
            open.Push(new Row(root, 0, -1));
        }

        while (open.TryPop(out var row))
        {
            var number = rows.Count;
            rows.Add(row);
            foreach (var child in row.Node.Entries.Concat(row.Node.Referrers).Reverse())
            {
                open.Push(new Row(child, row.Depth + 1, number));
            }
        }

        return rows;
    }

    private static void DrawRow(StringBuilder svg, Row row, int number, GraphVerdict verdict)
    {
        var node = row.Node;
        var x = Margin + (row.Depth * Indent);
        var y = HeaderHeight + (number * RowHeight);
        var middle = y + (BoxHeight / 2);
        if (row.Parent >= 0)
        {
            var from = HeaderHeight + (row.Parent * RowHeight) + BoxHeight;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"l\" d=\"M{x - Indent + 15} {from}V{middle}H{x}\"/>\n");
        }

        var mark = GraphWords.MarkOf(node, verdict.IsUnverified);
        var status = GraphWords.Status(node, verdict.IsUnverified);
        var title = $"{GraphWords.Title(node)}: {status}";
        svg.Append("<g>");
        svg.Append($"<title>{Text($"{title}\n{node.Descriptor.Digest}{string.Concat(node.Notes.Select(n => $"\n{n}"))}", keepsLines: true)}</title>");
        svg.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"b\" x=\"{x}\" y=\"{y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"6\"/>");
        svg.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"{mark.ToString().ToLowerInvariant()}\" x=\"{x}\" y=\"{y}\" width=\"30\" height=\"{BoxHeight}\" rx=\"6\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"m\" x=\"{x + 15}\" y=\"{middle + 5}\">{GraphWords.Of(mark)}</text>");
        Line(svg, "t", x + 40, y + 18, title, TitleLength);
        Line(svg, "d", x + 40, y + 34, string.Join(" · ", [Short(node.Descriptor.Digest.ToString()), .. GraphWords.Facts(node, verdict.Time), .. node.Notes]), DetailLength);
        svg.Append("</g>\n");
    }

    private static void Line(StringBuilder svg, string style, int x, int y, string text, int length) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{Text(Cut(TerminalText.Escape(text), length))}</text>");

    private static string Short(string digest) => digest.Length > 31 ? digest[..31] + "…" : digest;

    /// <summary>By characters, never through one.</summary>
    private static string Cut(string text, int length)
    {
        var runes = text.EnumerateRunes().ToList();
        return runes.Count <= length ? text : string.Concat(runes.Take(length - 1)) + "…";
    }

    /// <summary>Text for XML: what cannot be seen is written as an escape, and what means something to XML as an entity.</summary>
    private static string Text(string text, bool keepsLines = false) =>
        (keepsLines ? TerminalText.EscapeLines(text) : TerminalText.Escape(text))
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal);

    private sealed record Row(GraphNodeVerdict Node, int Depth, int Parent);
}
