using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Signet.Json;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>Values as JSON, as Go's encoder writes them.</summary>
internal static class TemplateJson
{
    /// <exception cref="FormatException">It is too long.</exception>
    public static string Write(object? value, bool isIndented, bool escapesHtml)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            // Unescaped, as sprig's toRawJson wants it; everything JSON itself demands is still escaped.
            Encoder = escapesHtml ? GoJsonEncoder.Instance : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Indented = isIndented,
            IndentSize = 2,
            NewLine = "\n",
        };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            Write(writer, value);
        }

        return buffer.WrittenCount <= TemplateLimits.OutputLength
            ? Encoding.UTF8.GetString(buffer.WrittenSpan)
            : throw new FormatException($"the JSON is longer than {TemplateLimits.OutputLength} bytes");
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool b:
                writer.WriteBooleanValue(b);
                break;
            case long n:
                writer.WriteNumberValue(n);
                break;
            case double d:
                writer.WriteNumberValue(d);
                break;
            case string s:
                // As bytes: half a surrogate pair becomes a replacement character, where the text itself would be refused.
                writer.WriteStringValue(Encoding.UTF8.GetBytes(s));
                break;
            case IReadOnlyDictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStartArray();
                foreach (var item in (IReadOnlyList<object?>)value)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
        }
    }
}
