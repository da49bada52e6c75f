using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Certificates;

/// <summary>Copies certificate files into a trust store.</summary>
internal sealed class AddCommand : Command
{
    private readonly StoreFlags _store = new(isRequired: true);

    public AddCommand()
        : base("add", "Add certificates to the trust store")
    {
        Description = """
            Adds certificates to a named store of the trust store.

            Examples:
              signet certificate add --type ca --store acme-rockets cert1.crt
              signet certificate add --type tsa --store timestamps tsa-root.crt
            """;
        Arguments = "[flags] --type <type> --store <name> <cert_path>...";
        _store.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing certificate path");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var store = _store.Parse();
        var trustStore = new TrustStore(context.Directories);
        var added = new List<string>();
        var failures = new StringBuilder();
        foreach (var path in context.Arguments)
        {
            try
            {
                await trustStore.AddAsync(store, path, cancellationToken);
                added.Add(path);
            }
            catch (Exception e) when (e is TrustStoreException or IOException or UnauthorizedAccessException or FormatException)
            {
                failures.Append($"{TerminalText.Escape(path)}, with error \"{ErrorFunnel.FileFault(e)}\"\n");
            }
        }

        if (added.Count > 0)
        {
            context.WriteLine($"Successfully added following certificates to named store {store.Name} of type {store.TypeName}:");
            foreach (var path in added)
            {
                context.WriteLine(TerminalText.Escape(path));
            }
        }

        if (failures.Length > 0)
        {
            throw new CommandException(
                $"Failed to add following certificates to named store {store.Name} of type {store.TypeName}:\n{failures}");
        }

        return 0;
    }
}
