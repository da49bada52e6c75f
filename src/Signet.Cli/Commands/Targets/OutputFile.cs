using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci.Files;

namespace Signet.Cli.Commands.Targets;

/// <summary>
/// A file that the command line names. It takes its content whole or not at all: what breaks off or has the wrong digest
/// leaves what was there before. Devices and pipes are written to as they are.
/// </summary>
internal static class OutputFile
{
    /// <summary>Lets <paramref name="write"/> write into the file at <paramref name="name"/>.</summary>
    /// <exception cref="CommandException">It is a directory, or in none.</exception>
    public static async Task WriteAsync(
        string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = Check(name);
        if (File.Exists(path) && OpenDevice(path) is { } device)
        {
            await using (device)
            {
                await write(device, cancellationToken);
            }

            return;
        }

        await AtomicFile.WriteAsync(Final(path), write, AtomicFile.Shared, cancellationToken);
    }

    /// <summary>Says what is wrong with the place of a file before anything is done for it.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="CommandException">It is a directory, or in none.</exception>
    public static string Check(string name)
    {
        var path = Path.GetFullPath(name);
        if (Directory.Exists(path))
        {
            throw new CommandException($"failed to open {GoText.Quote(name)}: it is a directory");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new CommandException(
                $"failed to open {GoText.Quote(name)}: open {TerminalText.Escape(name)}: no such file or directory");
        }

        return path;
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
