using System.Buffers.Text;

namespace Signet.Signatures.Envelopes.Jws;

/// <summary>
/// Base64 in its one canonical spelling. The decoders of .NET skip white space and ignore the unused bits at the end,
/// so that one value has many spellings; here each has one, and a changed character always changes the value.
/// </summary>
internal static class StrictBase64
{
    /// <summary>Decodes base64url without padding (RFC 7515, section 2).</summary>
    /// <returns>Null when <paramref name="text"/> is not exactly what encoding its value gives.</returns>
    public static byte[]? DecodeUrl(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    /// <summary>Decodes base64 with padding (RFC 7515, section 4.1.6).</summary>
    /// <inheritdoc cref="DecodeUrl" path="/returns"/>
    public static byte[]? Decode(string text)
    {
        if (!Base64.IsValid(text))
        {
            return null;
        }

        var bytes = Convert.FromBase64String(text);
        return Convert.ToBase64String(bytes) == text ? bytes : null;
    }
}
