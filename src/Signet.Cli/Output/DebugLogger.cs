using System.Globalization;
using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Output;

/// <summary>
/// The log of <c>--debug</c> on standard error: one record a line, UTC with nanoseconds, message unquoted, secrets of
/// this run replaced.
/// </summary>
internal sealed class DebugLogger(CommandContext context, LogLevel lowest, bool withTime) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var level = logLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            _ => "error",
        };
        // Ticks are 100 ns; the two zeros keep the nine digits that readers of these logs expect.
        var time = withTime
            ? context.Clock.GetUtcNow().ToString("'time='yyyy-MM-dd HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture)
            : "";
        var cause = exception is null ? "" : $": {exception.Message}";
        context.WriteDiagnostic(
            $"{time}level={level} msg={TerminalText.EscapeLines(formatter(state, exception) + cause)}\n");
    }
}
