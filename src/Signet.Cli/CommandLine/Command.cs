namespace Signet.Cli.CommandLine;

/// <summary>
/// One node of the command tree. A command declares its words, flags and rules in its constructor and does its work in
/// <see cref="RunAsync"/>; everything scripts can observe about parsing lives in <see cref="CommandRunner"/>.
/// </summary>
/// <param name="name">The word that selects it.</param>
/// <param name="summary">One line for lists of commands.</param>
internal abstract class Command(string name, string summary)
{
    private readonly List<Command> _subcommands = [];
    private bool _hasHelpFlag;

    public string Name { get; } = name;

    public string Summary { get; } = summary;

    /// <summary>The text help opens with; the summary when nothing else is said.</summary>
    public string Description { get; protected init; } = summary;

    /// <summary>Further words that select it.</summary>
    public IReadOnlyList<string> Aliases { get; protected init; } = [];

    /// <summary>What follows the name in the usage line, for example <c>[flags] &lt;reference&gt;</c>.</summary>
    public string Arguments { get; protected init; } = "";

    /// <summary>Neither listed nor completed.</summary>
    public bool IsHidden { get; protected init; }

    /// <summary>False for a group, which only shows its help.</summary>
    public virtual bool IsRunnable => true;

    /// <summary>True when everything after the name belongs to the command, dashes or not.</summary>
    public virtual bool TakesRawArguments => false;

    /// <summary>True when failures end with the exit codes of <see cref="ExitCodes"/> rather than with 1.</summary>
    public virtual bool ClassifiesFailures => false;

    /// <summary>True when the body hashes or signs: the cryptographic library is then loaded while the command begins.</summary>
    public virtual bool UsesCryptography => false;

    public FlagSet Flags { get; } = new();

    public IReadOnlyList<FlagGroup> FlagGroups { get; protected init; } = [];

    public Command? Parent { get; private set; }

    /// <summary>Subcommands in alphabetical order.</summary>
    public IEnumerable<Command> Subcommands => _subcommands.OrderBy(c => c.Name, StringComparer.Ordinal);

    public bool HasSubcommands => _subcommands.Count > 0;

    /// <summary>The words that lead here, from the root on.</summary>
    public string FullName => Parent is null ? Name : $"{Parent.FullName} {Name}";

    /// <summary>The subcommand of that name or alias; null when there is none.</summary>
    public Command? FindSubcommand(string word) => _subcommands.Find(c => c.Name == word || c.Aliases.Contains(word));

    /// <summary>The root of the tree.</summary>
    public Command Root => Parent?.Root ?? this;

    /// <summary>Adds <c>-h, --help</c>; done when the command is used, not for each of the tree.</summary>
    public BoolFlag EnsureHelpFlag()
    {
        if (!_hasHelpFlag)
        {
            _hasHelpFlag = true;
            Flags.Add(new BoolFlag("help", 'h', $"help for {Name}"));
        }

        return (BoolFlag)Flags.Find("help")!;
    }

    /// <summary>Checks the number of positional arguments; surplus ones are ignored unless a command says otherwise.</summary>
    /// <exception cref="CommandException">They do not fit.</exception>
    public virtual void CheckArguments(IReadOnlyList<string> arguments)
    {
    }

    /// <summary>Runs after the arguments were checked and before required flags and groups are.</summary>
    public virtual ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) => default;

    /// <summary>Does the work and returns the exit code.</summary>
    public abstract Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken);

    /// <summary>What a shell offers in the place of a positional argument; null for file names.</summary>
    public ValueSource? ArgumentValues { get; protected init; }

    protected void AddSubcommands(params ReadOnlySpan<Command> commands)
    {
        foreach (var command in commands)
        {
            command.Parent = this;
            _subcommands.Add(command);
        }
    }

    /// <summary>A rule for commands without positional arguments.</summary>
    protected void RejectArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
        {
            throw new CommandException($"unknown command {GoText.Quote(arguments[0])} for {GoText.Quote(FullName)}");
        }
    }

    /// <exception cref="CommandException">There is another number of arguments than one.</exception>
    protected static void RequireOneArgument(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1)
        {
            throw new CommandException($"accepts 1 arg(s), received {arguments.Count}");
        }
    }
}
