using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary;
using Signet.Notary.Trust;
using Signet.Oci;
using Signet.Oci.Files;

namespace Signet.Cli.Commands.Policies;

/// <summary>The file of the OCI trust policy: which one is in use, and how a new one takes its place.</summary>
internal static class PolicyFile
{
    /// <summary>Bytes of a policy file.</summary>
    public const int MaxBytes = NotaryLimits.TrustPolicyBytes;

    /// <summary>The file that is written: that of the environment, else the one in use.</summary>
    public static string PathOf(CommandContext context, string? environment) => environment is null
        ? context.Directories.OciTrustPolicyFile
        : PolicyEnvironment.FileOf(context.Directories, TrustPolicyKind.Oci, environment);

    /// <summary>The file in use: the new name, else the old one; null when there is neither.</summary>
    public static string? FindCurrent(CommandContext context, string? environment = null)
    {
        if (environment is not null)
        {
            var path = PathOf(context, environment);
            return File.Exists(path) ? path : null;
        }

        var directories = context.Directories;
        return File.Exists(directories.OciTrustPolicyFile) ? directories.OciTrustPolicyFile
            : File.Exists(directories.LegacyTrustPolicyFile) ? directories.LegacyTrustPolicyFile
            : null;
    }

    /// <summary>
    /// Asks before a policy that can be loaded is replaced; says so when <paramref name="force"/> does not ask. False
    /// when the user does not want it.
    /// </summary>
    public static async Task<bool> ConfirmReplacementAsync(
        CommandContext context, string? environment, bool force, CancellationToken cancellationToken)
    {
        if (!await CurrentLoadsAsync(context, environment, cancellationToken))
        {
            return true;
        }

        if (force)
        {
            context.WriteWarning("existing OCI trust policy configuration will be overwritten");
            return true;
        }

        return await context.ConfirmAsync(
            "The OCI trust policy configuration already exists, do you want to overwrite it?", cancellationToken);
    }

    /// <summary>Writes the policy in use; the mode of a file that is there stays, and a symbolic link is followed.</summary>
    public static async Task WriteAsync(
        CommandContext context, string? environment, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(context, environment);
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var target = new FileInfo(path).LinkTarget is null
                ? path
                : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            var mode = !OperatingSystem.IsWindows() && File.Exists(target)
                ? File.GetUnixFileMode(target)
                : UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await AtomicFile.WriteAsync(target, content, mode, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"failed to write OCI trust policy configuration: {ErrorFunnel.FileFault(e)}", e);
        }
    }

    private static async Task<bool> CurrentLoadsAsync(
        CommandContext context, string? environment, CancellationToken cancellationToken)
    {
        if (FindCurrent(context, environment) is not { } path)
        {
            return false;
        }

        try
        {
            var content = await BoundedReader.ReadFileAsync(path, MaxBytes, cancellationToken);
            using var document = System.Text.Json.JsonDocument.Parse(content);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException
            or System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
