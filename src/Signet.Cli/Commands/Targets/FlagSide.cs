namespace Signet.Cli.Commands.Targets;

/// <summary>Which of a command's targets flags are for. Commands with two have each flag twice, named after its side.</summary>
/// <param name="Prefix">What the names of the side's flags begin with.</param>
/// <param name="Adjective">What help calls it, with a blank after it.</param>
internal sealed record FlagSide(string Prefix, string Adjective)
{
    /// <summary>The only target of a command.</summary>
    public static FlagSide Only { get; } = new("", "");

    public static FlagSide From { get; } = new("from-", "source ");

    public static FlagSide To { get; } = new("to-", "destination ");

    /// <summary>The short form of a flag, which those of two sides have not.</summary>
    public char Shorthand(char letter) => this == Only ? letter : '\0';
}
