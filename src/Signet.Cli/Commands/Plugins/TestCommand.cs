using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Notary.Plugins;
using Signet.Notary.Plugins.Conformance;

namespace Signet.Cli.Commands.Plugins;

/// <summary>Tests an installed plugin against the plugin protocol; <c>notation</c> has nothing like it.</summary>
internal sealed class TestCommand : Command
{
    /// <summary>Long enough to type a PIN, short enough for a plugin that hangs at more than one rule.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly StringFlag _id = new("id", '\0', "id of a key to describe and sign with");
    private readonly StringArrayFlag _pluginConfig =
        new("plugin-config", '\0', "{key}={value} pairs that are passed as it is to a plugin, refer plugin's documentation to set appropriate values");
    private readonly ReportFlag _output = new();
    private readonly LoggingFlags _logging = new();

    public TestCommand()
        : base("test", "Test a plugin against the plugin protocol")
    {
        Description = """
            Tests an installed plugin rule by rule, and says of each what was seen and what its author can do. The rules about
            keys need one: --id, or else the first key in the list of signing keys that the plugin holds. It signs up to eight
            times what means nothing to anybody; nothing is stored. After a first ACCESS_DENIED no key is tried again.

            Exit code 0 when every rule that applies was tried and is kept, else 1.

            Examples:
              signet plugin test com.example.vault
              signet plugin test com.example.vault --id <key_id> --plugin-config region=eu
              signet plugin test com.example.vault --output json
            """;
        Arguments = "[flags] <plugin_name>";
        ArgumentValues = InstalledPlugins.Names;
        Flags.Add(_id, _pluginConfig);
        _output.AddTo(Flags);
        _logging.AddTo(Flags);
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1)
        {
            throw new CommandException(
                arguments.Count == 0 ? "plugin name is required" : "only one plugin can be tested at a time");
        }
    }

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments[0];
        var (options, key) = await FindKeyAsync(name, context, cancellationToken);
        var manager = new PluginManager(
            context.Directories,
            new() { Timeout = Patience, TimeProvider = context.Clock, Logger = _logging.CreateLogger(context) });
        ConformanceReport report;
        try
        {
            report = await PluginConformance.RunAsync(manager, name, options, cancellationToken);
        }
        catch (PluginCallException e)
        {
            throw new CommandException(
                $"unable to test plugin {TerminalText.Escape(name)}: {TerminalText.Escape(e.Message)}.\n"
                + "To view a list of installed plugins, use `signet plugin list`",
                e);
        }

        context.Out.Write(_output.IsJson ? ConformanceJson.Write(report, key) : ConformanceText.Write(report, key));
        return report.IsPassed ? 0 : 1;
    }

    /// <summary>The key to try: the one that is named, or one that the plugin holds, the default key before others.</summary>
    private async Task<(ConformanceOptions Options, ConformanceKey? Key)> FindKeyAsync(
        string plugin, CommandContext context, CancellationToken cancellationToken)
    {
        var given = KeyValuePairs.Parse(_pluginConfig);
        if (_id.IsSet)
        {
            return _id.Value.Length > 0
                ? (new() { KeyId = _id.Value, PluginConfig = given }, new(_id.Value, Name: null))
                : throw new CommandException("missing key id");
        }

        var list = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        var key = list.Keys
            .Where(k => k.PluginName == plugin && !string.IsNullOrEmpty(k.Id))
            .OrderByDescending(k => k.Name == list.Default)
            .FirstOrDefault();
        var config = new Dictionary<string, string>(key?.PluginConfig ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            config[name] = value;
        }

        return (new() { KeyId = key?.Id, PluginConfig = config }, key is null ? null : new(key.Id!, key.Name));
    }
}
