using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci.Files;
using Signet.Signatures;
using Signet.Signatures.Certificates;

namespace Signet.Cli.Commands;

/// <summary>Makes a key with a self-signed certificate and writes both to the local keys.</summary>
internal static class TestKeyFiles
{
    public static string KeyPath(CommandContext context, string name) =>
        Path.Combine(context.Directories.LocalKeysDirectory, $"{name}.key");

    public static string CertificatePath(CommandContext context, string name) =>
        Path.Combine(context.Directories.LocalKeysDirectory, $"{name}.crt");

    /// <summary>
    /// Generates and writes, saying so line by line. A file that exists is never replaced: the key in it may be the only
    /// copy. When <paramref name="use"/> fails, the files are removed: a key that no list names would only be in the way.
    /// </summary>
    public static async Task CreateAsync(
        CommandContext context,
        string name,
        KeySpec keySpec,
        TimeSpan validity,
        Func<Task> use,
        CancellationToken cancellationToken)
    {
        context.WriteLine($"generating {Describe(keySpec)}");
        var test = TestCertificate.Create(name, keySpec, validity, context.Clock);
        context.WriteLine($"generated certificate expiring on {TimeText.Rfc3339(test.NotAfter.ToUniversalTime())}");
        var folder = context.Directories.LocalKeysDirectory;
        PrivateFolder.Create(folder);
        var keyPath = KeyPath(context, name);
        await UseNewAsync("key", keyPath, test.KeyPem, AtomicFile.Private, UseKeyAsync, cancellationToken);

        async Task UseKeyAsync()
        {
            context.WriteLine($"wrote key: {TerminalText.Escape(keyPath)}");
            var path = CertificatePath(context, name);
            await UseNewAsync("certificate", path, test.CertificatePem, AtomicFile.Shared, UseCertificateAsync, cancellationToken);

            Task UseCertificateAsync()
            {
                context.WriteLine($"wrote certificate: {TerminalText.Escape(path)}");
                return use();
            }
        }
    }

    private static string Describe(KeySpec keySpec) => keySpec switch
    {
        KeySpec.Rsa2048 => "RSA Key with 2048 bits",
        KeySpec.Rsa3072 => "RSA Key with 3072 bits",
        KeySpec.Rsa4096 => "RSA Key with 4096 bits",
        KeySpec.Ec256 => "EC Key on curve P-256",
        KeySpec.Ec384 => "EC Key on curve P-384",
        _ => "EC Key on curve P-521",
    };

    /// <summary>Writes a file that is not there, and removes it when what is done with it fails.</summary>
    private static async Task UseNewAsync(
        string what, string path, string content, UnixFileMode mode, Func<Task> use, CancellationToken cancellationToken)
    {
        bool isNew;
        try
        {
            isNew = await AtomicFile.CreateAsync(path, Encoding.ASCII.GetBytes(content), mode, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"failed to write {what} file: {ErrorFunnel.FileFault(e)}", e);
        }

        if (!isNew)
        {
            throw new CommandException($"failed to write {what} file: open {TerminalText.Escape(path)}: file exists");
        }

        try
        {
            await use();
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
