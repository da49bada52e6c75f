using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Oci;

namespace Signet.Cli.Commands.Policies;

/// <summary>Takes over a trust policy from a file, byte for byte.</summary>
internal sealed class ImportCommand : Command
{
    private readonly PolicyFile _file;
    private readonly BoolFlag _force;
    private readonly EnvironmentFlag _environment;

    public ImportCommand(PolicyFile file)
        : base("import", $"Import {file.Noun} configuration from a JSON file")
    {
        _file = file;
        _force = new("force", '\0', $"override the existing {file.Noun} configuration without prompt");
        _environment = new(file.Kind);
        Description = $"""
            Imports the {file.Noun} from a JSON file, byte for byte.

            Examples:
              {file.Commands} import ./my_policy.json
              {file.Commands} import ./my_policy.json --environment prod
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
                + $"Usage: {_file.Commands} import <path-to-policy.json>\n"
                + $"Please specify a trust policy {(_file.Kind == TrustPolicyKind.Oci ? "file" : "configuration")} location as the "
                + "argument");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var environment = _environment.Value;
        var content = await ReadAsync(context.Arguments[0], cancellationToken);
        IReadOnlyList<string> warnings;
        try
        {
            warnings = _file.Parse(content, context.Arguments[0]);
        }
        catch (TrustPolicyException e)
        {
            throw new CommandException(
                $"failed to {(e.Error == TrustPolicyError.Malformed ? "parse" : "validate")} {_file.Noun} configuration: {PolicyFaults.List(e)}", e);
        }

        foreach (var warning in warnings)
        {
            context.WriteWarning(TerminalText.Escape(warning));
        }

        if (!await _file.ConfirmReplacementAsync(context, environment, _force.Value, cancellationToken))
        {
            return 0;
        }

        await _file.WriteAsync(context, environment, content, cancellationToken);
        if (_file.Kind == TrustPolicyKind.Oci && environment is null)
        {
            DeleteLegacy(context);
        }

        context.WriteLine($"Successfully imported {_file.Noun} configuration to "
            + $"{TerminalText.Escape(_file.PathOf(context, environment))}.");
        return 0;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedReader.ReadFileAsync(path, PolicyFile.MaxBytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException)
        {
            throw new CommandException($"failed to read {_file.Noun} {(_file.Kind == TrustPolicyKind.Oci ? "configuration" : "file")}: {ErrorFunnel.FileFault(e)}", e);
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
