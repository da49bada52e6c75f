using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;

namespace Signet.Notary.Plugins;

/// <summary>
/// Ends processes that a plugin left behind, whose parent is no longer known: on Linux, those that can write to the pipes
/// of its output, which nobody but its descendants can. Elsewhere they see the pipe broken when they write.
/// </summary>
internal static class PluginLeftovers
{
    /// <summary>Names of the pipes of a process's output, <c>pipe:[number]</c>; none on other systems than Linux.</summary>
    public static IReadOnlySet<string> PipesOf(Process process)
    {
        var pipes = new HashSet<string>(StringComparer.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            foreach (var reader in new[] { process.StandardOutput, process.StandardError })
            {
                if (reader.BaseStream is PipeStream { SafePipeHandle: var handle }
                    && NameOf($"/proc/self/fd/{handle.DangerousGetHandle()}") is { } name)
                {
                    pipes.Add(name);
                }
            }
        }

        return pipes;
    }

    /// <summary>Ends the processes that can write to one of these pipes.</summary>
    public static void Kill(IReadOnlySet<string> pipes)
    {
        if (pipes.Count == 0)
        {
            return;
        }

        foreach (var folder in Entries("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId
                && Entries(Path.Combine(folder, "fd")).Any(file => CanWriteTo(file, pipes)))
            {
                Kill(id);
            }
        }
    }

    private static bool CanWriteTo(string file, IReadOnlySet<string> pipes) =>
        NameOf(file) is { } name && pipes.Contains(name)
        // The mode of the entry says how the file is open. A process that this one is just starting has, for a moment,
        // copies of this one's ends, which only read.
        && FileFacts.TryRead(file, out _) is { } facts && (facts.Mode & UnixFileMode.UserWrite) != 0;

    private static string? NameOf(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget is { } target && target.StartsWith("pipe:", StringComparison.Ordinal)
                ? target
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The entries of a directory of <c>/proc</c>; none when it is gone or another user's.</summary>
    private static string[] Entries(string directory)
    {
        try
        {
            return Directory.GetFileSystemEntries(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended meanwhile.
        }
    }
}
