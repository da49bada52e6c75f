using System.Buffers;

namespace Signet.Notary.Blobs;

/// <summary>The media type a blob is signed with (RFC 6838 §4.2 for names, RFC 2045 §5.1 for parameters).</summary>
public static class BlobMediaType
{
    /// <summary>Content nobody says more about.</summary>
    public const string Default = "application/octet-stream";

    private const int MaxLength = 255;

    /// <summary>What may stand around names and values; no line breaks.</summary>
    private const string Blanks = " \t";

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Why <paramref name="mediaType"/> is none; null when it is one.</summary>
    public static string? FindFault(string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        if (mediaType.Length == 0)
        {
            return "content media-type cannot be empty";
        }

        if (mediaType.Length > MaxLength)
        {
            return $"invalid content media-type: it has {mediaType.Length} characters, more than {MaxLength}";
        }

        var parts = mediaType.Split(';');
        var fault = FindNameFault(parts[0]) ?? parts.Skip(1).Select(FindParameterFault).FirstOrDefault(f => f is not null);
        return fault is null ? null : $"invalid content media-type {GoQuote.Text(mediaType)}: {fault}";
    }

    private static string? FindNameFault(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "there is no \"/\" between type and subtype"
            : !IsToken(name.AsSpan(0, slash).Trim(Blanks)) ? "the type before \"/\" is not a token"
            : !IsToken(name.AsSpan(slash + 1).Trim(Blanks)) ? "the subtype after \"/\" is not a token"
            : null;
    }

    private static string? FindParameterFault(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || !IsToken(parameter.AsSpan(0, equals).Trim(Blanks)))
        {
            return $"the parameter {GoQuote.Text(parameter.Trim())} is not of the form name=value";
        }

        var value = parameter.AsSpan(equals + 1).Trim(Blanks);
        return IsToken(value) || IsQuoted(value)
            ? null
            : $"the value of the parameter {GoQuote.Text(parameter[..equals].Trim())} is neither a token nor quoted";
    }

    private static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenCharacters);

    private static bool IsQuoted(ReadOnlySpan<char> text) =>
        text.Length >= 2 && text[0] == '"' && text[^1] == '"' && !text[1..^1].ContainsAny('"', '\\')
        && !text.ContainsAnyExceptInRange(' ', '~');
}
