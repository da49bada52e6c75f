using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Targets;

/// <summary>Checks how many arguments a command was given, in the words of <c>oras</c>.</summary>
internal static class ArgumentCount
{
    /// <exception cref="CommandException">There are more or fewer.</exception>
    public static void RequireExactly(Command command, IReadOnlyList<string> arguments, int count, string purpose)
    {
        if (arguments.Count != count)
        {
            throw Fault(command, arguments, "exactly", count, purpose);
        }
    }

    /// <exception cref="CommandException">There are fewer.</exception>
    public static void RequireAtLeast(Command command, IReadOnlyList<string> arguments, int count, string purpose)
    {
        if (arguments.Count < count)
        {
            throw Fault(command, arguments, "at least", count, purpose);
        }
    }

    private static CommandException Fault(
        Command command, IReadOnlyList<string> arguments, string relation, int count, string purpose)
    {
        var noun = count == 1 ? "argument" : "arguments";
        return new(
            $"{GoText.Quote(command.FullName)} requires {relation} {count} {noun} but got {arguments.Count}\n"
            + $"Usage: {CommandHelp.UseLine(command)}\n"
            + $"Please specify {relation} {count} {noun} as {purpose}. "
            + $"Run \"{command.FullName} -h\" for more options and examples");
    }
}
