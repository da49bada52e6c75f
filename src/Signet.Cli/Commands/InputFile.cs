using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;

namespace Signet.Cli.Commands;

/// <summary>Reads a file that the command line names.</summary>
internal static class InputFile
{
    /// <summary>The whole file; the path in messages is the one that was given.</summary>
    /// <exception cref="CommandException">It is not there.</exception>
    public static async Task<byte[]> ReadAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedReader.ReadFileAsync(path, maxBytes, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"open {TerminalText.Escape(path)}: no such file or directory");
        }
    }
}
