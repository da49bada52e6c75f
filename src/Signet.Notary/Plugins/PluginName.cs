using System.Buffers;
using Signet.Plugins;

namespace Signet.Notary.Plugins;

/// <summary>
/// Names of plugins. A name may come from a signature, so it is checked before any path is built from it (attack H1);
/// <c>notation</c> joins it to the directory as it is.
/// </summary>
public static class PluginName
{
    /// <summary>Characters of a name: with the executable's prefix and ending it fits every file system's 255.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    /// <summary>What is wrong with a name; null when it is one.</summary>
    public static string? FindFault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "" => "plugin name cannot be empty",
            "." or ".." => $"\"{name}\" is not a plugin name but a directory",
            { Length: > MaxLength } => $"a plugin name of {name.Length} characters is longer than the limit of {MaxLength}",
            _ when name.AsSpan().ContainsAnyExcept(Characters) =>
                $"{GoQuote.Text(name)} is not a plugin name: letters, digits, dots, hyphens and underscores are allowed",
            _ => null,
        };
    }

    /// <summary>File name of the executable of a plugin (plugin-extensibility.md, "Plugin executable file").</summary>
    public static string ExecutableOf(string name) =>
        PluginProtocol.ExecutablePrefix + name + (OperatingSystem.IsWindows() ? ".exe" : "");
}
