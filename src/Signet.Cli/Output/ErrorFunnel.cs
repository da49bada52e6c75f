using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Policies;
using Signet.Notary.Bundles;
using Signet.Notary.Configuration;
using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Oci;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Keys;
using Signet.Signatures.Timestamping;

namespace Signet.Cli.Output;

/// <summary>The one place where a failure becomes a message and an exit code. No stack trace ever leaves it.</summary>
internal static class ErrorFunnel
{
    public static (string Message, int ExitCode) Describe(Exception exception, bool isCancelled) => exception switch
    {
        CommandException e => (e.Message, e.ExitCode),
        OperationCanceledException when isCancelled => ("context canceled: interrupted before the command was done", 1),
        OperationCanceledException => ("context deadline exceeded: the operation took too long", 1),
        TrustPolicyException e => (PolicyFaults.Text(e), 1),
        GoTemplates.TemplateException e => (e.Message, 1),
        OciException or FormatException or ConfigurationException or TrustStoreException or SigningException
            or SigningKeyException or TimestampException or PluginCallException or BundleException => (TerminalText.Escape(exception.Message), 1),
        IOException or UnauthorizedAccessException => (FileFault(exception), 1),
        _ => ($"internal error ({exception.GetType().Name}): {TerminalText.Escape(exception.Message)}. "
            + "This is a defect of signet; please report it with the command you ran", 1),
    };

    /// <summary>A failure of the file system in the words of Go, which scripts match on.</summary>
    public static string FileFault(Exception exception) => exception switch
    {
        FileNotFoundException { FileName: { } path } => $"open {TerminalText.Escape(path)}: no such file or directory",
        FileNotFoundException when !HasFolder() => "the current directory is not there any more; change to one that is",
        DirectoryNotFoundException => $"open {PathIn(exception)}: no such file or directory",
        UnauthorizedAccessException => $"open {PathIn(exception)}: permission denied",
        _ => TerminalText.Escape(exception.Message),
    };

    private static bool HasFolder()
    {
        try
        {
            return Directory.Exists(Directory.GetCurrentDirectory());
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The path that .NET's message quotes; the message itself when it quotes none.</summary>
    private static string PathIn(Exception exception)
    {
        var parts = exception.Message.Split('\'');
        return TerminalText.Escape(parts.Length > 2 ? string.Join('\'', parts[1..^1]) : exception.Message);
    }
}
