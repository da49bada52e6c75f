using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Oci;

namespace Signet.Cli.Commands.Policies;

/// <summary>Prints the trust policy in use, byte for byte.</summary>
internal sealed class ShowCommand : Command
{
    private readonly EnvironmentFlag _environment = new();

    public ShowCommand()
        : base("show", "Show OCI trust policy configuration")
    {
        Description = """
            Shows the trust policy for OCI artifacts.

            Example:
              signet policy show > current_policy.json
            """;
        Arguments = "[flags]";
        _environment.AddTo(Flags);
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
        if (PolicyFile.FindCurrent(context, _environment.Value) is not { } path)
        {
            throw new CommandException("failed to show OCI trust policy as it does not exist.\n"
                + "You can import one using `signet policy import <path-to-policy.json>`");
        }

        byte[] content;
        try
        {
            content = (await BoundedReader.ReadFileAsync(path, PolicyFile.MaxBytes, cancellationToken)).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException)
        {
            throw new CommandException($"failed to show OCI trust policy: {ErrorFunnel.FileFault(e)}", e);
        }

        if (path == context.Directories.LegacyTrustPolicyFile)
        {
            context.WriteWarning("old trust policy `trustpolicy.json` is deprecated; please update the trust policy "
                + "configuration via `signet policy import`.");
        }

        string? fault = null;
        try
        {
            TrustPolicyDocument.Parse(content, path);
        }
        catch (TrustPolicyException e)
        {
            fault = PolicyFaults.List(e);
            context.WriteDiagnostic("Existing OCI trust policy configuration is invalid, you may update or create a new one "
                + "via `signet policy import <path-to-policy.json>`. See https://github.com/notaryproject/specifications/"
                + "blob/8cf800c60b7315a43f0adbcae463d848a353b412/specs/trust-store-trust-policy.md"
                + "#trust-policy-for-oci-artifacts for a trust policy example.\n");
        }

        context.Out.Write(Encoding.UTF8.GetString(content));
        return fault is null ? 0 : throw new CommandException(fault);
    }
}
