using Signet.Cli.CommandLine;
using Signet.Cli.Output;

namespace Signet.Cli.Commands.Blobs;

/// <summary>A blob as a file that the command line names: opened once, read once from its beginning to its end.</summary>
internal sealed class BlobFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly DateTime _writeTime;

    private BlobFile(string path, FileStream content)
    {
        _path = path;
        Content = content;
        Size = content.CanSeek ? content.Length : null;
        _writeTime = WriteTime();
    }

    /// <summary>What it holds. A pipe gives it once.</summary>
    public FileStream Content { get; }

    /// <summary>Its size when it was opened; null for what has none, such as a pipe.</summary>
    public long? Size { get; }

    /// <summary>Opens the file.</summary>
    /// <exception cref="CommandException">There is none, it is a directory, or it may not be read.</exception>
    public static BlobFile Open(string path)
    {
        var shown = TerminalText.Escape(path);
        if (Directory.Exists(path))
        {
            throw new CommandException($"read {shown}: is a directory. Sign or verify the files in it, or an archive of them");
        }

        try
        {
            return new(path, new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            }));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"open {shown}: no such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException($"open {shown}: permission denied");
        }
    }

    /// <summary>A file somebody wrote into while it was read is not the file that was signed or verified.</summary>
    /// <param name="doing">What was done with it: <c>signed</c>.</param>
    /// <exception cref="CommandException">It changed since it was opened.</exception>
    public void CheckUnchanged(string doing)
    {
        if (Size is not null && (Content.Length != Size || WriteTime() != _writeTime))
        {
            throw new CommandException($"{TerminalText.Escape(_path)} was written to while it was being {doing}.\n"
                + "Try again when nothing writes to it any more");
        }
    }

    public ValueTask DisposeAsync() => Content.DisposeAsync();

    private DateTime WriteTime() => Size is null ? default : File.GetLastWriteTimeUtc(Content.SafeFileHandle);
}
