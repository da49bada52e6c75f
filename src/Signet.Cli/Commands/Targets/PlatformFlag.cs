using System.Runtime.InteropServices;
using Signet.Cli.CommandLine;
using Signet.Oci;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--platform os[/arch][/variant][:os_version]</c>; without an architecture this machine's counts.</summary>
internal sealed class PlatformFlag()
    : Flag("platform", '\0', "request platform in the form of os[/arch][/variant][:os_version]")
{
    /// <summary>The platform; null when none is asked for.</summary>
    public Platform? Value { get; private set; }

    public override string TypeName => "string";

    public override string? DefaultText => null;

    protected override string? FindFault(string value)
    {
        if (value.Length == 0)
        {
            Value = null;
            return null;
        }

        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var parts = (colon < 0 ? value : value[..colon]).Split('/');
        if (parts.Length > 3)
        {
            return $"failed to parse platform {GoText.Quote(value)}: expected format os[/arch[/variant]]";
        }

        if (parts.Contains("") || (colon >= 0 && colon == value.Length - 1))
        {
            return $"invalid platform {GoText.Quote(value)}: no part of it may be empty";
        }

        Value = new()
        {
            Os = parts[0],
            Architecture = parts.Length > 1 ? parts[1] : ThisArchitecture,
            Variant = parts.Length > 2 ? parts[2] : null,
            OsVersion = colon < 0 ? null : value[(colon + 1)..],
        };
        return null;
    }

    // Go's names.
    private static string ThisArchitecture => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };
}
