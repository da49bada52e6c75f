using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary;
using Signet.Notary.Trust;
using Signet.Oci;
using Signet.Oci.Files;

namespace Signet.Cli.Commands.Policies;

/// <summary>
/// The file of a trust policy, for OCI artifacts or for blobs: which one is in use, how a new one takes its place, and the
/// words for both.
/// </summary>
internal sealed class PolicyFile
{
    /// <summary>Bytes of a policy file.</summary>
    public const int MaxBytes = NotaryLimits.TrustPolicyBytes;

    private PolicyFile(TrustPolicyKind kind) => Kind = kind;

    /// <summary>The policy for artifacts in registries and layouts.</summary>
    public static PolicyFile Oci { get; } = new(TrustPolicyKind.Oci);

    /// <summary>The policy for files.</summary>
    public static PolicyFile Blob { get; } = new(TrustPolicyKind.Blob);

    /// <summary>What its statements are for.</summary>
    public TrustPolicyKind Kind { get; }

    /// <summary><c>OCI trust policy</c> or <c>blob trust policy</c>.</summary>
    public string Noun => Kind == TrustPolicyKind.Oci ? "OCI trust policy" : "blob trust policy";

    /// <summary>The commands that manage it.</summary>
    public string Commands => Kind == TrustPolicyKind.Oci ? "signet policy" : "signet blob policy";

    /// <summary>Where the specification describes the document.</summary>
    public string Section => "https://github.com/notaryproject/specifications/blob/8cf800c60b7315a43f0adbcae463d848a353b412/specs/"
        + "trust-store-trust-policy.md#trust-policy-for-" + (Kind == TrustPolicyKind.Oci ? "oci-artifacts" : "blobs");

    /// <summary>Reads a document of this kind.</summary>
    /// <returns>What its author should know though it is valid.</returns>
    /// <exception cref="TrustPolicyException">It is malformed or invalid.</exception>
    public IReadOnlyList<string> Parse(ReadOnlyMemory<byte> content, string source) => Kind == TrustPolicyKind.Oci
        ? TrustPolicyDocument.Parse(content, source).Warnings
        : BlobTrustPolicyDocument.Parse(content, source).Warnings;

    /// <summary>The file that is written: that of the environment, else the one in use.</summary>
    public string PathOf(CommandContext context, string? environment) =>
        environment is not null ? PolicyEnvironment.FileOf(context.Directories, Kind, environment)
        : Kind == TrustPolicyKind.Oci ? context.Directories.OciTrustPolicyFile
        : context.Directories.BlobTrustPolicyFile;

    /// <summary>The file in use: the new name, else the old one; null when there is neither.</summary>
    public string? FindCurrent(CommandContext context, string? environment = null)
    {
        var path = PathOf(context, environment);
        var legacy = context.Directories.LegacyTrustPolicyFile;
        return File.Exists(path) ? path
            : Kind == TrustPolicyKind.Oci && environment is null && File.Exists(legacy) ? legacy
            : null;
    }

    /// <summary>
    /// Asks before a policy that can be loaded is replaced; says so when <paramref name="force"/> does not ask. False
    /// when the user does not want it.
    /// </summary>
    public async Task<bool> ConfirmReplacementAsync(
        CommandContext context, string? environment, bool force, CancellationToken cancellationToken)
    {
        if (!await CurrentLoadsAsync(context, environment, cancellationToken))
        {
            return true;
        }

        if (force)
        {
            context.WriteWarning($"existing {Noun} configuration will be overwritten");
            return true;
        }

        return await context.ConfirmAsync(
            $"The {Noun} configuration already exists, do you want to overwrite it?", cancellationToken);
    }

    /// <summary>Writes the policy in use; the mode of a file that is there stays, and a symbolic link is followed.</summary>
    public async Task WriteAsync(
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
                $"failed to write {Noun} configuration: {ErrorFunnel.FileFault(e)}", e);
        }
    }

    private async Task<bool> CurrentLoadsAsync(
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
