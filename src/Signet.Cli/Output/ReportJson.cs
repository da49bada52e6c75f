using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Json;

namespace Signet.Cli.Output;

/// <summary>The JSON that commands report in: two blanks of indent, a final line break, nothing that a terminal obeys.</summary>
internal static class ReportJson
{
    /// <summary>The text of one document.</summary>
    /// <param name="write">Writes the whole of it.</param>
    public static string Format(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(
            buffer, new() { Indented = true, NewLine = "\n", Encoder = GoJsonEncoder.Instance }))
        {
            write(writer);
        }

        return TerminalText.EscapeJson(Encoding.UTF8.GetString(buffer.WrittenSpan)) + "\n";
    }

    /// <summary>Prints one object.</summary>
    /// <param name="context">The run.</param>
    /// <param name="writeMembers">Writes what is in it.</param>
    public static void Print(CommandContext context, Action<Utf8JsonWriter> writeMembers) =>
        context.Out.Write(Format(writer =>
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }));

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

    /// <summary>Writes a text; nothing, not even its name, when there is none.</summary>
    public static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
