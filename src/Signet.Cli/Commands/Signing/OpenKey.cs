using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Notary.Plugins;
using Signet.Notary.Signing;
using Signet.Signatures.Keys;

namespace Signet.Cli.Commands.Signing;

/// <summary>A signing key that was found: in files, or in a plugin.</summary>
internal sealed class OpenKey : IDisposable
{
    private readonly LocalSignatureProvider? _local;
    private readonly PluginClient? _plugin;
    private readonly string _id = "";
    private readonly IReadOnlyDictionary<string, string>? _storedConfig;

    private OpenKey(LocalSignatureProvider local) => _local = local;

    private OpenKey(PluginClient plugin, string id, IReadOnlyDictionary<string, string>? storedConfig)
    {
        _plugin = plugin;
        _id = id;
        _storedConfig = storedConfig;
    }

    /// <summary>True when a plugin holds the key; it may ask for a PIN at the terminal.</summary>
    public bool IsInPlugin => _plugin is not null;

    /// <summary>The key's certificates, DER, leaf first; empty for a key in a plugin, which tells them when it signs.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain => _local?.CertificateChain ?? [];

    /// <summary>A key of the list, or its default when the name is empty.</summary>
    public static async Task<OpenKey> InListAsync(
        PluginManager plugins, SigningKeyList keys, string name, CancellationToken cancellationToken)
    {
        if (name.Length == 0)
        {
            name = keys.Default
                ?? throw new CommandException("default signing key not set. Please set default signing key or specify a key name");
        }

        var key = keys.Find(name) ?? throw new CommandException($"signing key {TerminalText.Escape(name)} not found");
        var isInFiles = key.KeyPath is not null || key.CertificatePath is not null;
        var isInPlugin = key.Id is not null || key.PluginName is not null || key.PluginConfig is not null;
        return (isInFiles, isInPlugin) switch
        {
            (true, false) => new(await LocalKeys.LoadAsync(key, cancellationToken)),
            (false, true) => InPlugin(plugins, key.PluginName ?? "", key.Id ?? "", key.PluginConfig),
            // notation takes the files. Which of the two signs must not depend on the tool.
            (true, true) => throw new CommandException(
                $"unsupported key, {GoText.Quote(name)} has both a key file and a plugin in signingkeys.json.\n"
                + "Remove it with `signet key delete` and add it again as one of them"),
            _ => throw new CommandException(
                "unsupported key, either provide a local key and certificate file paths, or a key name in config.json, "
                + "check https://notaryproject.dev/docs/user-guides/how-to/notation-config-file/ for details"),
        };
    }

    /// <summary>A key that a plugin holds.</summary>
    public static OpenKey InPlugin(
        PluginManager plugins, string plugin, string id, IReadOnlyDictionary<string, string>? storedConfig)
    {
        if (plugin.Length == 0)
        {
            throw new CommandException("plugin name cannot be empty");
        }

        var client = PluginFaults.Open(plugins, plugin);
        return id.Length > 0
            ? new(client, id, storedConfig)
            : throw new CommandException("keyID not specified");
    }

    /// <summary>The signer that the key makes with the settings of this call.</summary>
    public ISigner CreateSigner(CommandContext context, IReadOnlyDictionary<string, string> pluginConfig)
    {
        if (_local is null)
        {
            return new PluginSigner(_plugin!, _id, PluginSigner.MergeConfig(_storedConfig, pluginConfig), context.Clock);
        }

        if (pluginConfig.Count > 0)
        {
            context.WriteWarning("--plugin-config has no effect: the signing key is a local file, not held by a plugin");
        }

        return new KeySigner(_local, context.Clock);
    }

    /// <summary>
    /// Runs what signs with the key. A failure of its plugin gets advice, and a terminal that the plugin left silent is put
    /// back.
    /// </summary>
    public async Task<T> UseAsync<T>(Func<Task<T>> sign)
    {
        using var terminal = _plugin is null ? null : TerminalState.Keep();
        try
        {
            return await sign();
        }
        catch (PluginCallException e) when (_plugin is not null)
        {
            throw Describe(e);
        }
    }

    /// <summary>A failure of the key's plugin, with advice.</summary>
    public Exception Describe(PluginCallException failure) =>
        _plugin is null ? failure : PluginFaults.Describe(_plugin.Name, failure);

    public void Dispose() => _local?.Dispose();
}
