using Signet.Cli.CommandLine;
using Signet.Cli.Output;

namespace Signet.Cli.Commands.Completion;

/// <summary>
/// The hidden command behind the completion scripts: words typed so far, the last one unfinished; prints candidates and
/// a directive.
/// </summary>
internal sealed class CompleteCommand : Command
{
    private const int FileNames = 0;
    private const int NoFileNames = 4;

    private readonly bool _withDescriptions;

    public CompleteCommand(string name, bool withDescriptions)
        : base(name, "Request shell completion choices for the specified command-line")
    {
        _withDescriptions = withDescriptions;
        Arguments = "[command-line]";
        IsHidden = true;
    }

    public override bool TakesRawArguments => true;

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Arguments.Count == 0)
        {
            throw new CommandException($"{Name} requires the words of a command line as arguments");
        }

        var (candidates, directive) = await CompleteAsync(context, cancellationToken);
        foreach (var (value, description) in candidates)
        {
            var text = TerminalText.Escape(value);
            context.WriteLine(_withDescriptions && description.Length > 0 ? $"{text}\t{description}" : text);
        }

        context.WriteLine($":{directive}");
        var name = directive == NoFileNames ? "ShellCompDirectiveNoFileComp" : "ShellCompDirectiveDefault";
        context.WriteDiagnostic($"Completion ended with directive: {name}\n");
        return 0;
    }

    private async ValueTask<(List<(string Value, string Description)> Candidates, int Directive)> CompleteAsync(
        CommandContext context, CancellationToken cancellationToken)
    {
        var current = context.Arguments[^1];
        Command command;
        List<string> words;
        try
        {
            (command, words) = CommandFinder.Find(Root, context.Arguments.Take(context.Arguments.Count - 1).ToList());
        }
        catch (CommandException)
        {
            return ([], FileNames);
        }

        command.EnsureHelpFlag();
        if (FlagAwaitingValue(command, words) is { } awaiting)
        {
            return await OfFlagAsync(awaiting, "", current, context, cancellationToken);
        }

        var equals = current.IndexOf('=', StringComparison.Ordinal);
        if (current.StartsWith("--", StringComparison.Ordinal) && equals > 0)
        {
            return command.Flags.Find(current.AsSpan(2, equals - 2)) is { } flag
                ? await OfFlagAsync(flag, current[..(equals + 1)], current[(equals + 1)..], context, cancellationToken)
                : ([], NoFileNames);
        }

        var positional = Positional(command, words);
        if (current.StartsWith('-'))
        {
            return (FlagsOf(command, current), NoFileNames);
        }

        if (command.HasSubcommands)
        {
            return positional.Count > 0
                ? ([], NoFileNames)
                : ([.. Starting(command.Subcommands.Where(c => !c.IsHidden).Select(c => (c.Name, c.Summary)), current)],
                    NoFileNames);
        }

        context.Arguments = positional;
        return command.ArgumentValues is { } values
            ? ([.. Starting((await values(context, cancellationToken)).Except(positional).Select(v => (v, "")), current)], NoFileNames)
            : ([], FileNames);
    }

    private static async ValueTask<(List<(string Value, string Description)> Candidates, int Directive)> OfFlagAsync(
        Flag flag, string prefix, string current, CommandContext context, CancellationToken cancellationToken) =>
        flag.Values is { } values
            ? ([.. Starting((await values(context, cancellationToken)).Select(v => (v, "")), current).Select(c => (prefix + c.Value, ""))],
                NoFileNames)
            : ([], FileNames);

    private static List<(string Value, string Description)> FlagsOf(Command command, string current)
    {
        var flags = command.Flags.Sorted.Where(f => !f.IsHidden && (!f.IsSet || f is StringArrayFlag));
        return
        [
            .. Starting(
                flags.SelectMany(f => f.Shorthand == '\0' || current.StartsWith("--", StringComparison.Ordinal)
                    ? [($"--{f.Name}", f.Usage)]
                    : new[] { ($"--{f.Name}", f.Usage), ($"-{f.Shorthand}", f.Usage) }),
                current),
        ];
    }

    private static IEnumerable<(string Value, string Description)> Starting(
        IEnumerable<(string Value, string Description)> candidates, string current) =>
        candidates.Where(c => c.Value.StartsWith(current, StringComparison.Ordinal));

    private static Flag? FlagAwaitingValue(Command command, List<string> words) => words switch
    {
        [.., ['-', '-', _, ..] word] when !word.Contains('=', StringComparison.Ordinal) =>
            command.Flags.Find(word.AsSpan(2)) is { ValueWhenBare: null } flag ? flag : null,
        [.., ['-', .., var letter] word] when !word.Contains('=', StringComparison.Ordinal) =>
            command.Flags.FindShorthand(letter) is { ValueWhenBare: null } flag ? flag : null,
        _ => null,
    };

    private static List<string> Positional(Command command, List<string> words)
    {
        try
        {
            return command.Flags.Parse(words);
        }
        catch (CommandException)
        {
            // Half a command line need not be right yet.
            return words.FindAll(w => !w.StartsWith('-'));
        }
    }
}
