using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Certificates;

/// <summary>Lists the certificate files of the trust store; nothing at all when there are none.</summary>
internal sealed class ListCommand : Command
{
    private readonly StoreFlags _store = new(isRequired: false);
    private readonly LoggingFlags _logging = new();

    public ListCommand()
        : base("list", "List certificates in the trust store")
    {
        Description = """
            Lists the certificates in the trust store.

            Examples:
              signet certificate list
              signet certificate list --type ca --store acme-rockets
            """;
        Aliases = ["ls"];
        Arguments = "[flags]";
        _store.AddTo(Flags);
        _logging.AddTo(Flags);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // A type that does not exist has no stores: nothing is listed, and that is no failure.
        var type = StoreFlags.ParseType(_store.Type);
        if (_store.Type.Length > 0 && type is null)
        {
            return 0;
        }

        var files = await new TrustStore(context.Directories).ListAsync(
            type, _store.Store.Length > 0 ? _store.Store : null, cancellationToken);
        if (files.Count > 0)
        {
            context.Out.Write(TableWriter.Format(
                ["STORE TYPE", "STORE NAME", "CERTIFICATE"],
                files.Select(f => new[] { f.Store.TypeName, f.Store.Name, f.FileName })));
        }

        return 0;
    }
}
