using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Json;

namespace Signet.Cli.Output;

/// <summary><c>--output text</c> or <c>--output json</c> of commands that report, and the writing of the latter.</summary>
internal sealed class ReportFlag
{
    private static readonly string[] Outputs = ["json", "text"];

    private readonly StringFlag _output =
        new("output", 'o', "output format, options: \"json\", \"text\"", "text") { Values = _ => Outputs };

    public bool IsJson => _output.Value == "json";

    public void AddTo(FlagSet flags) => flags.Add(_output);

    /// <exception cref="CommandException">The format is none of the two.</exception>
    public void Check()
    {
        if (!Outputs.Contains(_output.Value))
        {
            throw new CommandException($"invalid format: {GoText.Quote(_output.Value)}");
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
