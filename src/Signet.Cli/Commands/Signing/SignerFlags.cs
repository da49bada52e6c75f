using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Artifacts;
using Signet.Cli.Commands.Keys;
using Signet.Notary.Configuration;
using Signet.Notary.Plugins;

namespace Signet.Cli.Commands.Signing;

/// <summary>What all commands that sign have in common: which key, which form of envelope, and for how long.</summary>
internal sealed class SignerFlags(string key = "key")
{
    private readonly StringFlag _key =
        new(key, key == "key" ? 'k' : '\0', "signing key name, for a key previously added to notation's key list. This is mutually exclusive with the --id and --plugin flags") { Values = KeyCommands.NamesAsync };

    private readonly StringFlag _id =
        new("id", '\0', $"key id (required if --plugin is set), in the plugin's terms. This is mutually exclusive with the --{key} flag");

    private readonly StringFlag _plugin =
        new("plugin", '\0', $"signing plugin name (required if --id is set), for a key that is not in the key list. This is mutually exclusive with the --{key} flag") { Values = InstalledPlugins.Names };

    private readonly StringFlag _format =
        new("signature-format", '\0', "signature envelope format, options: \"jws\", \"cose\"; the default is signatureFormat of config.json, else \"jws\"") { Values = ValueSources.Of(SignatureFormats.Names) };

    private readonly DurationFlag _expiry =
        new("expiry", 'e', "optional expiry that provides a \"best by use\" time for the artifact. The duration is specified in minutes(m) and/or hours(h). For example: 12h, 30m, 3h20m");

    private readonly StringArrayFlag _pluginConfig =
        new("plugin-config", '\0', "{key}={value} pairs that are passed as it is to a plugin, over those stored with the key; refer plugin's documentation to set appropriate values. Everybody on the machine can read them: no secrets");

    /// <summary>Which of the flags go together, and which do not.</summary>
    public static IReadOnlyList<FlagGroup> Groups { get; } = GroupsOf("key");

    /// <summary>True when a key is asked for, for commands that sign only then.</summary>
    public bool IsKeyNamed => _key.IsSet || _plugin.IsSet;

    /// <summary>The key as the command line names it.</summary>
    public string KeyName => _plugin.IsSet ? $"{_id.Value} of plugin {_plugin.Value}" : _key.Value;

    /// <summary>The same for a command that calls the key's flag <paramref name="key"/>.</summary>
    public static IReadOnlyList<FlagGroup> GroupsOf(string key) =>
    [
        FlagGroup.Together("id", "plugin"),
        FlagGroup.Exclusive(key, "id"),
        FlagGroup.Exclusive(key, "plugin"),
    ];

    /// <exception cref="CommandException">It is negative, or not of whole seconds.</exception>
    public TimeSpan Expiry => _expiry.Value switch
    {
        { Nanoseconds: < 0 } => throw new CommandException("expiry duration cannot be a negative value"),
        { IsWholeSeconds: false } => throw new CommandException("expiry duration supports minimum granularity of seconds"),
        var duration => duration.ToTimeSpan(),
    };

    /// <exception cref="CommandException">An item is not a pair.</exception>
    public IReadOnlyDictionary<string, string> PluginConfig => KeyValuePairs.Parse(_pluginConfig);

    public void AddTo(FlagSet flags) => flags.Add(_key, _id, _plugin, _format, _expiry, _pluginConfig);

    /// <summary>Opens the key; a plugin is looked for and checked, and not run yet.</summary>
    /// <exception cref="CommandException">There is no such key, or its entry in the list does not say where it is.</exception>
    /// <exception cref="PluginCallException">The plugin is not installed, or not safe to run.</exception>
    public async Task<OpenKey> OpenKeyAsync(CommandContext context, ILogger logger, CancellationToken cancellationToken)
    {
        var plugins = new PluginManager(
            context.Directories, new PluginOptions { TimeProvider = context.Clock, Logger = logger });
        if (_plugin.IsSet)
        {
            // notation takes the default key when both are empty, as unset variables of a script are.
            return OpenKey.InPlugin(plugins, _plugin.Value, _id.Value, storedConfig: null);
        }

        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        return await OpenKey.InListAsync(plugins, keys, _key.Value, cancellationToken);
    }

    /// <summary>Media type of the envelope to make.</summary>
    /// <exception cref="CommandException">There is no such format.</exception>
    public async Task<string> EnvelopeMediaTypeAsync(CommandContext context, CancellationToken cancellationToken) =>
        SignatureFormats.Parse(_format.IsSet
            ? _format.Value
            : (await NotaryConfiguration.LoadAsync(context.Directories, cancellationToken)).SignatureFormat);
}
