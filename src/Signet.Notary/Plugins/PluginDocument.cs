using System.Text.Json;
using Signet.Json;

namespace Signet.Notary.Plugins;

/// <summary>JSON that a plugin wrote: one strict value, of bounded depth and number of parts.</summary>
internal static class PluginDocument
{
    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is empty, malformed, ambiguous or too large to look into.</exception>
    public static JsonDocument Parse(byte[] utf8Json)
    {
        if (utf8Json.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw new JsonException("it wrote nothing");
        }

        CheckCount(utf8Json);
        StrictJson.Check(utf8Json);
        return JsonDocument.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = StrictJson.MaxDepth });
    }

    /// <summary>
    /// 64 MiB of the protocol would hold thirty million values; the checks after this one take memory for each name.
    /// </summary>
    private static void CheckCount(byte[] utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
        for (var count = 0; reader.Read(); count++)
        {
            if (count == NotaryLimits.PluginAnswerTokens)
            {
                throw new JsonException($"it has more than {NotaryLimits.PluginAnswerTokens} names and values");
            }
        }
    }
}
