using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Policies;

/// <summary>Makes a trust policy of one statement from flags.</summary>
internal sealed class InitCommand : Command
{
    private static readonly string[] Levels = ["strict", "permissive", "audit", "skip"];

    private readonly StringFlag _name = new("name", 'n', "name of the OCI trust policy statement") { IsRequired = true };
    private readonly StringArrayFlag _scopes =
        new("registry-scope", '\0', "repository the statement is for, or \"*\" for every repository") { IsRequired = true };

    private readonly StringArrayFlag _stores = new("trust-store", '\0', "trust store in format \"<store_type>:<store_name>\"");
    private readonly StringArrayFlag _identities = new("trusted-identity", '\0', "trusted identity, use the format \"x509.subject:<subject_of_signing_certificate>\" for x509 CA scheme");
    private readonly StringFlag _level =
        new("level", '\0', "verification level, options: strict, permissive, audit, skip", "strict") { Values = _ => Levels };

    private readonly BoolFlag _force = new("force", '\0', "override the existing OCI trust policy configuration without prompt");

    public InitCommand()
        : base("init", "Initialize OCI trust policy configuration")
    {
        Description = """
            Initializes the trust policy for OCI artifacts with one statement.

            Example:
              signet policy init --name prod --registry-scope "registry.example.com/app" \
                --trust-store ca:acme --trusted-identity "x509.subject: C=US, ST=WA, O=Acme"
            """;
        Arguments = "[flags] --name <policy_name> --registry-scope <repository>";
        Flags.Add(_name, _scopes, _stores, _identities, _level, _force);
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
        var path = context.Directories.OciTrustPolicyFile;
        ReadOnlyMemory<byte> content;
        try
        {
            content = TrustPolicyWriter.Write(
                _name.Value, _level.Value, _scopes.Items, _stores.Items, _identities.Items);
        }
        catch (TrustPolicyException e)
        {
            throw new CommandException($"invalid OCI policy: {PolicyFaults.List(e)}", e);
        }

        if (!await PolicyFile.ConfirmReplacementAsync(context, _force.Value, cancellationToken))
        {
            return 0;
        }

        await PolicyFile.WriteAsync(context, content, cancellationToken);
        context.WriteLine($"Successfully initialized OCI trust policy file to {TerminalText.Escape(path)}.");
        return 0;
    }
}
