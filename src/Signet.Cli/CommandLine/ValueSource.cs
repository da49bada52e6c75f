namespace Signet.Cli.CommandLine;

/// <summary>What a shell offers to complete a value or an argument.</summary>
internal delegate ValueTask<IEnumerable<string>> ValueSource(CommandContext context, CancellationToken cancellationToken);
