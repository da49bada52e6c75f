using Signet.Cli.CommandLine;
using Signet.Cli.Output;

namespace Signet.Cli.Commands.Blobs;

/// <summary>
/// A blob as a file that the command line names: opened once, read once from its beginning to its end. A file that somebody
/// writes into meanwhile is not the one that is signed or verified, so that its end cannot be read.
/// </summary>
internal sealed class BlobFile : FileStream
{
    private readonly string _path;
    private readonly DateTime _writeTime;

    private BlobFile(string path, FileStreamOptions options)
        : base(path, options)
    {
        _path = path;
        Size = CanSeek ? Length : null;
        _writeTime = WriteTime();
    }

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
            return new(path, new()
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
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

    /// <inheritdoc/>
    /// <exception cref="CommandException">The end is reached, and the file was written to since it was opened.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        return count > 0 || buffer.IsEmpty || Size is null || (Position == Size && WriteTime() == _writeTime)
            ? count
            : throw new CommandException($"{TerminalText.Escape(_path)} was written to while it was being read.\n"
                + "Try again when nothing writes to it any more");
    }

    private DateTime WriteTime() => Size is null ? default : File.GetLastWriteTimeUtc(SafeFileHandle);
}
