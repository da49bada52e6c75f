using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci.Files;

namespace Signet.Cli.Commands.Targets;

/// <summary>
/// <c>-o, --output</c>. A file takes its content whole or not at all: what breaks off or has the wrong digest leaves what
/// was there before. Devices and pipes are written to as they are.
/// </summary>
internal sealed class OutputFlag(string what)
{
    private readonly StringFlag _path = new("output", 'o', $"file to write {what} to, use - for stdout");

    public bool IsSet => _path.IsSet;

    public bool IsStandardOutput => _path.Value == "-";

    /// <summary>The file; null when there is none.</summary>
    public string? FilePath => _path.Value.Length > 0 && !IsStandardOutput ? _path.Value : null;

    public void AddTo(FlagSet flags) => flags.Add(_path);

    /// <exception cref="CommandException">The flag is there without a path.</exception>
    public void Check()
    {
        if (_path is { IsSet: true, Value.Length: 0 })
        {
            throw new CommandException("--output needs the path of a file, or - for standard output");
        }
    }

    /// <summary>Writes <paramref name="content"/> into <see cref="FilePath"/>.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync((stream, ct) => stream.WriteAsync(content, ct).AsTask(), cancellationToken);

    /// <summary>Lets <paramref name="write"/> write into <see cref="FilePath"/>.</summary>
    public async Task WriteAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(FilePath!);
        if (File.Exists(path) && OpenDevice(path) is { } device)
        {
            await using (device)
            {
                await write(device, cancellationToken);
            }

            return;
        }

        if (Directory.Exists(path))
        {
            throw new CommandException($"failed to open {GoText.Quote(FilePath!)}: it is a directory");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new CommandException(
                $"failed to open {GoText.Quote(FilePath!)}: open {TerminalText.Escape(FilePath)}: no such file or directory");
        }

        await AtomicFile.WriteAsync(Final(path), write, AtomicFile.Shared, cancellationToken);
    }

    /// <summary>
    /// The open device or pipe at <paramref name="path"/>; null for an ordinary file. A file in the place of /dev/null
    /// would be a disaster for whoever runs this as root.
    /// </summary>
    private static FileStream? OpenDevice(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var target = Final(path);
        if (!file.CanSeek
            || target.StartsWith("/dev/", StringComparison.Ordinal)
            || target.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    // A link stays one: what it leads to is written.
    private static string Final(string path) => new FileInfo(path).LinkTarget is null
        ? path
        : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
