using Signet.Cli.CommandLine;
using Signet.Cli.Output;

namespace Signet.Cli.Commands.Blobs;

/// <summary>A blob as a file that the command line names.</summary>
internal static class BlobFile
{
    /// <summary>Opens the file to be read once from its beginning to its end.</summary>
    /// <exception cref="CommandException">There is none, it is a directory, or it may not be read.</exception>
    public static FileStream Open(string path)
    {
        var shown = TerminalText.Escape(path);
        if (Directory.Exists(path))
        {
            throw new CommandException($"read {shown}: is a directory. Sign or verify the files in it, or an archive of them");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions
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

    /// <summary>Its size; null for what has none, such as a pipe.</summary>
    public static long? SizeOf(FileStream file) => file.CanSeek ? file.Length : null;
}
