using System.Globalization;
using System.Text;
using Signet.Plugins;

namespace Notation.Pkcs11.Addresses;

/// <summary>
/// Reads a PKCS#11 URI (RFC 7512). Stricter than the RFC in one thing: an unknown query attribute is refused as an
/// unknown path attribute is, because a misspelt <c>pin-source</c> that is passed over asks a machine for a PIN.
/// No message repeats a value of the query: it may be a PIN.
/// </summary>
internal static class KeyAddressParser
{
    private const string Scheme = "pkcs11:";

    /// <summary>Characters that may stand for themselves in both parts, besides letters and digits (§2.3).</summary>
    private const string Plain = "-._~:[]@!$'()*+,=";

    private const string PathOnly = "&";

    private const string QueryOnly = "/?|";

    /// <summary>Reads a key id.</summary>
    /// <exception cref="PluginException">It is no such URI, or names no private key.</exception>
    public static KeyAddress Parse(string keyId)
    {
        if (keyId.Length > Pkcs11Limits.KeyIdCharacters)
        {
            throw Fault($"it has more than {Pkcs11Limits.KeyIdCharacters} characters");
        }

        if (!keyId.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Fault("it does not start with \"pkcs11:\"");
        }

        var (path, query) = Split(keyId[Scheme.Length..]);
        var address = new KeyAddress();
        foreach (var (name, value) in Attributes(path, ';', PathOnly))
        {
            address = WithPath(address, name, value);
        }

        foreach (var (name, value) in Attributes(query, '&', QueryOnly))
        {
            address = WithQuery(address, name, value);
        }

        return address is { ModulePath: not null, ModuleName: not null }
            ? throw Fault("it has module-path and module-name; keep one")
            : address;
    }

    private static (string Path, string Query) Split(string text)
    {
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (text, "") : (text[..mark], text[(mark + 1)..]);
    }

    private static IEnumerable<(string Name, byte[] Value)> Attributes(string part, char separator, string further)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in part.Length == 0 ? [] : part.Split(separator))
        {
            var equals = attribute.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw Fault($"a part between \"{separator}\" is not of the form name=value");
            }

            var name = attribute[..equals];
            if (!seen.Add(name))
            {
                throw Fault($"the attribute {Escaped.Text(name)} is there twice");
            }

            yield return (name, Decode(name, attribute.AsSpan(equals + 1), further));
        }
    }

    /// <summary>§2.3: percent-encoding; everything else that is not allowed raw must be written that way.</summary>
    private static byte[] Decode(string name, ReadOnlySpan<char> text, string further)
    {
        var value = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    throw Fault($"the value of {Escaped.Text(name)} has a % without two hexadecimal digits");
                }

                value.Add(byte.Parse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else if (char.IsAsciiLetterOrDigit(text[i]) || Plain.Contains(text[i], StringComparison.Ordinal)
                || further.Contains(text[i], StringComparison.Ordinal))
            {
                value.Add((byte)text[i]);
            }
            else
            {
                throw Fault(
                    $"the value of {Escaped.Text(name)} has a character that must be percent-encoded (a blank is %20, a slash %2F)");
            }
        }

        return [.. value];
    }

    private static KeyAddress WithPath(KeyAddress address, string name, byte[] value) => name switch
    {
        "token" => address with { Token = value },
        "manufacturer" => address with { Manufacturer = value },
        "serial" => address with { Serial = value },
        "model" => address with { Model = value },
        "library-manufacturer" => address with { LibraryManufacturer = value },
        "library-description" => address with { LibraryDescription = value },
        "library-version" => address with { LibraryVersion = Version(value) },
        "slot-id" => address with { SlotId = Number(name, value, uint.MaxValue) },
        "slot-description" => address with { SlotDescription = value },
        "slot-manufacturer" => address with { SlotManufacturer = value },
        "object" => address with { Object = value },
        "id" => address with { Id = value },
        "type" => value.AsSpan().SequenceEqual("private"u8)
            ? address
            : throw Fault("its type is not \"private\": only private keys sign"),
        "pin-source" or "pin-value" or "module-path" or "module-name" =>
            throw Fault($"{name} belongs after a \"?\", not among the attributes of the key"),
        _ => throw Fault(
            $"it has the unknown attribute {Escaped.Text(name)}; known are token, manufacturer, serial, model, slot-id, "
            + "slot-description, slot-manufacturer, library-manufacturer, library-description, library-version, object, id, type"),
    };

    private static KeyAddress WithQuery(KeyAddress address, string name, byte[] value) => name switch
    {
        "pin-value" => throw Fault(
            "it has pin-value, and a PIN in a key id is in the arguments of the process, in the shell's history and in the list "
            + "of keys; give pin-source, or pinFile or pinEnv in the plugin configuration. Take that PIN for known to others"),
        "pin-source" => address with { PinFile = PinFile(value) },
        "module-path" => address with { ModulePath = Utf8(name, value) },
        "module-name" => address with { ModuleName = Utf8(name, value) },
        _ => throw Fault(
            $"it has the unknown query attribute {Escaped.Text(name)}; known are module-path, module-name, pin-source"),
    };

    /// <summary>§2.4: a path or a <c>file:</c> URI. The RFC's other form, a command to run, is not taken.</summary>
    private static string PinFile(byte[] value)
    {
        var text = Utf8("pin-source", value);
        if (text.StartsWith('|'))
        {
            throw Fault("its pin-source is a command, and none is run; name a file");
        }

        if (!text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        // file:/path, file:///path, file://localhost/path (RFC 8089)
        var path = text["file:".Length..];
        if (path.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase))
        {
            path = path["//localhost".Length..];
        }
        else if (path.StartsWith("///", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        if (path.StartsWith("//", StringComparison.Ordinal) || !path.StartsWith('/'))
        {
            throw Fault("its pin-source is a file URI without a full path on this machine (file:/path)");
        }

        // The URI inside the URI has its own percent-encoding.
        return Utf8("pin-source", Decode("pin-source", path, QueryOnly + PathOnly + ";"));
    }

    private static (byte Major, byte Minor) Version(byte[] value)
    {
        var dot = Array.IndexOf(value, (byte)'.');
        return dot < 0
            ? ((byte)Number("library-version", value, byte.MaxValue), (byte)0)
            : ((byte)Number("library-version", value.AsSpan(0, dot), byte.MaxValue),
                (byte)Number("library-version", value.AsSpan(dot + 1), byte.MaxValue));
    }

    private static ulong Number(string name, ReadOnlySpan<byte> value, ulong max) =>
        value.Length is > 0 and <= 20 && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
            ? number
            : throw Fault($"its {name} is not a number up to {max}");

    private static string Utf8(string name, byte[] value)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value);
            return text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal)
                ? text
                : throw Fault($"its {name} is empty or has a zero byte");
        }
        catch (DecoderFallbackException)
        {
            throw Fault($"its {name} is not UTF-8");
        }
    }

    private static PluginException Fault(string what) => new(
        PluginErrorCode.Validation,
        $"the key id is no PKCS#11 URI that can be used: {what}. An example: "
        + "pkcs11:token=Release;object=signing?module-path=/usr/lib/softhsm/libsofthsm2.so (RFC 7512)");
}
