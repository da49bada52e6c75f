using Signet.Cli.CommandLine;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--distribution-spec</c>: how referrers are found and recorded.</summary>
internal sealed class DistributionFlag(FlagSide side) : Flag(
    side.Prefix + "distribution-spec",
    '\0',
    $"how the {side.Adjective}registry keeps referrers, options: v1.1-referrers-tag, v1.1-referrers-api")
{
    public ReferrersMode Mode { get; private set; } = ReferrersMode.Auto;

    public override string TypeName => "string";

    public override string? DefaultText => null;

    protected override string? FindFault(string value)
    {
        switch (value)
        {
            case "v1.1-referrers-tag":
                Mode = ReferrersMode.Tag;
                return null;
            case "v1.1-referrers-api":
                Mode = ReferrersMode.Api;
                return null;
            default:
                return $"unknown distribution specification flag: {Output.TerminalText.Escape(value)}\n"
                    + "Available options: v1.1-referrers-tag, v1.1-referrers-api";
        }
    }
}
