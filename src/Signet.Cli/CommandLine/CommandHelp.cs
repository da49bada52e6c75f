using System.Text;

namespace Signet.Cli.CommandLine;

/// <summary>The help text of a command, in the layout shell users know from cobra.</summary>
internal static class CommandHelp
{
    /// <summary>Prints the help on standard output; asking for help is no failure.</summary>
    public static int Print(Command command, CommandContext context)
    {
        context.Out.Write($"{command.Description.TrimEnd()}\n\n{Usage(command)}");
        return 0;
    }

    /// <summary>Everything below the description: usage lines, aliases, subcommands, flags.</summary>
    public static string Usage(Command command)
    {
        command.EnsureHelpFlag();
        var text = new StringBuilder("Usage:");
        var subcommands = command.Subcommands.Where(c => !c.IsHidden).ToList();
        if (command.IsRunnable)
        {
            text.Append($"\n  {UseLine(command)}");
        }

        if (subcommands.Count > 0)
        {
            text.Append($"\n  {command.FullName} [command]");
        }

        if (command.Aliases.Count > 0)
        {
            text.Append($"\n\nAliases:\n  {command.Name}, {string.Join(", ", command.Aliases)}");
        }

        if (subcommands.Count > 0)
        {
            text.Append("\n\nAvailable Commands:");
            var width = Math.Max(11, subcommands.Max(c => c.Name.Length));
            foreach (var subcommand in subcommands)
            {
                text.Append($"\n  {subcommand.Name.PadRight(width)} {subcommand.Summary}");
            }
        }

        text.Append("\n\nFlags:\n").Append(FlagUsages(command.Flags));
        if (subcommands.Count > 0)
        {
            text.Append($"\nUse \"{command.FullName} [command] --help\" for more information about a command.\n");
        }

        return text.ToString();
    }

    /// <summary>The line that shows how a command is called.</summary>
    public static string UseLine(Command command)
    {
        var line = command.Arguments.Length == 0 ? command.FullName : $"{command.FullName} {command.Arguments}";
        return line.Contains("[flags]", StringComparison.Ordinal) ? line : line + " [flags]";
    }

    private static string FlagUsages(FlagSet flags)
    {
        var rows = new List<(string Left, string Right)>();
        foreach (var flag in flags.Sorted.Where(f => !f.IsHidden))
        {
            var left = flag.Shorthand == '\0' ? $"      --{flag.Name}" : $"  -{flag.Shorthand}, --{flag.Name}";
            left = flag.TypeName.Length == 0 ? left : $"{left} {flag.TypeName}";
            rows.Add((left, flag.DefaultText is { } value ? $"{flag.Usage} (default {value})" : flag.Usage));
        }

        var width = rows.Max(r => r.Left.Length) + 3;
        return string.Concat(rows.Select(r => $"{r.Left.PadRight(width)}{r.Right}\n"));
    }
}
