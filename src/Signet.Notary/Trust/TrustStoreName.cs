using System.Diagnostics.CodeAnalysis;

namespace Signet.Notary.Trust;

/// <summary>A named store, <c>type:name</c> in a policy.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name, checked against <c>[a-zA-Z0-9_.-]+</c> and not <c>.</c> or <c>..</c>.</param>
public sealed record TrustStoreName(TrustStoreType Type, string Name)
{
    /// <summary>The type as files and policies spell it: <c>ca</c>, <c>signingAuthority</c>, <c>tsa</c>.</summary>
    public string TypeName => Type switch
    {
        TrustStoreType.Ca => "ca",
        TrustStoreType.SigningAuthority => "signingAuthority",
        _ => "tsa",
    };

    /// <summary>Reads <c>type:name</c>, split at the first colon.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TrustStoreName? name)
    {
        name = null;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon < 0 || !TryParseType(text[..colon], out var type) || !IsValidName(text[(colon + 1)..]))
        {
            return false;
        }

        name = new TrustStoreName(type, text[(colon + 1)..]);
        return true;
    }

    /// <summary>Reads a type, case and all: <c>ca</c>, <c>signingAuthority</c>, <c>tsa</c>.</summary>
    public static bool TryParseType(string? text, out TrustStoreType type)
    {
        (type, var isKnown) = text switch
        {
            "ca" => (TrustStoreType.Ca, true),
            "signingAuthority" => (TrustStoreType.SigningAuthority, true),
            "tsa" => (TrustStoreType.Tsa, true),
            _ => (default, false),
        };
        return isKnown;
    }

    /// <summary>
    /// True for <c>[a-zA-Z0-9_.-]+</c>. Unlike <c>notation</c>, <c>.</c> and <c>..</c> are refused: as a directory they
    /// are the whole trust store, or lie outside of it.
    /// </summary>
    public static bool IsValidName([NotNullWhen(true)] string? name)
    {
        if (string.IsNullOrEmpty(name) || name is "." or "..")
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName}:{Name}";
}
