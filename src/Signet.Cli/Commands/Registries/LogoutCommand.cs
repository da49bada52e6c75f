using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;

namespace Signet.Cli.Commands.Registries;

/// <summary>Forgets the credential of a registry.</summary>
internal sealed class LogoutCommand : Command
{
    private readonly LoggingFlags _logging = new();

    public LogoutCommand()
        : base("logout", "Log out from the logged in registries")
    {
        Arguments = "[flags] <server>";
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("no hostname specified");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var server = context.Arguments[0];
        try
        {
            await CredentialStores.Open(context).EraseAsync(server, cancellationToken);
        }
        catch (OciException e)
        {
            throw new CommandException(
                TerminalText.Escape($"failed to log out of {server}: {e.Message}"),
                e);
        }

        context.WriteLine("Logout Succeeded");
        return 0;
    }
}
