using Signet.Cli.CommandLine;

namespace Signet.Cli.Output;

/// <summary><c>--output</c> of commands that report: the form of what they print.</summary>
internal sealed class ReportFlag
{
    private const string Json = "json";

    private readonly string[] _formats;
    private readonly StringFlag _output;

    /// <summary><c>json</c> or <c>text</c>, the default.</summary>
    public ReportFlag()
        : this(Json, "text")
    {
    }

    /// <param name="formats">All, as help lists them; the last is the default.</param>
    public ReportFlag(params string[] formats)
    {
        _formats = formats;
        var options = string.Join(", ", formats.Select(GoText.Quote));
        _output = new("output", 'o', $"output format, options: {options}", formats[^1]) { Values = ValueSources.Of(formats) };
    }

    public string Format => _output.Value;

    public bool IsJson => Format == Json;

    public void AddTo(FlagSet flags) => flags.Add(_output);

    /// <exception cref="CommandException">There is no such format.</exception>
    public void Check()
    {
        if (!_formats.Contains(Format))
        {
            throw new CommandException($"invalid format: {GoText.Quote(Format)}");
        }
    }
}
