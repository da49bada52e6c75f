using System.Buffers;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Signet.Cli.Commands.Policies;

/// <summary>
/// One YAML document as JSON, so that one reader reads both. Every plain value is a text but <c>null</c>, <c>~</c> and
/// nothing at all: the files that are read have no numbers, and <c>no</c> can be the name of a statement.
/// </summary>
internal static class YamlDocument
{
    /// <summary>Depth no file of tests needs.</summary>
    private const int MaxDepth = 8;

    /// <summary>The document as JSON.</summary>
    /// <exception cref="FormatException">It is no YAML, or has what is not taken: aliases, tags, several documents.</exception>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlyMemory<byte> yaml)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(yaml.Span);
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            Write(parser, writer, depth: 0);
            parser.Consume<DocumentEnd>();
            parser.Consume<StreamEnd>();
        }
        catch (YamlException e)
        {
            throw new FormatException($"{e.Message} (line {e.Start.Line})", e);
        }
        catch (ArgumentException e)
        {
            // Bytes that are not UTF-8, or an escape that is half a character.
            throw new FormatException("it is not valid Unicode", e);
        }

        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Parser parser, Utf8JsonWriter writer, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Refused(parser.Current, $"it is nested deeper than {MaxDepth}");
        }

        switch (parser.Current)
        {
            case NodeEvent { Anchor.IsEmpty: false } or AnchorAlias:
                throw Refused(parser.Current, "anchors and aliases are not taken");
            case NodeEvent { Tag.IsEmpty: false } node when !node.Tag.IsNonSpecific:
                throw Refused(parser.Current, "tags are not taken");
            case MappingStart:
                parser.MoveNext();
                writer.WriteStartObject();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    WriteMember(parser, writer, depth);
                }

                writer.WriteEndObject();
                break;
            case SequenceStart:
                parser.MoveNext();
                writer.WriteStartArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    Write(parser, writer, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar(parser.Consume<Scalar>(), writer);
                break;
        }
    }

    private static void WriteMember(Parser parser, Utf8JsonWriter writer, int depth)
    {
        if (parser.Current is not Scalar { Anchor.IsEmpty: true } || !parser.TryConsume<Scalar>(out var key))
        {
            throw Refused(parser.Current, "a name of a member must be a text");
        }

        writer.WritePropertyName(key.Value);
        Write(parser, writer, depth + 1);
    }

    private static void WriteScalar(Scalar scalar, Utf8JsonWriter writer)
    {
        if (scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" })
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(scalar.Value);
        }
    }

    private static FormatException Refused(ParsingEvent? at, string why) => new($"{why} (line {at?.Start.Line ?? 0})");
}
