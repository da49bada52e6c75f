using Signet.Cli.CommandLine;
using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--platform os[/arch][/variant][:os_version]</c>; without an architecture this machine's counts.</summary>
internal sealed class PlatformFlag(
    string name = "platform", string usage = "request platform in the form of os[/arch][/variant][:os_version]")
    : Flag(name, '\0', usage)
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

        try
        {
            Value = PlatformSelector.Parse(value);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
