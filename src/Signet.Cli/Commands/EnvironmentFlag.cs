using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands;

/// <summary><c>--environment</c>: which of several policies of this machine.</summary>
internal sealed class EnvironmentFlag(TrustPolicyKind kind = TrustPolicyKind.Oci, FlagSide? side = null)
{
    private readonly StringFlag _environment = new(
        side?.Prefix + "environment",
        '\0',
        $"{side?.Adjective}{(side is null ? "use the policy of this environment," : "environment, whose policy is")} policies/<environment>.{(kind == TrustPolicyKind.Oci ? "oci" : "blob")}.json in the configuration directory")
    {
        Values = ValueSources.From(context => PolicyEnvironment.List(context.Directories, kind)),
    };

    public void AddTo(FlagSet flags) => flags.Add(_environment);

    /// <summary>The environment; null when none is asked for.</summary>
    /// <exception cref="CommandException">The flag has a value that names none.</exception>
    public string? Value => !_environment.IsSet ? null
        : PolicyEnvironment.FindFault(_environment.Value) is { } fault
            ? throw new CommandException(TerminalText.Escape(fault))
            : _environment.Value;
}
