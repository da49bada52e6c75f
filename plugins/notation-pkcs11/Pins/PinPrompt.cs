using System.Runtime.InteropServices;
using System.Text;
using Notation.Pkcs11.Interop;
using Signet.Plugins;

namespace Notation.Pkcs11.Pins;

/// <summary>
/// Asks at the controlling terminal, past the streams, which belong to the protocol. Nothing is shown while it is typed,
/// and the terminal is put back whatever happens, a signal included.
/// </summary>
internal static class PinPrompt
{
    private const string Terminal = "/dev/tty";

    /// <summary>The PIN that was typed.</summary>
    /// <exception cref="PluginException">There is no terminal, or nothing was typed.</exception>
    public static async Task<byte[]> AskAsync(byte[] token, CancellationToken cancellationToken)
    {
        await using var terminal = Open();
        using var echo = TerminalEcho.Off(terminal.SafeFileHandle)
            ?? throw Denied("the terminal's echo cannot be switched off, so no PIN is asked for; give pinFile or pinEnv");
        var signals = Watch(echo);
        try
        {
            await terminal.WriteAsync(
                Encoding.UTF8.GetBytes($"PIN of token {Escaped.Text(Encoding.UTF8.GetString(token))}: "), cancellationToken);
            await terminal.FlushAsync(cancellationToken);
            // A read from a terminal cannot be cancelled; it is left behind, and the process ends.
            var pin = await Task.Run(() => ReadLine(terminal), CancellationToken.None).WaitAsync(cancellationToken);
            await terminal.WriteAsync("\n"u8.ToArray(), cancellationToken);
            return PinSource.Checked(pin, "what was typed");
        }
        finally
        {
            foreach (var signal in signals)
            {
                signal.Dispose();
            }
        }
    }

    private static FileStream Open()
    {
        try
        {
            return OperatingSystem.IsWindows()
                ? throw Denied("no PIN is asked for on Windows; give pinFile or pinEnv in the plugin configuration")
                : new FileStream(Terminal, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Denied(
                "the token wants a PIN, and there is neither a source for it nor a terminal to ask at; give pinFile or pinEnv in "
                + "the plugin configuration, or pin-source in the key id");
        }
    }

    /// <summary>The signals that end a process put the echo back first; what else they do is not changed.</summary>
    private static List<PosixSignalRegistration> Watch(TerminalEcho echo) =>
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
            .Select(signal => PosixSignalRegistration.Create(signal, _ => echo.Dispose())),
    ];

    /// <summary>One line without its end. What is too long is read to the line's end, so that no rest reaches a shell.</summary>
    private static byte[] ReadLine(FileStream terminal)
    {
        var buffer = new byte[Pkcs11Limits.PinBytes + 1];
        var one = new byte[1];
        try
        {
            // The last byte of the buffer makes the line longer than any PIN, which is then refused.
            var length = 0;
            while (terminal.Read(one) == 1 && one[0] is not ((byte)'\n' or (byte)'\r'))
            {
                buffer[Math.Min(length, Pkcs11Limits.PinBytes)] = one[0];
                length = Math.Min(length + 1, buffer.Length);
            }

            return buffer[..length];
        }
        finally
        {
            Array.Clear(buffer);
        }
    }

    private static PluginException Denied(string what) => new(PluginErrorCode.AccessDenied, what);
}
