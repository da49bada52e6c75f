using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Configuration;

namespace Signet.Cli.Commands.Keys;

/// <summary>Lists the signing keys.</summary>
internal sealed class ListCommand : Command
{
    public ListCommand()
        : base("list", "List keys used for signing")
    {
        Aliases = ["ls"];
        Arguments = "[flags]";
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        context.Out.Write(TableWriter.Format(
            ["NAME", "KEY PATH", "CERTIFICATE PATH", "ID", "PLUGIN NAME"],
            keys.Keys.Select(k => new[]
            {
                k.Name == keys.Default ? $"* {k.Name}" : k.Name,
                k.KeyPath ?? "",
                k.CertificatePath ?? "",
                k.Id ?? "",
                k.PluginName ?? "",
            })));
        return 0;
    }
}
