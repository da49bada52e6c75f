using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Output.GoTemplates;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--format</c> and <c>--template</c>. A template is read before anything is fetched.</summary>
internal sealed class FormatFlags
{
    public const string Json = "json";
    private const string Template = "go-template";

    private readonly StringFlag _format;
    private readonly StringFlag _template = new("template", '\0', "template string used to format output, in the syntax of Go");
    private readonly string[] _types;
    private GoTemplate? _parsed;

    /// <param name="plain">Name of the format for people, the default.</param>
    public FormatFlags(string plain = "text")
    {
        _types = [Json, Template, plain];
        _format = new("format", '\0', $"format of the output, options: {plain}, json, go-template or go-template=TEMPLATE", plain)
        {
            Values = ValueSources.Of(_types),
        };
    }

    /// <summary>The type: that for people, <see cref="Json"/> or a template's.</summary>
    public string Type { get; private set; } = "";

    /// <summary>True unless the output is for people.</summary>
    public bool IsForPrograms => Type is Json or Template;

    public void AddTo(FlagSet flags) => flags.Add(_format, _template);

    /// <summary>Reads the flags.</summary>
    /// <param name="given">A format that came in another way; null for <c>--format</c>.</param>
    /// <exception cref="CommandException">There is no such format, or no template.</exception>
    /// <exception cref="TemplateException">The template cannot be read.</exception>
    public void Prepare(string? given = null)
    {
        var format = given ?? _format.Value;
        var template = _template.Value;
        if (format.StartsWith(Template + "=", StringComparison.Ordinal))
        {
            if (_template.IsSet)
            {
                throw new CommandException("the template is given twice: by --format and by --template");
            }

            (format, template) = (Template, format[(Template.Length + 1)..]);
        }

        if (!_types.Contains(format))
        {
            throw new CommandException(
                $"invalid format type: {GoText.Quote(format)}\nsupported types: {string.Join(", ", _types)}");
        }

        if (format != Template && _template.IsSet)
        {
            throw new CommandException("--template must be used with --format go-template");
        }

        if (format == Template && template.Length == 0)
        {
            throw new CommandException("\"go-template\" format specified but no template given\n"
                + "use `--format go-template=TEMPLATE` to specify the template");
        }

        Type = format;
        _parsed = format == Template ? GoTemplate.Parse(template) : null;
    }

    /// <summary>Writes a document in the format for programs.</summary>
    public void Write(CommandContext context, byte[] json)
    {
        if (_parsed is null)
        {
            context.Out.Write(TerminalText.EscapeJson(JsonText.Indent(json)) + "\n");
            return;
        }

        using var document = JsonText.Parse(json);
        var text = _parsed.Execute(document.RootElement);
        context.Out.Write(context.IsTerminal ? TerminalText.EscapeControls(text) : text);
    }
}
