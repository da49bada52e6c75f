using System.Buffers;
using System.Text;

namespace Signet.Oci.Remote.Authentication;

/// <summary>
/// Reads <c>WWW-Authenticate</c>. Several challenges may share one header, and commas separate both challenges and
/// parameters, so the rule is: a word followed by <c>=</c> is a parameter, any other word opens a challenge.
/// </summary>
internal static class ChallengeParser
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The challenges of one header; reading ends at the first thing that is not one.</summary>
    public static IReadOnlyList<Challenge> Parse(string header)
    {
        var challenges = new List<Challenge>();
        Dictionary<string, string>? parameters = null;
        var rest = header.AsSpan();
        while (true)
        {
            rest = rest.TrimStart(" \t,");
            var word = Word(rest);
            if (word.IsEmpty)
            {
                return challenges;
            }

            var after = rest[word.Length..].TrimStart(" \t");
            if (after.StartsWith("=") && parameters is not null)
            {
                if (!TryReadValue(after[1..].TrimStart(" \t"), out var value, out rest))
                {
                    return challenges;
                }

                parameters.TryAdd(word.ToString(), value);
                continue;
            }

            parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            challenges.Add(new Challenge(word.ToString().ToLowerInvariant(), parameters));
            rest = after;
        }
    }

    private static bool TryReadValue(ReadOnlySpan<char> text, out string value, out ReadOnlySpan<char> rest)
    {
        if (!text.StartsWith("\""))
        {
            var word = Word(text);
            value = word.ToString();
            rest = text[word.Length..];
            return !word.IsEmpty;
        }

        var builder = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                value = builder.ToString();
                rest = text[(i + 1)..];
                return true;
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            builder.Append(text[i]);
        }

        value = "";
        rest = default;
        return false;
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(TokenCharacters);
        return end < 0 ? text : text[..end];
    }
}
