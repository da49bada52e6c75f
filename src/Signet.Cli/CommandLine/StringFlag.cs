namespace Signet.Cli.CommandLine;

/// <summary>A flag with one text; the last occurrence counts.</summary>
internal sealed class StringFlag(string name, char shorthand, string usage, string defaultValue = "")
    : Flag(name, shorthand, usage)
{
    public string Value { get; private set; } = defaultValue;

    public override string TypeName => "string";

    public override string? DefaultText { get; } =
        defaultValue.Length == 0 ? null : GoText.Quote(defaultValue);

    protected override string? FindFault(string value)
    {
        Value = value;
        return null;
    }
}
