using System.Text.RegularExpressions;
using Signet.Cli.CommandLine;
using Signet.Cli.Output.Progress;

namespace Signet.Cli.Tests.Output;

public sealed partial class ProgressBoardTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private readonly ManualClock _clock = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Short_work_shows_nothing(bool isTerminal)
    {
        await using (var board = ProgressBoard.Open(Context(isTerminal), "read"))
        {
            var item = board.Add("a", 10);
            item.Report(10);
            _clock.Advance(TimeSpan.FromMilliseconds(isTerminal ? 199 : 9_999));
            item.Finish();
        }

        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Terminal_shows_a_bar_and_clears_it()
    {
        await using (var board = ProgressBoard.Open(Context(isTerminal: true), "read"))
        {
            var item = board.Add("dist/app.tar", 8 * MiB);
            item.Report(2 * MiB);
            Assert.Equal(
                "\e[2A\e[J[######------------------]  25 %  2.0 MiB of 8.0 MiB  dist/app.tar\n2.0 MiB of 8.0 MiB, 2.0 MiB/s, 3 s left\n",
                Drawn(TimeSpan.FromSeconds(1)));
            item.Report(4 * MiB);
            Assert.Equal(
                "\e[2A\e[J[############------------]  50 %  4.0 MiB of 8.0 MiB  dist/app.tar\n"
                + "4.0 MiB of 8.0 MiB, 2.0 MiB/s, 2 s left\n",
                Drawn(TimeSpan.FromSeconds(1)));
        }

        Assert.Equal("\e[2A\e[J", _error.ToString());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("\e[2A\e[J", _error.ToString());
    }

    [Fact]
    public async Task Log_gets_a_line_now_and_then()
    {
        await using var board = ProgressBoard.Open(Context(isTerminal: false), "read");
        board.Add("a", null).Report(3 * MiB / 2);
        Assert.Empty(Drawn(TimeSpan.FromSeconds(9)));
        Assert.Equal("read 1.5 MiB, 153.6 KiB/s\n", Drawn(TimeSpan.FromSeconds(1)));
        Assert.Equal("read 1.5 MiB\n", Drawn(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Many_items_have_few_bars_and_are_counted()
    {
        await using var board = ProgressBoard.Open(Context(isTerminal: true), "read");
        var items = Enumerable.Range(0, 20).Select(i => board.Add($"file{i}", 100)).ToList();
        items[0].Report(100);
        items[0].Finish();
        var lines = Drawn(TimeSpan.FromMilliseconds(200)).Split('\n');
        Assert.Equal(10, lines.Length);
        Assert.EndsWith("file1", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("file8", lines[7], StringComparison.Ordinal);
        Assert.StartsWith("1 of 20 done, 100 B of 2.0 KiB, 500 B/s", lines[8], StringComparison.Ordinal);
        Assert.StartsWith("\e[9A\e[J", Drawn(TimeSpan.FromMilliseconds(200)), StringComparison.Ordinal);
    }

    /// <summary>R15: a file's name steers no terminal; and a line never wraps, or it could not be drawn over.</summary>
    [Theory]
    [InlineData("a\u001b[2Jb", "a\\x1b[2Jb")]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("gpj.\u202eexe", "gpj.\\u{202e}exe")]
    public async Task R15_names_are_escaped(string name, string shown)
    {
        await using var board = ProgressBoard.Open(Context(isTerminal: true), "read");
        board.Add(name, 4);
        Assert.Equal($"[------------------------]   0 %  0 B of 4 B  {shown}", Drawn(TimeSpan.FromMilliseconds(200)).Split('\n')[0]);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(200)]
    public async Task Lines_fit_the_terminal(int width)
    {
        await using var board = ProgressBoard.Open(Context(isTerminal: true, width), "read");
        board.Add(new string('x', 300) + ".tar", 8);
        board.Add(string.Concat(Enumerable.Repeat("\u6f22\U0001f600", 90)), null);
        var lines = Drawn(TimeSpan.FromMilliseconds(200)).Split('\n');
        Assert.All(lines, l => Assert.True(Columns(l) < width, $"{Columns(l)} columns: {l}"));
        Assert.All(lines, l => Assert.DoesNotContain(l.EnumerateRunes(), r => r == System.Text.Rune.ReplacementChar));
        if (width == 200)
        {
            Assert.EndsWith("...xxxxxxxxxxxxxxxxxxxxxxxxx.tar", lines[0], StringComparison.Ordinal);
            Assert.EndsWith("  ..." + string.Concat(Enumerable.Repeat("\u6f22\U0001f600", 7)), lines[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Closed_board_shows_nothing()
    {
        await using var board = ProgressBoard.Closed(Context(isTerminal: true));
        board.Add("a", 1).Report(1);
        Assert.Empty(Drawn(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Files_that_are_packed_have_a_bar_each()
    {
        await using (var reading = new ReadingProgress(Context(isTerminal: true), noTty: false))
        {
            reading.Report(new("first", 4 * MiB, 4 * MiB));
            reading.Report(new("dist", null, MiB));
            reading.Report(new("dist", null, 2 * MiB));

            Assert.EndsWith("2.0 MiB  dist\n1 of 2 done, 6.0 MiB, 6.0 MiB/s\n", Drawn(TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
        }

        Assert.EndsWith("\e[J", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536 * 1024, "1.5 MiB")]
    [InlineData(20L << 30, "20.0 GiB")]
    [InlineData(5000L << 40, "5000.0 TiB")]
    public void Sizes(long bytes, string text) => Assert.Equal(text, ProgressText.Size(bytes));

    [Theory]
    [InlineData(0, 100, 0, "0 B of 100 B")]
    [InlineData(0, 100, 0.5, "0 B of 100 B")]
    [InlineData(100, 100, 10, "100 B of 100 B, 10 B/s")]
    [InlineData(120, 100, 10, "120 B of 100 B, 10 B/s")]
    [InlineData(0, 7200, 10, "0 B of 7.0 KiB, 10 B/s, 12 min 0 s left")]
    [InlineData(0, 72_000, 10, "0 B of 70.3 KiB, 10 B/s, 2 h 0 min left")]
    [InlineData(0, long.MaxValue, 1, "0 B of 8388608.0 TiB, 1 B/s, 99 h 59 min left")]
    public void Summaries(long done, long total, double rate, string text) =>
        Assert.Equal(text, ProgressText.Summary(done, total, rate));

    private CommandContext Context(bool isTerminal, int width = 80) =>
        new(TextWriter.Null, _error, () => TextReader.Null, _ => null, _ => { })
        {
            Clock = _clock, HasErrorTerminal = isTerminal, MeasureTerminal = () => width,
        };

    /// <summary>What was last written after so much time.</summary>
    private string Drawn(TimeSpan time)
    {
        _error.GetStringBuilder().Clear();
        _clock.Advance(time);
        var text = _error.ToString();
        _error.GetStringBuilder().Clear();
        return Erasure().Matches(text) is { Count: > 0 } erased ? text[erased[^1].Index..] : text;
    }

    /// <summary>At least what a terminal takes: these test characters are two columns wide.</summary>
    private static int Columns(string line) => line.EnumerateRunes().Sum(r => r.IsAscii ? 1 : 2);

    [GeneratedRegex("\e\\[\\d+A\e\\[J")]
    private static partial Regex Erasure();
}
