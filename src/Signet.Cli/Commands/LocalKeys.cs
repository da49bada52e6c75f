using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Oci;
using Signet.Signatures.Keys;

namespace Signet.Cli.Commands;

/// <summary>Keys that lie in files: their place in the key list, and opening them to sign.</summary>
internal static class LocalKeys
{
    /// <summary>Bytes of a key or chain file; a chain of sixteen certificates stays under it.</summary>
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>Adds the key that <see cref="TestKeyFiles"/> made to the list and says so.</summary>
    public static async Task AddAsync(
        CommandContext context, SigningKeyList keys, string name, bool isDefault, CancellationToken cancellationToken)
    {
        var key = new SigningKey
        {
            Name = name,
            KeyPath = TestKeyFiles.KeyPath(context, name),
            CertificatePath = TestKeyFiles.CertificatePath(context, name),
        };
        await SaveAsync(context, keys, key, isDefault, cancellationToken);
        context.WriteLine($"{name}: added to the key list");
        if (isDefault)
        {
            context.WriteLine($"{name}: marked as default signing key");
        }
    }

    /// <summary>Adds a key to the list, as default when asked, and saves it.</summary>
    public static Task SaveAsync(
        CommandContext context, SigningKeyList keys, SigningKey key, bool isDefault, CancellationToken cancellationToken) =>
        keys.Add(key, isDefault).SaveAsync(context.Directories, cancellationToken);

    /// <summary>Opens the named key, or the default when the name is empty.</summary>
    public static async Task<LocalSignatureProvider> OpenAsync(
        CommandContext context, string name, CancellationToken cancellationToken)
    {
        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        if (name.Length == 0)
        {
            name = keys.Default
                ?? throw new CommandException("default signing key not set. Please set default signing key or specify a key name");
        }

        var key = keys.Find(name) ?? throw new CommandException($"signing key {TerminalText.Escape(name)} not found");
        if (key.PluginName is not null)
        {
            throw Unavailable.Feature(
                $"the key {TerminalText.Escape(name)} is held by the plugin {TerminalText.Escape(key.PluginName)}, and signing with a plugin is");
        }

        if (string.IsNullOrEmpty(key.KeyPath))
        {
            throw new CommandException("key path not specified");
        }

        if (string.IsNullOrEmpty(key.CertificatePath))
        {
            throw new CommandException("certificate path not specified");
        }

        var keyPem = await BoundedReader.ReadFileAsync(key.KeyPath, MaxFileBytes, cancellationToken);
        try
        {
            var chain = await BoundedReader.ReadFileAsync(key.CertificatePath, MaxFileBytes, cancellationToken);
            return LocalSignatureProvider.Load(keyPem, chain);
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(keyPem);
        }
    }
}
