using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Notary.Plugins;

namespace Signet.Cli.Commands.Keys;

/// <summary>Adds a key that a plugin holds to the list.</summary>
internal sealed class AddCommand : Command
{
    private readonly StringFlag _plugin = new("plugin", '\0', "signing plugin name") { IsRequired = true, Values = InstalledPlugins.Names };
    private readonly StringFlag _id = new("id", '\0', "key id (required if --plugin is set)");
    private readonly StringArrayFlag _pluginConfig =
        new("plugin-config", '\0', "{key}={value} pairs that are passed as it is to a plugin, refer plugin's documentation to set appropriate values. They are stored with the key: no secrets");
    private readonly BoolFlag _default = new("default", '\0', "mark as default signing key");
    private readonly LoggingFlags _logging = new();

    public AddCommand()
        : base("add", "Add key to Notation signing key list")
    {
        Description = """
            Adds a key that a plugin holds to the list of signing keys. The plugin must be installed; it is not asked for the
            key before something is signed.

            Examples:
              signet key add --plugin <plugin_name> --id <key_id> <key_name>
              signet key add --plugin <plugin_name> --id <key_id> --plugin-config <name>=<value> --default <key_name>
            """;
        Arguments = "--plugin <plugin_name> [flags] <key_name>";
        Flags.Add(_plugin, _id, _pluginConfig, _default);
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1)
        {
            throw new CommandException("either missing key name or unnecessary parameters passed");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments[0];
        var pluginConfig = KeyValuePairs.Parse(_pluginConfig);
        if (_id.Value.Length == 0)
        {
            throw new CommandException("missing key id");
        }

        if (_plugin.Value.Length == 0)
        {
            throw new CommandException("plugin name cannot be empty");
        }

        if (name.Length == 0)
        {
            throw new CommandException("key name cannot be empty");
        }

        // notation asks only whether the file is there. That a plugin is unsafe is better known now than when it is to sign.
        _ = PluginFaults.Open(new PluginManager(context.Directories), _plugin.Value);
        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        await LocalKeys.SaveAsync(
            context,
            keys,
            new SigningKey { Name = name, Id = _id.Value, PluginName = _plugin.Value, PluginConfig = pluginConfig },
            _default.Value,
            cancellationToken);
        context.WriteLine(TerminalText.Escape(_default.Value ? $"{name}: marked as default" : name));
        return 0;
    }
}
