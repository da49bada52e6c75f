using System.Globalization;
using System.Text;

namespace Signet.Cli.Output.Progress;

/// <summary>The words and figures of progress.</summary>
internal static class ProgressText
{
    private const int BarWidth = 24;
    private const int NameWidth = 32;

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>[########----]  42 %  1.2 GiB of 2.9 GiB  app.tar</c></summary>
    public static string Line(string name, long done, long? total)
    {
        var shown = Shorten(TerminalText.Escape(name));
        return total is > 0
            ? $"{Bar(done, total.Value)} {Percent(done, total.Value),3} %  {Size(done)} of {Size(total.Value)}  {shown}"
            : $"{new string(' ', BarWidth + 8)} {Size(done)}  {shown}";
    }

    /// <summary><c>1.2 GiB of 2.9 GiB, 410.0 MiB/s, 4 s left</c></summary>
    public static string Summary(long done, long? total, double rate)
    {
        var size = total is > 0 ? $"{Size(done)} of {Size(total.Value)}" : Size(done);
        if (rate < 1)
        {
            return size;
        }

        var left = total - done is > 0 and var rest ? $", {Duration(TimeSpan.FromSeconds(Math.Min(rest / rate, 359_999)))} left" : "";
        return $"{size}, {Size((long)rate)}/s{left}";
    }

    /// <summary>In the largest unit that keeps the figure above one.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{Math.Max(1, (int)Math.Ceiling(time.TotalSeconds))} s",
    };

    private static string Bar(long done, long total)
    {
        var filled = (int)(BarWidth * Math.Clamp((double)done / total, 0, 1));
        return $"[{new string('#', filled)}{new string('-', BarWidth - filled)}]";
    }

    private static int Percent(long done, long total) => (int)(100 * Math.Clamp((double)done / total, 0, 1));

    /// <summary>
    /// The beginning of a line, as much of it as fits. What is not ASCII counts for two columns: some of it is that wide,
    /// and a line that wraps could not be drawn over.
    /// </summary>
    public static string Fit(string line, int columns)
    {
        var end = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            columns -= Columns(rune);
            if (columns < 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return line[..end];
    }

    /// <summary>Keeps the end, which is what tells long names apart.</summary>
    private static string Shorten(string name)
    {
        var runes = name.EnumerateRunes().ToArray();
        if (runes.Sum(Columns) <= NameWidth)
        {
            return name;
        }

        var (first, columns) = (runes.Length, 3);
        while (columns + Columns(runes[first - 1]) <= NameWidth)
        {
            columns += Columns(runes[--first]);
        }

        return "..." + string.Concat(runes[first..]);
    }

    private static int Columns(Rune rune) => rune.IsAscii ? 1 : 2;
}
