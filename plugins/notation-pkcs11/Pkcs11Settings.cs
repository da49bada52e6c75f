using Signet.Plugins;
using Signet.Plugins.Signing;

namespace Notation.Pkcs11;

/// <summary>The plugin configuration. A key that is not known is refused: it may be a setting that protects.</summary>
/// <param name="Module">Full path of the module.</param>
/// <param name="PinFile">Full path of the file with the PIN.</param>
/// <param name="PinVariable">Name of the environment variable with the PIN.</param>
/// <param name="ChainFile">Full path of a PEM file with the chain or parts of it.</param>
internal sealed record Pkcs11Settings(string? Module, string? PinFile, string? PinVariable, string? ChainFile)
{
    /// <summary>Takes the configuration apart.</summary>
    /// <exception cref="PluginException">A key is unknown, or a value cannot be.</exception>
    public static Pkcs11Settings Of(IReadOnlyDictionary<string, string>? configuration)
    {
        if (configuration?.Keys.Any(key => key.Equals("pin", StringComparison.OrdinalIgnoreCase)) == true)
        {
            throw Fault(
                "\"pin\" is not taken: it would be in the arguments of the process, in the shell's history and in the list of "
                + "keys; give pinFile or pinEnv. Take that PIN for known to others");
        }

        var reader = new PluginConfigReader(configuration);
        var settings = new Pkcs11Settings(
            FullPath(reader, "module"), FullPath(reader, "pinFile"), reader.GetString("pinEnv"), FullPath(reader, "certChain"));
        reader.RefuseUnknown();
        return settings;
    }

    /// <summary>A key is used from more folders than the one it was added in.</summary>
    private static string? FullPath(PluginConfigReader reader, string key)
    {
        var path = reader.GetString(key);
        return path is null || (Path.IsPathFullyQualified(path) && !path.Contains('\0', StringComparison.Ordinal))
            ? path
            : throw Fault($"\"{key}\" must be a full path");
    }

    private static PluginException Fault(string what) => new(PluginErrorCode.Validation, $"plugin configuration: {what}");
}
