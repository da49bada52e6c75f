using System.Runtime.InteropServices;

namespace Signet.Cli.Commands;

/// <summary>System and processor in Go's names, which messages and package names of plugins have.</summary>
internal static class PlatformName
{
    /// <summary>For example <c>linux/amd64</c>.</summary>
    public static string Value => $"{OperatingSystemName}/{ArchitectureName}";

    private static string OperatingSystemName =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string ArchitectureName => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };
}
