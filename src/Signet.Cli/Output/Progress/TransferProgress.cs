using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Packing;

namespace Signet.Cli.Output.Progress;

/// <summary>
/// Shows how a push, pull or copy goes. Without a terminal: the lines of <c>oras</c> on standard output as things happen,
/// and on standard error how much is done, now and then. On a terminal: bars, and above them a line for what is done.
/// </summary>
/// <remarks>
/// While it is alive, nothing else is to be written: results come after <see cref="DisposeAsync"/>, or through
/// <see cref="Note"/>.
/// </remarks>
internal sealed class TransferProgress : IAsyncDisposable
{
    private readonly ProgressBoard _board;
    private readonly TransferWords _words;
    private readonly bool _isQuiet;
    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, ProgressItem> _items = [];

    private TransferProgress(ProgressBoard board, TransferWords words, bool isQuiet)
    {
        _board = board;
        _words = words;
        _isQuiet = isQuiet;
    }

    /// <summary>Begins to show.</summary>
    /// <param name="context">Where.</param>
    /// <param name="words">What the lines say.</param>
    /// <param name="noTty">True for no bars, although standard error is a terminal.</param>
    /// <param name="isQuiet">True for no lines about content, because standard output is for programs.</param>
    public static TransferProgress Open(CommandContext context, TransferWords words, bool noTty, bool isQuiet = false) =>
        new(ProgressBoard.Open(context, words.Done.ToLowerInvariant(), noTty), words, isQuiet);

    /// <summary>Takes a step in; to be given as the progress of a transfer, and called on any thread.</summary>
    public void Report(TransferEvent step)
    {
        Follow(step);
        if (step.Stage == TransferStage.Kept)
        {
            Keep(step);
            return;
        }

        var (word, isEnd) = step.Stage switch
        {
            TransferStage.Started => (_words.Started, false),
            TransferStage.Done => (_words.Done, true),
            TransferStage.Skipped => (_words.Skipped, true),
            TransferStage.Restored => (_words.Restored, true),
            TransferStage.Mounted => (_words.Mounted, true),
            _ => (null, false),
        };
        // What has only begun has a bar.
        if (word is not null && !_isQuiet && (isEnd || !_board.HasBars))
        {
            Write(word, step.Descriptor);
            if (IsManifestRead(step))
            {
                Write(_words.Processing!, step.Descriptor);
            }
        }
    }

    /// <summary>Says on standard error what an attempt that failed leaves for the next one.</summary>
    private void Keep(TransferEvent step) => _board.WriteDiagnostic(TerminalText.Escape(
        $"{ProgressText.Size(step.Bytes)} of {NameOf(step.Descriptor)} are kept beside it: run the command again to go on from there"));

    /// <summary>Writes a line of one's own, where lines are written; a terminal with bars does not need it.</summary>
    public void Note(string line)
    {
        if (!_isQuiet && !_board.HasBars)
        {
            _board.WriteLine(TerminalText.Escape(line));
        }
    }

    /// <summary>Writes a line of one's own, on a terminal above the bars.</summary>
    public void Write(string line) => _board.WriteLine(TerminalText.Escape(line));

    /// <summary>Tells how many bytes of one thing have moved, for who counts them itself.</summary>
    public IProgress<long> Moving(Descriptor descriptor) => new Bytes(this, descriptor);

    public ValueTask DisposeAsync() => _board.DisposeAsync();

    private void Follow(TransferEvent step)
    {
        ProgressItem item;
        lock (_gate)
        {
            if (!_items.TryGetValue(step.Descriptor.Digest, out item!))
            {
                if (step.Stage == TransferStage.Tagged)
                {
                    return;
                }

                item = _board.Plan(NameOf(step.Descriptor), step.Descriptor.Size);
                _items.Add(step.Descriptor.Digest, item);
            }
        }

        // The same content a second time, under another name or tag, moves no bytes.
        if (item.IsFinished)
        {
            return;
        }

        switch (step.Stage)
        {
            case TransferStage.Started when IsManifestRead(step):
                item.Report(step.Descriptor.Size);
                item.Finish();
                break;
            case TransferStage.Started:
                item.Begin();
                break;
            case TransferStage.Moved:
                item.Report(step.Bytes);
                break;
            case TransferStage.Done:
                item.Report(step.Descriptor.Size);
                item.Finish();
                break;
            case TransferStage.Skipped or TransferStage.Restored or TransferStage.Mounted:
                item.Leave();
                break;
        }
    }

    private bool IsManifestRead(TransferEvent step) =>
        step.Stage == TransferStage.Started && _words.Processing is not null && MediaTypes.IsManifest(step.Descriptor.MediaType);

    private void Write(string word, Descriptor descriptor) => _board.WriteLine(TerminalText.Escape(
        StatusLines.Text(word.PadRight(_words.Width), descriptor.Digest, NameOf(descriptor))));

    private static string NameOf(Descriptor descriptor) =>
        descriptor.Annotations?.GetValueOrDefault(PackingTypes.Title) is { Length: > 0 } title ? title : descriptor.MediaType;

    private sealed class Bytes(TransferProgress progress, Descriptor descriptor) : IProgress<long>
    {
        public void Report(long value) =>
            progress.Report(new TransferEvent(TransferStage.Moved, descriptor) { Bytes = value });
    }
}
