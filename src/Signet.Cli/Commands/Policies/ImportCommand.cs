using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Oci;

namespace Signet.Cli.Commands.Policies;

/// <summary>Takes over a trust policy from a file, byte for byte.</summary>
internal sealed class ImportCommand : Command
{
    private readonly BoolFlag _force = new("force", '\0', "override the existing OCI trust policy configuration without prompt");
    private readonly EnvironmentFlag _environment = new();

    public ImportCommand()
        : base("import", "Import OCI trust policy configuration from a JSON file")
    {
        Description = """
            Imports a trust policy for OCI artifacts from a JSON file.

            Examples:
              signet policy import ./my_policy.json
              signet policy import ./my_policy.json --environment prod
            """;
        Arguments = "[flags] <file_path>";
        Flags.Add(_force);
        _environment.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1)
        {
            throw new CommandException($"requires 1 argument but received {arguments.Count}.\n"
                + "Usage: signet policy import <path-to-policy.json>\n"
                + "Please specify a trust policy file location as the argument");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var environment = _environment.Value;
        var content = await ReadAsync(context.Arguments[0], cancellationToken);
        TrustPolicyDocument policy;
        try
        {
            policy = TrustPolicyDocument.Parse(content, context.Arguments[0]);
        }
        catch (TrustPolicyException e)
        {
            throw new CommandException(
                $"failed to {(e.Error == TrustPolicyError.Malformed ? "parse" : "validate")} OCI trust policy configuration: {PolicyFaults.List(e)}", e);
        }

        foreach (var warning in policy.Warnings)
        {
            context.WriteWarning(TerminalText.Escape(warning));
        }

        if (!await PolicyFile.ConfirmReplacementAsync(context, environment, _force.Value, cancellationToken))
        {
            return 0;
        }

        await PolicyFile.WriteAsync(context, environment, content, cancellationToken);
        if (environment is null)
        {
            DeleteLegacy(context);
        }

        context.WriteLine("Successfully imported OCI trust policy configuration to "
            + $"{TerminalText.Escape(PolicyFile.PathOf(context, environment))}.");
        return 0;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedReader.ReadFileAsync(path, PolicyFile.MaxBytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException)
        {
            throw new CommandException($"failed to read OCI trust policy configuration: {ErrorFunnel.FileFault(e)}", e);
        }
    }

    /// <summary>The old name would be a second policy that nobody reads any more.</summary>
    private static void DeleteLegacy(CommandContext context)
    {
        var path = context.Directories.LegacyTrustPolicyFile;
        if (!File.Exists(path))
        {
            return;
        }

        var name = Path.GetFileName(path);
        try
        {
            File.Delete(path);
            context.WriteLine($"Deleted old trust policy configuration {name}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.WriteWarning($"failed to delete old trust policy configuration {name}: {ErrorFunnel.FileFault(e)}");
        }
    }
}
