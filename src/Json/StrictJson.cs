using System.Text.Json;

namespace Signet.Json;

/// <summary>
/// The gate every JSON document from outside passes before it is read into a model: valid UTF-8 without a byte order
/// mark, one value and nothing after it, bounded depth, and no object with two members of the same name.
/// </summary>
/// <remarks>
/// Go matches member names without regard to case and lets the last duplicate win; System.Text.Json matches exactly.
/// A document with <c>digest</c> and <c>Digest</c> would therefore mean different things to the two. Such a document
/// is refused (attack A16), except below members that hold free-form maps, where case may carry meaning.
/// </remarks>
internal static class StrictJson
{
    /// <summary>Depth no document of this field needs; manifests nest 5 deep, policies 4.</summary>
    public const int MaxDepth = 32;

    private static readonly HashSet<string> FreeFormMembers = new(StringComparer.Ordinal)
    {
        "annotations", "labels", "pluginConfig", "Labels", "extendedAttributes", "auths", "credHelpers", "errorMetadata",
    };

    /// <summary>Checks the whole document.</summary>
    /// <param name="utf8Json">The document.</param>
    /// <param name="maxTokens">Most values, names and brackets; for documents that may be large.</param>
    /// <param name="allowsHalfPairs">
    /// True for texts that are JSON and no text, because they hold an escaped half of a surrogate pair. Whoever reads one must
    /// expect that it cannot be read.
    /// </param>
    /// <returns><see langword="null"/> when it passes, otherwise what is wrong and where.</returns>
    public static string? FindFault(ReadOnlySpan<byte> utf8Json, int maxTokens = int.MaxValue, bool allowsHalfPairs = false)
    {
        if (utf8Json.StartsWith("\uFEFF"u8))
        {
            return "the document starts with a byte order mark";
        }

        if (!System.Text.Unicode.Utf8.IsValid(utf8Json))
        {
            return "the document is not valid UTF-8";
        }

        var reader = new Utf8JsonReader(
            utf8Json, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow });
        var scopes = new Stack<HashSet<string>?>();
        var freeForm = false;
        var tokens = 0;
        try
        {
            while (reader.Read())
            {
                if (++tokens > maxTokens)
                {
                    return $"it has more than {maxTokens} values, names and brackets";
                }

                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        scopes.Push(new(freeForm ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase));
                        freeForm = false;
                        break;
                    case JsonTokenType.StartArray:
                        scopes.Push(null);
                        freeForm = false;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        scopes.Pop();
                        break;
                    case JsonTokenType.PropertyName:
                        var name = reader.GetString()!;
                        if (!scopes.Peek()!.Add(name))
                        {
                            return $"the member \"{name}\" occurs twice in one object (byte {reader.TokenStartIndex})";
                        }

                        freeForm = FreeFormMembers.Contains(name);
                        break;
                    case JsonTokenType.String:
                        freeForm = false;
                        if (reader.ValueIsEscaped && !allowsHalfPairs)
                        {
                            _ = reader.GetString(); // Throws for half a pair.
                        }

                        break;
                    default:
                        freeForm = false;
                        break;
                }
            }
        }
        catch (JsonException e)
        {
            return e.Message;
        }
        catch (InvalidOperationException)
        {
            return $"it holds half of a surrogate pair, which is no text (byte {reader.TokenStartIndex})";
        }

        return null;
    }

    /// <summary>Throws <see cref="JsonException"/> with the fault that <see cref="FindFault"/> names.</summary>
    public static void Check(ReadOnlySpan<byte> utf8Json)
    {
        if (FindFault(utf8Json) is { } fault)
        {
            throw new JsonException(fault);
        }
    }
}
