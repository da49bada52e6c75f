using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Certificates;

/// <summary>Takes back what <c>generate-test</c> made.</summary>
internal sealed class CleanupTestCommand : Command
{
    private readonly BoolFlag _yes = new("yes", 'y', "do not prompt for confirmation");

    public CleanupTestCommand()
        : base("cleanup-test", "Clean up a test key and its corresponding certificate")
    {
        Description = """
            Removes a test key and its certificate that "certificate generate-test" made: from the trust store, from the
            list of signing keys, and both files.

            Example:
              signet certificate cleanup-test wabbit-networks.io
            """;
        Arguments = "[flags] <common_name>";
        Flags.Add(_yes);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing certificate common name");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments[0];
        if (!StoreFlags.IsName(name))
        {
            throw new CommandException("certificate common name must follow [a-zA-Z0-9_.-]+ format");
        }

        var keyPath = TestKeyFiles.KeyPath(context, name);
        var certificatePath = TestKeyFiles.CertificatePath(context, name);
        if (!_yes.Value)
        {
            context.Out.Write(
                $"The test key {name} and its corresponding certificate will be cleaned up with the following changes:\n"
                + $"- Delete certificate {name}.crt from trust store {name} of type ca\n"
                + $"- Remove key {name} from the key list\n"
                + $"- Delete key file: {TerminalText.Escape(keyPath)}\n"
                + $"- Delete certificate file: {TerminalText.Escape(certificatePath)}\n\n");
            if (!await context.ConfirmAsync("Are you sure you want to continue?", cancellationToken))
            {
                return 0;
            }
        }

        DeleteFromStore(context, name);
        await RemoveFromListAsync(context, name, cancellationToken);
        DeleteFile(context, "key", keyPath);
        DeleteFile(context, "certificate", certificatePath);
        context.WriteLine("Cleanup completed successfully");
        return 0;
    }

    private static void DeleteFromStore(CommandContext context, string name)
    {
        var trustStore = new TrustStore(context.Directories);
        var store = new TrustStoreName(TrustStoreType.Ca, name);
        if (!File.Exists(Path.Combine(trustStore.GetDirectory(store), $"{name}.crt")))
        {
            context.WriteLine($"Certificate {name}.crt does not exist in trust store {name} of type ca");
            return;
        }

        try
        {
            if (trustStore.Delete(store, $"{name}.crt") is { } warning)
            {
                context.WriteWarning(TerminalText.Escape(warning));
            }
        }
        catch (TrustStoreException e)
        {
            throw new CommandException(
                $"failed to delete certificate {name}.crt from trust store {name} of type ca: {TerminalText.Escape(e.Message)}", e);
        }

        context.WriteLine($"Successfully deleted {name}.crt from trust store {name} of type ca");
    }

    private static async Task RemoveFromListAsync(
        CommandContext context, string name, CancellationToken cancellationToken)
    {
        try
        {
            var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
            if (keys.Find(name) is null)
            {
                context.WriteLine($"Key {name} does not exist in the key list");
                return;
            }

            await keys.Remove([name]).SaveAsync(context.Directories, cancellationToken);
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"failed to remove key {name} from the key list: {ErrorFunnel.FileFault(e)}", e);
        }

        context.WriteLine($"Successfully removed key {name} from the key list");
    }

    private static void DeleteFile(CommandContext context, string what, string path)
    {
        var text = TerminalText.Escape(path);
        if (!File.Exists(path))
        {
            context.WriteLine($"{char.ToUpperInvariant(what[0])}{what[1..]} file {text} does not exist");
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"failed to delete {what} file {text}: {ErrorFunnel.FileFault(e)}", e);
        }

        context.WriteLine($"Successfully deleted {what} file: {text}");
    }
}
