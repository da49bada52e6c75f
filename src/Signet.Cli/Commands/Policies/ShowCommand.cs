using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Oci;

namespace Signet.Cli.Commands.Policies;

/// <summary>Prints the trust policy in use, byte for byte.</summary>
internal sealed class ShowCommand : Command
{
    private readonly PolicyFile _file;
    private readonly EnvironmentFlag _environment;

    public ShowCommand(PolicyFile file)
        : base("show", $"Show {file.Noun} configuration")
    {
        _file = file;
        _environment = new(file.Kind);
        Description = $"""
            Shows the {file.Noun}, byte for byte.

            Example:
              {file.Commands} show > current_policy.json
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
        if (_file.FindCurrent(context, _environment.Value) is not { } path)
        {
            throw new CommandException(
                $"failed to show {_file.Noun} as {(_file.Kind == TrustPolicyKind.Oci ? "it" : "the configuration")} does not exist.\n"
                + $"You can import one using `{_file.Commands} import <path-to-policy.json>`");
        }

        byte[] content;
        try
        {
            content = (await BoundedReader.ReadFileAsync(path, PolicyFile.MaxBytes, cancellationToken)).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException)
        {
            throw new CommandException($"failed to show {(_file.Kind == TrustPolicyKind.Oci ? _file.Noun : "trust policy")}: {ErrorFunnel.FileFault(e)}", e);
        }

        if (path == context.Directories.LegacyTrustPolicyFile)
        {
            context.WriteWarning("old trust policy `trustpolicy.json` is deprecated; please update the trust policy "
                + "configuration via `signet policy import`.");
        }

        string? fault = null;
        try
        {
            _ = _file.Parse(content, path);
        }
        catch (TrustPolicyException e)
        {
            fault = PolicyFaults.List(e);
            context.WriteDiagnostic($"Existing {_file.Noun} configuration is invalid, you may update or create a new one via "
                + $"`{_file.Commands} import <path-to-policy.json>`. See {_file.Section} for a "
                + $"{(_file.Kind == TrustPolicyKind.Oci ? "trust policy" : "blob trust policy")} example.\n");
        }

        context.Out.Write(Encoding.UTF8.GetString(content));
        return fault is null ? 0 : throw new CommandException(fault);
    }
}
