using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;

namespace Signet.Cli.Commands;

/// <summary><c>-d, --debug</c>, and <c>-v, --verbose</c> for scripts written for older tools.</summary>
internal sealed class LoggingFlags
{
    private readonly BoolFlag _debug = new("debug", 'd', "debug mode");
    private readonly BoolFlag _verbose = new("verbose", 'v', "verbose mode") { IsHidden = true };

    public void AddTo(FlagSet flags) => flags.Add(_debug, _verbose);

    /// <summary>True when lines are logged.</summary>
    public bool IsOn => _debug.Value || _verbose.Value;

    /// <summary>The log the flags ask for; one that drops everything when they ask for none.</summary>
    public ILogger CreateLogger(CommandContext context) => (_debug.Value, _verbose.Value) switch
    {
        (true, _) => new DebugLogger(context, LogLevel.Debug, withTime: true),
        (false, true) => new DebugLogger(context, LogLevel.Information, withTime: false),
        _ => NullLogger.Instance,
    };
}
