namespace Signet.Cli.CommandLine;

/// <summary>
/// Finds the command that an argument list means. Flags may stand before the subcommand's name, so that a word after a
/// flag the current command does not know as a switch counts as that flag's value.
/// </summary>
internal static class CommandFinder
{
    /// <summary>The command and the arguments that are left for it.</summary>
    /// <exception cref="CommandException">The first word names no command of the root.</exception>
    public static (Command Command, List<string> Arguments) Find(Command root, IReadOnlyList<string> arguments)
    {
        var command = root;
        var rest = arguments.ToList();
        while (!command.TakesRawArguments && FirstWord(command, rest) is { } position)
        {
            var word = rest[position];
            if (command.FindSubcommand(word) is not { } next)
            {
                if (command.Parent is null)
                {
                    throw new CommandException(UnknownCommand(word, command));
                }

                break;
            }

            rest.RemoveAt(position);
            command = next;
        }

        return (command, rest);
    }

    private static int? FirstWord(Command command, List<string> arguments)
    {
        command.EnsureHelpFlag();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                return null;
            }

            if (TakesNextWord(command.Flags, argument))
            {
                i++;
            }
            else if (argument.Length > 0 && argument[0] != '-')
            {
                return i;
            }
        }

        return null;
    }

    private static bool TakesNextWord(FlagSet flags, string argument)
    {
        if (argument.Contains('=', StringComparison.Ordinal))
        {
            return false;
        }

        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            return flags.Find(argument.AsSpan(2))?.ValueWhenBare is null;
        }

        return argument is ['-', var shorthand] && flags.FindShorthand(shorthand)?.ValueWhenBare is null;
    }

    private static string UnknownCommand(string word, Command root)
    {
        var text = $"unknown command {GoText.Quote(word)} for {GoText.Quote(root.Name)}\n";
        if (Suggestions.For(word, root) is { Count: > 0 } suggestions)
        {
            text += $"\nDid you mean this?\n{string.Concat(suggestions.Select(s => $"\t{s}\n"))}\n";
        }

        return $"{text}Run '{root.Name} --help' for usage.";
    }
}
