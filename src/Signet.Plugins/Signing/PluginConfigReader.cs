using System.Globalization;

namespace Signet.Plugins.Signing;

/// <summary>
/// Reads the settings of a request, <c>pluginConfig</c>. A fault names the key and what is expected, never the value,
/// which may be a secret somebody put there against all advice.
/// </summary>
/// <param name="config">The request's settings; null for none.</param>
public sealed class PluginConfigReader(IReadOnlyDictionary<string, string>? config)
{
    private readonly IReadOnlyDictionary<string, string> _config = config ?? new Dictionary<string, string>();
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The value; null when the key is absent.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: it is there and empty.</exception>
    public string? GetString(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _known.Add(key);
        if (!_config.TryGetValue(key, out var value))
        {
            return null;
        }

        return string.IsNullOrWhiteSpace(value) ? throw Fault(key, "is empty; leave it out or give it a value") : value;
    }

    /// <summary>The value.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: it is absent or empty.</exception>
    public string GetRequiredString(string key) =>
        GetString(key) ?? throw Fault(key, $"is required; give it with --plugin-config {key}=…");

    /// <summary><c>true</c> or <c>false</c>, in any case; null when the key is absent.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: it is neither.</exception>
    public bool? GetBoolean(string key) => GetString(key) switch
    {
        null => null,
        var value when bool.TryParse(value, out var parsed) => parsed,
        _ => throw Fault(key, "must be true or false"),
    };

    /// <summary>A decimal number; null when the key is absent.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: it is none, or out of range.</exception>
    public int? GetInt32(string key, int min, int max) => GetString(key) switch
    {
        null => null,
        var value when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max => number,
        _ => throw Fault(key, $"must be a whole number from {min} to {max}"),
    };

    /// <summary>An absolute address with one of the schemes; null when the key is absent.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: it is none.</exception>
    public Uri? GetUri(string key, params ReadOnlySpan<string> schemes)
    {
        var value = GetString(key);
        if (value is null)
        {
            return null;
        }

        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme)
            ? uri
            : throw Fault(key, $"must be an absolute address that starts with {string.Join(" or ", schemes!)}://");
    }

    /// <summary>One of the words, in any case, as it is spelled in <paramref name="words"/>; null when the key is absent.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: it is none of them.</exception>
    public string? GetChoice(string key, params ReadOnlySpan<string> words)
    {
        var value = GetString(key);
        if (value is null)
        {
            return null;
        }

        foreach (var word in words)
        {
            if (word.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        throw Fault(key, $"must be one of {string.Join(", ", words!)}");
    }

    /// <summary>
    /// Refuses keys that nothing asked for, so that a misspelled one is not passed over; call it after the last getter.
    /// Only for plugins whose users keep their settings apart: a host may send one map to several plugins.
    /// </summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: there are such keys; all are named.</exception>
    public void RefuseUnknown()
    {
        var unknown = _config.Keys.Where(key => !_known.Contains(key)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new PluginException(
                PluginErrorCode.Validation,
                $"pluginConfig has settings this plugin does not know: {string.Join(", ", unknown.Select(k => $"\"{k}\""))}; "
                + $"it knows {string.Join(", ", _known)}");
        }
    }

    private static PluginException Fault(string key, string what) =>
        new(PluginErrorCode.Validation, $"the setting \"{key}\" of pluginConfig {what}");
}
