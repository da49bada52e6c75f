using System.Text;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Output.Progress;

/// <summary>
/// Shows on standard error how long work takes. On a terminal: a bar for each item and a line for all of them, drawn in
/// place and gone at the end. In a log: one line now and then. Work that is done in a moment shows nothing.
/// </summary>
/// <remarks>
/// While it is alive nothing is to be written to standard output or error but through <see cref="WriteLine(string)"/>.
/// </remarks>
internal sealed class ProgressBoard : IAsyncDisposable
{
    /// <summary>Bars at one time; further items count in the line for all.</summary>
    private const int MaxBars = 8;

    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<ProgressItem> _items = [];
    private readonly CommandContext _context;
    private readonly bool _isTerminal;
    private readonly int _width;
    private readonly string _verb;
    private readonly TransferRate _rate;
    private readonly ITimer _timer;
    private string _drawn = "";
    private int _drawnLines;
    private bool _isClosed;

    private ProgressBoard(CommandContext context, string verb, bool isTerminal)
    {
        _context = context;
        _verb = verb;
        _isTerminal = isTerminal;
        _width = isTerminal ? context.MeasureTerminal() : 0;
        _rate = new(context.Clock);
        _rate.Add(0);
        var interval = isTerminal ? DrawInterval : LogInterval;
        _timer = context.Clock.CreateTimer(_ => Draw(), null, interval, interval);
    }

    /// <summary>A board for this process.</summary>
    /// <param name="context">Where it is drawn.</param>
    /// <param name="verb">What is done to the items, for logs: <c>read</c>, <c>copied</c>.</param>
    /// <param name="noTerminal">True to write lines for a log on a terminal too.</param>
    public static ProgressBoard Open(CommandContext context, string verb, bool noTerminal = false) =>
        new(context, verb, !noTerminal && context.HasErrorTerminal);

    /// <summary>A board that shows nothing, for work that needs the terminal for itself.</summary>
    public static ProgressBoard Closed(CommandContext context) => new(context, "", isTerminal: false) { _isClosed = true };

    /// <summary>True when bars are drawn; false in a log.</summary>
    public bool HasBars => _isTerminal;

    /// <summary>Adds an item.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="total">Its bytes; null when nobody knows.</param>
    public ProgressItem Add(string name, long? total) => Add(new ProgressItem(name, total));

    /// <summary>Adds an item that gets a bar when it begins, and counts from now on.</summary>
    public ProgressItem Plan(string name, long? total) => Add(new ProgressItem(name, total, isBegun: false));

    /// <summary>
    /// Writes a line that stays: above the bars of a terminal, else to standard output, at once. What may be in it of a
    /// stranger's is escaped already.
    /// </summary>
    public void WriteLine(string line) => WriteLine(line, () =>
    {
        _context.WriteLine(line);
        _context.Out.Flush();
    });

    /// <summary>The same to standard error, for what is no result.</summary>
    public void WriteDiagnostic(string line) => WriteLine(line, () => _context.WriteDiagnostic(line + "\n"));

    private void WriteLine(string line, Action writeToLog)
    {
        lock (_gate)
        {
            if (!_isTerminal)
            {
                writeToLog();
                return;
            }

            var (lines, bars) = (_drawnLines, _drawnLines > 0 ? _drawn : "");
            Write($"{Erase()}{line}\n{bars}");
            _drawnLines = lines;
        }
    }

    private ProgressItem Add(ProgressItem item)
    {
        lock (_gate)
        {
            _items.Add(item);
        }

        return item;
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_gate)
        {
            _isClosed = true;
            Write(Erase());
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_isClosed || _items.Count == 0)
            {
                return;
            }

            Write(_isTerminal ? Erase() + Bars(Summary()) : $"{_verb} {Summary()}\n");
        }
    }

    private string Summary()
    {
        var done = _items.Sum(i => i.Done);
        var total = _items.All(i => i.Total is not null) ? _items.Sum(i => i.Total) : null;
        return ProgressText.Summary(done, total, _rate.Add(done));
    }

    private string Bars(string summary)
    {
        var text = new StringBuilder();
        var bars = _items.Where(i => i.IsBegun && !i.IsFinished).Take(MaxBars).ToList();
        foreach (var item in bars)
        {
            text.Append(Fit(ProgressText.Line(item.Name, item.Done, item.Total))).Append('\n');
        }

        text.Append(Fit(_items.Count == 1
            ? summary
            : $"{_items.Count(i => i.IsFinished)} of {_items.Count} done, {summary}")).Append('\n');
        _drawnLines = bars.Count + 1;
        return _drawn = text.ToString();
    }

    /// <summary>A line that wraps could not be drawn over.</summary>
    private string Fit(string line) => ProgressText.Fit(line, _width - 1);

    /// <summary>Goes up over what was drawn and clears from there to the end of the screen.</summary>
    private string Erase()
    {
        var text = _drawnLines == 0 ? "" : $"\x1b[{_drawnLines}A\x1b[J";
        _drawnLines = 0;
        return text;
    }

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _context.WriteDiagnostic(text);
        }
    }
}
