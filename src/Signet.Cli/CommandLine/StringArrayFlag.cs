namespace Signet.Cli.CommandLine;

/// <summary>A flag that may be repeated; each occurrence is one item, commas included.</summary>
internal sealed class StringArrayFlag(string name, char shorthand, string usage) : Flag(name, shorthand, usage)
{
    private readonly List<string> _values = [];

    public IReadOnlyList<string> Items => _values;

    public override string TypeName => "stringArray";

    public override string? DefaultText => null;

    protected override string? FindFault(string value)
    {
        _values.Add(value);
        return null;
    }
}
