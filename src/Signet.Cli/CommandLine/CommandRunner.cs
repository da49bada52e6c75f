namespace Signet.Cli.CommandLine;

/// <summary>
/// Runs one command line. The order decides which error wins, and scripts see it: find the command, read the flags,
/// help, positional arguments, environment, preparation, required flags, flag groups, body.
/// </summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(
        Command root, IReadOnlyList<string> arguments, CommandContext context, CancellationToken cancellationToken)
    {
        var exitCode = await RunCaughtAsync(root, arguments, context, cancellationToken);
        context.Flush();
        if (context.FindOutputFault() is not { } fault)
        {
            return exitCode;
        }

        // Whoever reads the result has a part of it or nothing: that is no success.
        context.WriteError($"standard output could not be written: {(fault.InnerException ?? fault).Message}");
        return exitCode == 0 ? ExitCodes.Failed : exitCode;
    }

    private static async Task<int> RunCaughtAsync(
        Command root, IReadOnlyList<string> arguments, CommandContext context, CancellationToken cancellationToken)
    {
        var progress = new Progress();
        try
        {
            return await RunCoreAsync(root, arguments, context, progress, cancellationToken);
        }
#pragma warning disable CA1031 // The one funnel: whatever ends a command becomes one message and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var (message, exitCode) = Output.ErrorFunnel.Describe(exception, cancellationToken.IsCancellationRequested);
            context.WriteError(message);
            return progress.Command is { ClassifiesFailures: true }
                ? ExitCodes.Of(exception, exitCode, progress.IsInBody)
                : exitCode;
        }
    }

    private static async Task<int> RunCoreAsync(
        Command root,
        IReadOnlyList<string> arguments,
        CommandContext context,
        Progress progress,
        CancellationToken cancellationToken)
    {
        var (command, rest) = CommandFinder.Find(root, arguments);
        progress.Command = command;
        if (command.TakesRawArguments)
        {
            context.Arguments = rest;
            return await command.RunAsync(context, cancellationToken);
        }

        var help = command.EnsureHelpFlag();
        context.Arguments = command.Flags.Parse(rest);
        if (help.Value || !command.IsRunnable)
        {
            return CommandHelp.Print(command, context);
        }

        if (command.UsesCryptography)
        {
            CryptographyWarmUp.Start();
        }

        command.CheckArguments(context.Arguments);
        context.TakeCredentialsFromEnvironment();
        await command.PrepareAsync(context, cancellationToken);
        CheckRequiredFlags(command);
        CheckFlagGroups(command);
        progress.IsInBody = true;
        return await command.RunAsync(context, cancellationToken);
    }

    private static void CheckRequiredFlags(Command command)
    {
        var missing = command.Flags.Sorted.Where(f => f is { IsRequired: true, IsSet: false }).ToList();
        if (missing.Count > 0)
        {
            throw new CommandException(
                $"required flag(s) {string.Join(", ", missing.Select(f => GoText.Quote(f.Name)))} not set");
        }
    }

    private static void CheckFlagGroups(Command command)
    {
        foreach (var group in command.FlagGroups.OrderBy(g => g.Rule)
            .ThenBy(g => string.Join(' ', g.Names), StringComparer.Ordinal))
        {
            if (group.FindFault(command.Flags.IsSet) is { } fault)
            {
                throw new CommandException(fault);
            }
        }
    }

    /// <summary>How far a run has come, for the exit code when it ends there.</summary>
    private sealed class Progress
    {
        public Command? Command { get; set; }

        public bool IsInBody { get; set; }
    }
}
