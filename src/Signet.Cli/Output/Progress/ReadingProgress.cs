using Signet.Cli.CommandLine;
using Signet.Oci.Packing;

namespace Signet.Cli.Output.Progress;

/// <summary>Shows how far the files of an artifact are read, before any of it is sent.</summary>
internal sealed class ReadingProgress(CommandContext context, bool noTty) : IAsyncDisposable
{
    private readonly ProgressBoard _board = ProgressBoard.Open(context, "read", noTty);
    private ProgressItem? _item;

    /// <summary>Takes a step in; files are read one after the other.</summary>
    public void Report(PackingStep step)
    {
        if (_item?.Name != step.Title)
        {
            _item?.Finish();
            _item = _board.Add(step.Title, step.Size);
        }

        _item.Report(step.Bytes);
    }

    public ValueTask DisposeAsync() => _board.DisposeAsync();
}
