using Signet.Cli;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands;

try
{
    return await CommandRunner.RunAsync(new RootCommand(), args, CommandContext.OfProcess(), Interruption.WatchFor());
}
#pragma warning disable CA1031 // Before a command runs there is no other place where a failure becomes a message.
catch (Exception exception)
#pragma warning restore CA1031
{
    using var error = new StreamWriter(new StandardStream(Console.OpenStandardError()));
    error.WriteLine($"Error: signet cannot start: {exception.GetBaseException().Message}");
    return ExitCodes.Failed;
}
