using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Notary.Blobs;
using Signet.Oci.Files;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Signs files and writes each signature beside its file.</summary>
internal sealed class SignCommand : Command
{
    private readonly SignerFlags _signer = new();
    private readonly TimestampFlags _timestamp = new();
    private readonly LoggingFlags _logging = new();

    private readonly StringArrayFlag _metadata =
        new("user-metadata", 'm', "{key}={value} pairs that are added to the signature payload");

    private readonly StringFlag _mediaType =
        new("media-type", '\0', "media type of the blob, signed with it", BlobMediaType.Default);

    private readonly StringFlag _directory = new(
        "signature-directory", '\0', "directory where the signature is to be written; the default is the blob's own");

    private readonly BoolFlag _force = new("force", '\0', "override the existing signature file, never prompt");

    public SignCommand()
        : base("sign", "Produce a detached signature for a given blob")
    {
        Description = """
            Signs files of any kind and size. Each signature is written beside its file, or into --signature-directory, as
            <file>.jws.sig or <file>.cose.sig; publish both. Several files are signed at the same time.

            Examples:
              signet blob sign <blob_path>
              signet blob sign --key <key_name> --signature-format cose <blob_path>
              signet blob sign --plugin <plugin_name> --id <key_id> <blob_path>
              signet blob sign --media-type application/spdx+json --user-metadata io.example.build=42 <blob_path>
              signet blob sign --signature-directory signatures dist/*.tar.gz
            """;
        Arguments = "[flags] <blob_path>...";
        Flags.Add(_metadata, _mediaType, _directory, _force);
        _signer.AddTo(Flags);
        _timestamp.AddTo(Flags);
        _logging.AddTo(Flags);
        FlagGroups = [.. SignerFlags.Groups, TimestampFlags.Group];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing file path to the blob artifact: use `signet blob sign --help` to see what "
                + "parameters are required");
        }

        if (arguments.Contains("", StringComparer.Ordinal))
        {
            throw new CommandException("blob path cannot be empty");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (_directory.IsSet && _directory.Value.Length == 0)
        {
            throw new CommandException("signature directory cannot be empty");
        }

        _timestamp.Check();
        var logger = _logging.CreateLogger(context);
        using var key = await _signer.OpenKeyAsync(context, logger, cancellationToken);
        var format = await _signer.EnvelopeMediaTypeAsync(context, cancellationToken);
        var signer = key.CreateSigner(context, _signer.PluginConfig);
        var options = new BlobSignOptions
        {
            MediaType = BlobMediaType.FindFault(_mediaType.Value) is { } fault ? throw new CommandException(fault) : _mediaType.Value,
            UserMetadata = KeyValuePairs.Parse(_metadata),
            Envelope = new()
            {
                MediaType = format,
                Expiry = _signer.Expiry,
                SigningAgent = $"signet/{BuildFacts.Version}",
                Timestamp = await _timestamp.OpenAsync(context, logger, cancellationToken),
            },
        };
        CheckNames(context.Arguments, format);
        var signing = await BlobSetWork.RunAsync(
            context,
            context.Arguments,
            key.IsInPlugin,
            _logging.IsOn,
            (path, board) => key.UseAsync(
                () => SignAsync(new BlobSigner(signer), path, options, board, cancellationToken)));
        return await WriteAsync(context, signing, format, cancellationToken);
    }

    /// <summary>Two blobs of one name would have their signatures in one file.</summary>
    private void CheckNames(IReadOnlyList<string> paths, string format)
    {
        var clash = paths
            .GroupBy(p => Path.GetFullPath(SignaturePath(p, format)), StringComparer.Ordinal)
            .FirstOrDefault(g => g.Count() > 1)?.ToList();
        if (clash is null)
        {
            return;
        }

        var signature = TerminalText.Escape(SignaturePath(clash[0], format));
        throw new CommandException(Path.GetFullPath(clash[0]) == Path.GetFullPath(clash[1])
            ? $"{TerminalText.Escape(clash[0])} is given twice; name every blob once"
            : $"{TerminalText.Escape(clash[0])} and {TerminalText.Escape(clash[1])} would both have their signature in {signature}; "
                + "sign them one by one, into different directories");
    }

    private static async Task<SignedBlob> SignAsync(
        BlobSigner signer, string path, BlobSignOptions options, ProgressBoard board, CancellationToken cancellationToken)
    {
        await using var blob = BlobFile.Open(path);
        var progress = board.Add(path, blob.Size);
        try
        {
            return await signer.SignAsync(blob, options with { Progress = progress }, cancellationToken);
        }
        finally
        {
            progress.Finish();
        }
    }

    /// <summary>Writes what was signed and tells what was not; with one file its failure is the command's.</summary>
    private async Task<int> WriteAsync(
        CommandContext context, IReadOnlyList<Task<SignedBlob>> signing, string format, CancellationToken cancellationToken)
    {
        var exitCode = 0;
        foreach (var (path, task) in context.Arguments.Zip(signing))
        {
            try
            {
                await WriteAsync(context, path, SignaturePath(path, format), await task, cancellationToken);
            }
#pragma warning disable CA1031 // Each file for itself: what ends one becomes its message, as in CommandRunner.
            catch (Exception e) when (signing.Count > 1)
#pragma warning restore CA1031
            {
                (var message, exitCode) = ErrorFunnel.Describe(e, cancellationToken.IsCancellationRequested);
                context.WriteError($"{TerminalText.Escape(path)}: {message}");
            }
        }

        return exitCode;
    }

    private async Task WriteAsync(
        CommandContext context, string path, string signaturePath, SignedBlob signed, CancellationToken cancellationToken)
    {
        var shown = TerminalText.Escape(signaturePath);
        if (_force.Value)
        {
            context.WriteWarning("existing signature file will be overwritten");
        }
        else if (File.Exists(signaturePath) && !await context.ConfirmAsync(
            context.Arguments.Count == 1
                ? "The signature file already exists, do you want to overwrite it?"
                : $"The signature file {shown} already exists, do you want to overwrite it?",
            cancellationToken))
        {
            return;
        }

        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(Path.GetFullPath(signaturePath))!);
            await AtomicFile.WriteAsync(signaturePath, signed.Signature.Envelope, AtomicFile.Private, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"failed to write signature to file: {WriteFault(signaturePath, e)}", e);
        }

        context.WriteLine($"Successfully signed {TerminalText.Escape(path)}");
        context.WriteLine($" Signature file written to {shown}");
    }

    /// <summary>What stands in the way, where .NET's message does not say it well.</summary>
    private static string WriteFault(string path, Exception exception)
    {
        var shown = TerminalText.Escape(path);
        return Directory.Exists(path) ? $"open {shown}: is a directory"
            : Path.GetDirectoryName(path) is { Length: > 0 } directory && File.Exists(directory)
            ? $"mkdir {TerminalText.Escape(directory)}: not a directory"
            : exception is UnauthorizedAccessException ? $"open {shown}: permission denied"
            : ErrorFunnel.FileFault(exception);
    }

    private string SignaturePath(string blobPath, string format) => SignatureFiles.PathOf(
        blobPath, _directory.IsSet ? _directory.Value : null, format);
}
