using System.ComponentModel;
using System.Diagnostics;
using Signet.Oci;
using Signet.Plugins;

namespace Signet.Notary.Plugins;

/// <summary>
/// One process of a plugin (plugin-extensibility.md, "Plugin contract"): the command is its only argument, the request is
/// its whole standard input, and both outputs are read at the same time, each up to its limit. When the caller gives up,
/// or the plugin writes too much, it is ended with all processes it started (attack H3).
/// </summary>
/// <remarks>
/// Its directory is that of this process, as with <c>notation</c>: the configuration of a key may name files relative to
/// it. Of open files it inherits the three streams, since the class library opens all others to be closed on start.
/// </remarks>
internal static class PluginProcess
{
    /// <summary>Errors of Unix, the same on Linux and macOS.</summary>
    private const int NoSuchFile = 2;
    private const int ExecFormat = 8;
    private const int PermissionDenied = 13;
    private const int TextFileBusy = 26;

    private const int StartAttempts = 10;
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="executable">What to run.</param>
    /// <param name="command">The command.</param>
    /// <param name="request">The request, JSON.</param>
    /// <param name="options">Clock and limits.</param>
    /// <param name="cancellationToken">Ends the plugin; carries the time limit too.</param>
    /// <exception cref="PluginCallException">It could not be started, or wrote too much, or its output has no end.</exception>
    public static async Task<PluginOutput> RunAsync(
        PluginExecutable executable,
        string command,
        ReadOnlyMemory<byte> request,
        PluginOptions options,
        CancellationToken cancellationToken)
    {
        using var process = await StartAsync(executable, command, options, cancellationToken);
        var isOver = false;
        var pipes = PluginLeftovers.PipesOf(process);
        try
        {
            // Only now does it get the request: what runs is what was checked.
            executable.EnsureUnchanged();
            var output = ReadAsync(process.StandardOutput, executable, command, "standard output", cancellationToken);
            var errors = ReadAsync(process.StandardError, executable, command, "standard error", cancellationToken);
            var sending = SendAsync(process, request, cancellationToken);
            var exit = process.WaitForExitAsync(cancellationToken);
            var streams = FirstFailure(output, errors, sending);
            await await Task.WhenAny(streams, exit);
            if (!exit.IsCompleted)
            {
                await exit;
            }
            else if (!streams.IsCompleted)
            {
                await streams.WaitAsync(options.LeftoverTime, options.TimeProvider, cancellationToken);
            }

            await streams;
            isOver = true;
            return new(process.ExitCode, await output, await errors);
        }
        catch (TimeoutException e)
        {
            throw new PluginCallException(
                PluginFailure.Malformed,
                $"plugin {executable.Name} {command}: the plugin ended and left a process behind that keeps its output open, so "
                + "its answer has no end. A plugin that starts processes must wait for them or close their output",
                e);
        }
        finally
        {
            if (!isOver)
            {
                Kill(process);
                PluginLeftovers.Kill(pipes);
            }

            process.StandardInput.BaseStream.Dispose();
            process.StandardOutput.Dispose();
            process.StandardError.Dispose();
        }
    }

    private static async Task<Process> StartAsync(
        PluginExecutable executable, string command, PluginOptions options, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            executable.EnsureUnchanged();
            var start = new ProcessStartInfo(executable.Path)
            {
                ArgumentList = { command },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            };
            PluginEnvironment.Clean(start.Environment);
            try
            {
                return Process.Start(start)
                    ?? throw new PluginCallException(PluginFailure.NotRunnable, $"fork/exec {executable.Path}: did not start");
            }
            catch (Win32Exception e) when (
                e.NativeErrorCode == TextFileBusy && !OperatingSystem.IsWindows() && attempt < StartAttempts)
            {
                // Just installed, and a process that another thread starts has not closed its copy of the file yet.
                await Task.Delay(StartPause, options.TimeProvider, cancellationToken);
            }
            catch (Win32Exception e)
            {
                throw new PluginCallException(
                    PluginFailure.NotRunnable, $"fork/exec {executable.Path}: {Describe(e)}", e);
            }
        }
    }

    private static string Describe(Win32Exception e) => OperatingSystem.IsWindows() ? e.Message : e.NativeErrorCode switch
    {
        NoSuchFile => "no such file or directory",
        ExecFormat => "exec format error",
        PermissionDenied => "permission denied",
        TextFileBusy => "text file busy",
        _ => e.Message,
    };

    private static async Task SendAsync(Process process, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        try
        {
            var stream = process.StandardInput.BaseStream;
            await stream.WriteAsync(request, cancellationToken).AsTask().WaitAsync(cancellationToken);
            await stream.FlushAsync(cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended, or closed its input, without reading all. Its answer says more.
        }
    }

    private static async Task<byte[]> ReadAsync(
        StreamReader reader, PluginExecutable executable, string command, string what, CancellationToken cancellationToken)
    {
        try
        {
            // Not all systems can cancel a read of a pipe, so the wait for it is cancelled too.
            return await BoundedReader
                .ReadAllAsync(reader.BaseStream, PluginProtocol.MaxMessageBytes - 1, what, cancellationToken)
                .WaitAsync(cancellationToken);
        }
        catch (OciException e) when (e.Error == OciError.LimitExceeded)
        {
            throw new PluginCallException(
                PluginFailure.TooLarge,
                $"plugin {executable.Name} {command} wrote {PluginProtocol.MaxMessageBytes} bytes or more to {what} and was "
                + "ended; the protocol allows fewer",
                e);
        }
    }

    /// <summary>Ends when all have, or as soon as one fails: a stream that floods must not wait for one that is silent.</summary>
    private static async Task FirstFailure(params Task[] tasks)
    {
        await foreach (var task in Task.WhenEach(tasks))
        {
            await task;
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended meanwhile, or runs as another user.
        }
    }
}
