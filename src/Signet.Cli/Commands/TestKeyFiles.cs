using Signet.Cli.CommandLine;
using Signet.Cli.Output;
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
    /// copy.
    /// </summary>
    public static async Task CreateAsync(
        CommandContext context, string name, KeySpec keySpec, TimeSpan validity, CancellationToken cancellationToken)
    {
        context.WriteLine($"generating {Describe(keySpec)}");
        var test = TestCertificate.Create(name, keySpec, validity, context.Clock);
        context.WriteLine($"generated certificate expiring on {TimeText.Rfc3339(test.NotAfter.ToUniversalTime())}");
        var folder = context.Directories.LocalKeysDirectory;
        PrivateFolder.Create(folder);
        var keyPath = KeyPath(context, name);
        await WriteNewAsync("key", keyPath, test.KeyPem, UnixFileMode.UserRead | UnixFileMode.UserWrite, cancellationToken);
        context.WriteLine($"wrote key: {TerminalText.Escape(keyPath)}");
        var certificatePath = CertificatePath(context, name);
        await WriteNewAsync(
            "certificate",
            certificatePath,
            test.CertificatePem,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            cancellationToken);
        context.WriteLine($"wrote certificate: {TerminalText.Escape(certificatePath)}");
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

    private static async Task WriteNewAsync(
        string what, string path, string content, UnixFileMode mode, CancellationToken cancellationToken)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = mode;
            }

            await using var stream = new FileStream(path, options);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(content), cancellationToken);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new CommandException(
                $"failed to write {what} file: open {TerminalText.Escape(path)}: file exists", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"failed to write {what} file: {ErrorFunnel.FileFault(e)}", e);
        }
    }
}
