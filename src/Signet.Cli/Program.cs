using Signet.Cli;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands;

return await CommandRunner.RunAsync(
    new RootCommand(), args, CommandContext.OfProcess(), Interruption.WatchFor());
