using System.Globalization;

namespace Signet.Bench;

/// <summary>The table.</summary>
internal sealed class Report
{
    private readonly List<string[]> _rows = [];

    public void Add(string scenario, (Measurement Signet, Measurement Notation) measured)
    {
        var (signet, notation) = measured;
        _rows.Add(["signet", scenario, .. Cells(signet)]);
        _rows.Add(["notation", "", .. Cells(notation)]);
        _rows.Add([
            "ratio", "",
            Ratio(signet.NearMilliseconds, notation.NearMilliseconds),
            Ratio(signet.PeakMebibytes, notation.PeakMebibytes),
            Ratio(signet.FarMilliseconds, notation.FarMilliseconds),
            Ratio(signet.Requests, notation.Requests),
            Ratio(signet.Waves, notation.Waves),
        ]);
    }

    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Whole process. Loopback: median of 15, peak memory the largest of 15. Far: registry 50 ms away, median of 5;");
        output.WriteLine("waves: round trips one after the other, (far - loopback) / 50 ms. Ratio: signet / notation, lower is better.");
        output.WriteLine();
        Line(output, ["", "", "loopback", "peak", "far", "requests", "waves"]);
        for (var i = 0; i < _rows.Count; i++)
        {
            Line(output, _rows[i]);
            if (i % 3 == 2)
            {
                output.WriteLine();
            }
        }
    }

    private static void Line(TextWriter output, string[] cells) => output.WriteLine(
        $"{cells[1],-32}{cells[0],-10}{cells[2],10}{cells[3],11}{cells[4],11}{cells[5],10}{cells[6],7}".TrimEnd());

    private static string[] Cells(Measurement m) =>
    [
        Format(m.NearMilliseconds, "0.0 ms"),
        Format(m.PeakMebibytes, "0.0 MiB"),
        Format(m.FarMilliseconds, "0 ms"),
        double.IsNaN(m.FarMilliseconds) ? "" : m.Requests.ToString(CultureInfo.InvariantCulture),
        Format(m.Waves, "0.0"),
    ];

    private static string Ratio(double signet, double notation) =>
        double.IsNaN(signet) || notation == 0 ? "" : Format(signet / notation, "0.00");

    private static string Format(double value, string format) =>
        double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);
}
