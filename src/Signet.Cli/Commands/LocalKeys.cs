using Signet.Cli.CommandLine;
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

    /// <summary>Reads the files of a key.</summary>
    /// <exception cref="CommandException">The key's entry in the list lacks one of them.</exception>
    public static async Task<LocalSignatureProvider> LoadAsync(SigningKey key, CancellationToken cancellationToken)
    {
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
