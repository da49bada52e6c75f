namespace Signet.Cli.CommandLine;

/// <summary>A switch; takes a value only as <c>--flag=value</c>.</summary>
internal sealed class BoolFlag(string name, char shorthand, string usage, bool defaultValue = false)
    : Flag(name, shorthand, usage)
{
    public bool Value { get; private set; } = defaultValue;

    public override string TypeName => "";

    public override string? DefaultText { get; } = defaultValue ? "true" : null;

    public override string? ValueWhenBare => "true";

    protected override string? FindFault(string value)
    {
        switch (value)
        {
            case "1" or "t" or "T" or "TRUE" or "true" or "True":
                Value = true;
                return null;
            case "0" or "f" or "F" or "FALSE" or "false" or "False":
                Value = false;
                return null;
            default:
                return $"strconv.ParseBool: parsing {GoText.Quote(value)}: invalid syntax";
        }
    }
}
