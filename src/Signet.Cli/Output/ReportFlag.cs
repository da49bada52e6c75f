using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Json;

namespace Signet.Cli.Output;

/// <summary><c>--output</c> of commands that report: the form of what they print, and the writing of JSON.</summary>
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
        _output = new("output", 'o', $"output format, options: {options}", formats[^1]) { Values = _ => formats };
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

    /// <summary>Writes one JSON document: two blanks of indent, a final line break, nothing that a terminal obeys.</summary>
    public static void WriteJson(CommandContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(
            buffer, new() { Indented = true, NewLine = "\n", Encoder = GoJsonEncoder.Instance }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        context.Out.Write(TerminalText.EscapeJson(Encoding.UTF8.GetString(buffer.WrittenSpan)) + "\n");
    }

    /// <summary>Writes an array of texts.</summary>
    public static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
