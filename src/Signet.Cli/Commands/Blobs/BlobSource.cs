using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;

namespace Signet.Cli.Commands.Blobs;

/// <summary>
/// The content of a blob that is going to be pushed: a file, or standard input, which is kept in a temporary file because
/// an upload may have to start again.
/// </summary>
internal sealed class BlobSource : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly string _path;
    private readonly FileStream? _temporary;

    private BlobSource(string path, FileStream? temporary, Digest digest, long size)
    {
        _path = path;
        _temporary = temporary;
        Digest = digest;
        Size = size;
    }

    public Digest Digest { get; }

    public long Size { get; }

    /// <summary>Reads the content once, for its digest and size.</summary>
    /// <param name="context">The run.</param>
    /// <param name="path">The file; <c>-</c> for standard input.</param>
    /// <param name="algorithm">Algorithm of the digest.</param>
    /// <param name="maxInput">Most bytes taken from standard input.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CommandException">The file cannot be opened.</exception>
    public static async Task<BlobSource> ReadAsync(
        CommandContext context, string path, string algorithm, long maxInput, CancellationToken cancellationToken)
    {
        if (path != "-")
        {
            await using var file = OpenFile(path);
            var shown = TerminalText.Escape(path);
            if (!file.CanSeek)
            {
                throw new CommandException(
                    $"{shown} is a pipe, which cannot be read again when an upload has to: read it as `-`, with --size and the digest");
            }

            var (found, length) = await CopyAsync(
                file, null, algorithm, file.Length, $"{shown} has more than the {file.Length} bytes it began with", cancellationToken);
            return new(path, null, found, length);
        }

        await using var input = await context.ReadBytesAsync(cancellationToken);
        var temporary = TemporaryFile.Open();
        try
        {
            var (digest, size) = await CopyAsync(
                input, temporary, algorithm, maxInput, $"standard input has more than the {maxInput} bytes of --size", cancellationToken);
            return new(path, temporary, digest, size);
        }
        catch
        {
            await temporary.DisposeAsync();
            throw;
        }
    }

    /// <summary>The content from its beginning.</summary>
    public Stream Open()
    {
        if (_temporary is null)
        {
            return OpenFile(_path);
        }

        // One attempt reads at a time; the handle stays this object's.
        return new HandleStream(_temporary.SafeFileHandle);
    }

    public ValueTask DisposeAsync() => _temporary?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<(Digest Digest, long Size)> CopyAsync(
        Stream source, Stream? copy, string algorithm, long maxBytes, string excess, CancellationToken cancellationToken)
    {
        using var hash = Oci.Digest.Parse($"{algorithm}:{new string('0', HexLength(algorithm))}").CreateHash();
        var buffer = new byte[BufferBytes];
        long size = 0;
        int count;
        while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            size += count;
            if (size > maxBytes)
            {
                throw new CommandException($"{excess}: nothing was pushed")
                {
                    ExitCode = ExitCodes.Corrupt,
                };
            }

            hash.AppendData(buffer, 0, count);
            if (copy is not null)
            {
                await copy.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }

        return (Oci.Digest.FromHash(algorithm, hash.GetHashAndReset()), size);
    }

    private static int HexLength(string algorithm) => algorithm switch { "sha512" => 128, "sha384" => 96, _ => 64 };

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(
                $"failed to open {TerminalText.Escape(path)}: open {TerminalText.Escape(path)}: no such file or directory");
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new CommandException($"{TerminalText.Escape(path)} is a directory, not a file");
        }
    }
}
