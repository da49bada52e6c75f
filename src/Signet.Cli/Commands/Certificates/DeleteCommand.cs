using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Certificates;

/// <summary>Removes one certificate file, or a whole named store.</summary>
internal sealed class DeleteCommand : Command
{
    private readonly StoreFlags _store = new(isRequired: true);
    private readonly BoolFlag _all = new("all", 'a', "delete all certificates in the named store");
    private readonly BoolFlag _yes = new("yes", 'y', "do not prompt for confirmation");

    public DeleteCommand()
        : base("delete", "Delete certificates from the trust store")
    {
        Description = """
            Deletes certificates from the trust store.

            Examples:
              signet certificate delete --type ca --store acme-rockets cert1.crt
              signet certificate delete --type ca --store acme-rockets --all
            """;
        Arguments = "[flags] --type <type> --store <name> (--all | <cert_fileName>)";
        _store.AddTo(Flags);
        Flags.Add(_all, _yes);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 && !_all.Value)
        {
            throw new CommandException("delete requires either the certificate file name that needs to be deleted or "
                + "--all flag to delete all certificates in the given named trust store");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (_all.Value && context.Arguments.Count > 0)
        {
            throw new CommandException(
                "cannot delete a single certificate file when --all flag is set. use --help flag for more details");
        }

        var store = _store.Parse();
        return _all.Value
            ? await DeleteStoreAsync(store, context, cancellationToken)
            : await DeleteFileAsync(store, context.Arguments[0], context, cancellationToken);
    }

    private async Task<int> DeleteStoreAsync(
        TrustStoreName store, CommandContext context, CancellationToken cancellationToken)
    {
        if (!_yes.Value && !await context.ConfirmAsync(
            $"Are you sure you want to delete all certificates in \"{store.Name}\" of type \"{store.TypeName}\"?",
            cancellationToken))
        {
            return 0;
        }

        var folder = new TrustStore(context.Directories).DeleteAll(store);
        context.WriteLine($"Successfully deleted {TerminalText.Escape(folder)}");
        return 0;
    }

    private async Task<int> DeleteFileAsync(
        TrustStoreName store, string file, CommandContext context, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
        {
            throw new CommandException("to delete a specific certificate, certificate fileName cannot be empty");
        }

        if (!_yes.Value && !await context.ConfirmAsync(
            $"Are you sure you want to delete {GoText.Quote(file)} in \"{store.Name}\" of type \"{store.TypeName}\"?",
            cancellationToken))
        {
            return 0;
        }

        if (new TrustStore(context.Directories).Delete(store, file) is { } warning)
        {
            context.WriteWarning(TerminalText.Escape(warning));
        }

        context.WriteLine(
            $"Successfully deleted {TerminalText.Escape(file)} from trust store {store.Name} of type {store.TypeName}");
        return 0;
    }
}
