using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;

namespace Signet.Cli.Commands.Policies;

/// <summary>Writes a policy as a standard document, if that loses nothing.</summary>
internal sealed class ExportCommand : Command
{
    private readonly BoolFlag _standard =
        new("standard", '\0', "write a document of version 1.0 that notation reads") { IsRequired = true };

    private readonly PolicyChoice _policy = new();

    public ExportCommand()
        : base("export", "Write a trust policy as a standard document")
    {
        Description = """
            Writes the trust policy to standard output as a document of version 1.0 that means the same to notation. What
            version 1.0 cannot say is listed, and then nothing is written: no prefix is expanded, and no requirement
            dropped.

            Exit codes:
              0   the document was written
              1   there is no valid policy
              2   the policy says what version 1.0 cannot

            Examples:
              signet policy export --standard > trustpolicy.json
              signet policy export --standard --policy ./signet.json
            """;
        Arguments = "[flags] --standard";
        Flags.Add(_standard);
        FlagGroups = [PolicyChoice.Group];
        _policy.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 0)
        {
            throw new CommandException($"accepts 0 arg(s), received {arguments.Count}");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (!_standard.Value)
        {
            throw new CommandException("--standard is the only form there is to export to");
        }

        var document = await _policy.LoadAsync(context, cancellationToken);
        if (PolicyExport.ToStandard(document, out var obstacles) is { } content)
        {
            context.Out.Write(Encoding.UTF8.GetString(content.Span));
            return 0;
        }

        var lines = obstacles.Select(o => $"{TerminalText.Escape(o.Message)}\n  fix: {TerminalText.Escape(o.Fix)}");
        throw new CommandException(
            $"the trust policy {TerminalText.Escape(document.Source)} cannot be written as version {TrustPolicyVersions.Standard} "
            + $"without changing what it means:\n{string.Join('\n', lines)}")
        {
            ExitCode = PolicyExitCode.Negative,
        };
    }
}
