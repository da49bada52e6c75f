namespace Signet.Cli.CommandLine;

/// <summary>One flag of a command: its name, its help, and the value it was given.</summary>
/// <param name="name">Long name without dashes.</param>
/// <param name="shorthand">Letter of the short form; <c>'\0'</c> for none.</param>
/// <param name="usage">One line of help; a word in back quotes replaces the type's name there.</param>
internal abstract class Flag(string name, char shorthand, string usage)
{
    public string Name { get; } = name;

    public char Shorthand { get; } = shorthand;

    public string Usage { get; } = usage;

    /// <summary>Not shown in help: accepted for scripts written for older tools.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The command does not run without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True once the flag appeared at all, even with an empty value or <c>=false</c>.</summary>
    public bool IsSet { get; private set; }

    /// <summary>What a shell offers as values; null for file names.</summary>
    public ValueSource? Values { get; init; }

    /// <summary>The word for the value in help; empty for a switch.</summary>
    public abstract string TypeName { get; }

    /// <summary>The default as help shows it; null when it is the type's zero.</summary>
    public abstract string? DefaultText { get; }

    /// <summary>True when a value may be a secret, which no message shows.</summary>
    public virtual bool IsSecret => false;

    /// <summary>What the flag means without a value; null when it needs one.</summary>
    public virtual string? ValueWhenBare => null;

    /// <summary>How errors name it: <c>-e, --expiry</c>.</summary>
    public string DisplayName => Shorthand == '\0' ? $"--{Name}" : $"-{Shorthand}, --{Name}";

    /// <summary>Takes a value.</summary>
    /// <exception cref="CommandException">It is not of the flag's type.</exception>
    public void Set(string value)
    {
        if (FindFault(value) is { } fault)
        {
            throw new CommandException(
                $"invalid argument {(IsSecret ? "*****" : GoText.Quote(value))} for {GoText.Quote(DisplayName)} flag: {fault}");
        }

        IsSet = true;
    }

    /// <summary>Reads and keeps the value; on failure says why it is not one, in the words Go's parsers use.</summary>
    protected abstract string? FindFault(string value);
}
