using Signet.Plugins;

namespace Notation.Pkcs11;

/// <summary>The plugin configuration. A key that is not known is refused: it may be a setting that protects.</summary>
internal sealed record Pkcs11Settings
{
    /// <summary>Full path of the module.</summary>
    public string? Module { get; private init; }

    /// <summary>Full path of the file with the PIN.</summary>
    public string? PinFile { get; private init; }

    /// <summary>Name of the environment variable with the PIN.</summary>
    public string? PinVariable { get; private init; }

    /// <summary>Full path of a PEM file with the chain or parts of it.</summary>
    public string? ChainFile { get; private init; }

    /// <summary>Takes the configuration apart.</summary>
    /// <exception cref="PluginException">A key is unknown, or a value empty.</exception>
    public static Pkcs11Settings Of(IReadOnlyDictionary<string, string>? configuration)
    {
        var settings = new Pkcs11Settings();
        foreach (var (key, value) in configuration ?? new Dictionary<string, string>())
        {
            if (string.IsNullOrEmpty(value) || value.Contains('\0', StringComparison.Ordinal))
            {
                throw Fault($"the value of {Escaped.Text(key)} is empty or has a zero character");
            }

            settings = key switch
            {
                "module" => settings with { Module = value },
                "pinFile" => settings with { PinFile = value },
                "pinEnv" => settings with { PinVariable = value },
                "certChain" => settings with { ChainFile = value },
                _ when key.Equals("pin", StringComparison.OrdinalIgnoreCase) => throw Fault(
                    "\"pin\" is not taken: it would be in the arguments of the process, in the shell's history and in the list of "
                    + "keys; give pinFile or pinEnv. Take that PIN for known to others"),
                _ => throw Fault($"{Escaped.Text(key)} is unknown; known are module, pinFile, pinEnv, certChain"),
            };
        }

        return settings;
    }

    private static PluginException Fault(string what) => new(PluginErrorCode.Validation, $"plugin configuration: {what}");
}
