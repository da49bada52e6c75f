using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Plugins;

namespace Signet.Cli.Commands.Plugins;

/// <summary>Lists the installed plugins, each asked for its metadata. A plugin that fails is a row with its error.</summary>
internal sealed class ListCommand : Command
{
    /// <summary>Processes at the same time: plugins on slow runtimes wait more than they work.</summary>
    private const int Concurrency = 8;

    /// <summary>Nobody types a PIN for metadata, and one plugin that hangs must not hold the list.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public ListCommand()
        : base("list", "List installed plugins")
    {
        Description = """
            Lists installed plugins with what they say of themselves. Every plugin is run to ask it.

            Example:
              signet plugin list
            """;
        Aliases = ["ls"];
        Arguments = "[flags]";
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var manager = new PluginManager(context.Directories, new() { Timeout = Patience, TimeProvider = context.Clock });
        var names = FindNames(manager);
        var rows = new string[names.Count][];
        await Parallel.ForAsync(
            0,
            names.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (i, token) => rows[i] = await DescribeAsync(manager, names[i], token));
        context.Out.Write(TableWriter.Format(["NAME", "DESCRIPTION", "VERSION", "CAPABILITIES", "ERROR"], rows));
        return 0;
    }

    private static async Task<string[]> DescribeAsync(PluginManager manager, string name, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await manager.Open(name).GetMetadataAsync(pluginConfig: null, cancellationToken);
            return [name, metadata.Description, metadata.Version, GoText.List(metadata.Capabilities), "<nil>"];
        }
        catch (PluginCallException e)
        {
            return [name, "", "", "[]", PluginFaults.Cell(name, e)];
        }
    }

    private static IReadOnlyList<string> FindNames(PluginManager manager)
    {
        try
        {
            return manager.FindNames();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"failed to list plugin: {ErrorFunnel.FileFault(e)}.\nPlease ensure that the current user has permission to access "
                + $"the plugin directory: {TerminalText.Escape(manager.PluginsDirectory)}",
                e);
        }
    }
}
