using System.Runtime.InteropServices;
using Signet.Plugins;

namespace Notation.Pkcs11.Addresses;

/// <summary>
/// Decides which library is loaded, for it runs with the rights of the user: a full path, or a name that is looked for
/// in the system's folders and nowhere else; never a file that everybody may write.
/// </summary>
internal static class ModuleFinder
{
    /// <summary>Below each of the system's library folders: where modules register, the folder itself, SoftHSM's own.</summary>
    private static readonly string[] Below = ["pkcs11", "", "softhsm"];

    private static readonly string[] Known = KnownFolders();

    /// <summary>Full path of the module.</summary>
    /// <param name="configured"><c>module</c> of the plugin configuration.</param>
    /// <param name="address">The key id.</param>
    /// <exception cref="PluginException">There is none, or it may not be used.</exception>
    public static string Find(string? configured, KeyAddress address)
    {
        if (configured is not null && (address.ModulePath ?? address.ModuleName) is not null)
        {
            throw Fault("the module is named in the key id and in the plugin configuration; keep one");
        }

        var path = configured ?? address.ModulePath
            ?? (address.ModuleName is { } name ? FindByName(name) : throw Fault(
                "no PKCS#11 module is named: give its full path as module in the plugin configuration, or as module-path in "
                + "the key id"));
        if (!Path.IsPathFullyQualified(path))
        {
            throw Fault($"the PKCS#11 module {Escaped.Text(path)} is not named by its full path");
        }

        return Check(path);
    }

    private static string FindByName(string name)
    {
        if (name.Length > 128 || name[0] is '.' or '-'
            || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '+')))
        {
            throw Fault($"module-name {Escaped.Text(name)} is no name: letters, digits, dot, hyphen, plus and underscore are expected");
        }

        string[] files = OperatingSystem.IsWindows() ? [$"{name}.dll"]
            : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", $"{name}.dylib", $"{name}.so"]
            : [$"lib{name}.so", $"{name}.so"];
        return Known.SelectMany(folder => files.Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists)
            ?? throw Fault(
                $"there is no PKCS#11 module {Escaped.Text(name)} in {string.Join(", ", Known.Where(Directory.Exists))}; "
                + "give its full path as module-path");
    }

    private static string Check(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                throw Fault($"there is no PKCS#11 module {Escaped.Text(path)}; install it or correct the path");
            }

            // Distributions link to the file (/usr/lib/softhsm); what counts is the file that is loaded.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return OperatingSystem.IsWindows() || (File.GetUnixFileMode(target) & UnixFileMode.OtherWrite) == 0
                ? target
                : throw new PluginException(
                    PluginErrorCode.AccessDenied,
                    $"the PKCS#11 module {Escaped.Text(target)} may be written by everybody and is not loaded; run "
                    + "`chmod o-w` on it when it is the one you trust");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"the PKCS#11 module {Escaped.Text(path)} cannot be read: {e.Message}");
        }
    }

    private static string[] KnownFolders()
    {
        if (OperatingSystem.IsWindows())
        {
            return [Environment.SystemDirectory];
        }

        if (OperatingSystem.IsMacOS())
        {
            return ["/usr/local/lib/pkcs11", "/opt/homebrew/lib/pkcs11", "/opt/homebrew/lib", "/opt/homebrew/lib/softhsm",
                "/usr/local/lib", "/usr/local/lib/softhsm", "/Library/OpenSC/lib"];
        }

        var machine = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x86_64-linux-gnu",
            Architecture.Arm64 => "aarch64-linux-gnu",
            Architecture.Arm => "arm-linux-gnueabihf",
            _ => "",
        };
        string[] roots = machine.Length > 0
            ? [$"/usr/lib/{machine}", "/usr/lib64", "/usr/lib", "/usr/local/lib64", "/usr/local/lib"]
            : ["/usr/lib64", "/usr/lib", "/usr/local/lib64", "/usr/local/lib"];
        return [.. Below.SelectMany(sub => roots.Select(root => Path.Combine(root, sub)))];
    }

    private static PluginException Fault(string what) => new(PluginErrorCode.Validation, what);
}
