using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Policies;
using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Makes a trust policy for blobs of one statement from flags.</summary>
internal sealed class PolicyInitCommand : Command
{
    private readonly StringFlag _name = new("name", 'n', "name of the blob trust policy statement") { IsRequired = true };
    private readonly StringArrayFlag _stores =
        new("trust-store", '\0', "trust store in format \"<store_type>:<store_name>\"") { IsRequired = true };

    private readonly StringArrayFlag _identities = new("trusted-identity", '\0', "trusted identity, use the format \"x509.subject:<subject_of_signing_certificate>\" for x509 CA scheme") { IsRequired = true };
    private readonly BoolFlag _global = new("global", '\0', "set the statement as the global one, used when no policy is named");
    private readonly BoolFlag _force = new("force", '\0', "override the existing blob trust policy configuration without prompt");
    private readonly EnvironmentFlag _environment = new(TrustPolicyKind.Blob);

    public PolicyInitCommand()
        : base("init", "Initialize blob trust policy configuration")
    {
        Description = """
            Initializes the trust policy for blobs with one strict statement.

            Example:
              signet blob policy init --global --name releases \
                --trust-store ca:acme --trusted-identity "x509.subject: C=US, ST=WA, O=Acme"
            """;
        Arguments = "[flags] --name <policy_name> --trust-store \"<store_type>:<store_name>\" --trusted-identity \"<trusted_identity>\"";
        Flags.Add(_name, _stores, _identities, _global, _force);
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
        var environment = _environment.Value;
        ReadOnlyMemory<byte> content;
        try
        {
            content = TrustPolicyWriter.WriteBlob(_name.Value, _stores.Items, _identities.Items, _global.Value);
        }
        catch (TrustPolicyException e)
        {
            throw new CommandException($"invalid blob policy: {PolicyFaults.List(e)}", e);
        }

        if (!await PolicyFile.Blob.ConfirmReplacementAsync(context, environment, _force.Value, cancellationToken))
        {
            return 0;
        }

        await PolicyFile.Blob.WriteAsync(context, environment, content, cancellationToken);
        context.WriteLine("Successfully initialized blob trust policy file to "
            + $"{TerminalText.Escape(PolicyFile.Blob.PathOf(context, environment))}.");
        return 0;
    }
}
