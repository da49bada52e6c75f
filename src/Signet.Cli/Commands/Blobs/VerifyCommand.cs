using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Cli.Verdicts;
using Signet.Notary.Blobs;
using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Verifies files against the trust policy for blobs.</summary>
internal sealed class VerifyCommand : Command
{
    private readonly StringArrayFlag _signatures = new(
        "signature", 's', "filepath of the signature to be verified; may be given several times for one blob, and one that is trusted suffices");

    private readonly StringFlag _directory = new(
        "signature-directory", '\0', "directory where the signatures of the blobs lie; with several blobs the default is beside each");

    private readonly StringFlag _mediaType = new("media-type", '\0', "media type of the blob, which must have been signed");
    private readonly StringFlag _policyName =
        new("policy-name", '\0', "policy name to verify against. If not provided, the global policy is used");

    private readonly EnvironmentFlag _environment = new(TrustPolicyKind.Blob);

    private readonly StringArrayFlag _pluginConfig =
        new("plugin-config", '\0', "{key}={value} pairs that are passed as it is to a plugin, refer plugin's documentation to set appropriate values");

    private readonly StringArrayFlag _metadata =
        new("user-metadata", 'm', "user defined {key}={value} pairs that must be present in the signature for successful verification if provided");

    private readonly ReportFlag _output = new();
    private readonly BoolFlag _explain = new("explain", '\0', "show every check with its evidence as a tree, on success too");
    private readonly RevocationFlags _revocation = new();
    private readonly LoggingFlags _logging = new();

    public VerifyCommand()
        : base("verify", "Verify a signature associated with a blob")
    {
        Description = """
            Verifies that files are signed by someone the trust policy for blobs trusts. Several files are verified at the
            same time, each with the <file>.jws.sig or <file>.cose.sig beside it.

            Exit codes are those of "signet verify".

            Examples:
              signet blob verify --signature <signature_path> <blob_path>
              signet blob verify --policy-name <policy_name> --signature <signature_path> <blob_path>
              signet blob verify --media-type application/spdx+json --signature <signature_path> <blob_path>
              signet blob verify --signature-directory signatures dist/*.tar.gz
            """;
        Arguments = "[flags] --signature <signature_path> <blob_path>...";
        Flags.Add(_signatures, _directory, _mediaType, _policyName, _pluginConfig, _metadata, _explain);
        _output.AddTo(Flags);
        _environment.AddTo(Flags);
        _revocation.AddTo(Flags);
        _logging.AddTo(Flags);
        FlagGroups = [FlagGroup.Exclusive("signature", "signature-directory")];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing path to the blob artifact: use `signet blob verify --help` to see what "
                + "parameters are required");
        }

        if (arguments.Contains("", StringComparer.Ordinal))
        {
            throw new CommandException("blob path cannot be empty");
        }
    }

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        if (_signatures.Items.Contains("", StringComparer.Ordinal)
            || (context.Arguments.Count == 1 && !_signatures.IsSet && !_directory.IsSet))
        {
            throw new CommandException("filepath of the signature cannot be empty");
        }

        if (_signatures.IsSet && context.Arguments.Count > 1)
        {
            throw new CommandException("--signature says nothing about which of several blobs it is for; put the signatures beside "
                + "the blobs, or all into one directory: --signature-directory");
        }

        return _mediaType is { IsSet: true, Value.Length: 0 }
            ? throw new CommandException("--media-type is set but with empty value")
            : default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var logger = _logging.CreateLogger(context);
        CheckDirectory();

        // A single blob and its signatures come before anything that is said about a policy, as notation has it; of several
        // each is for itself.
        await using var only = context.Arguments.Count == 1 ? BlobFile.Open(context.Arguments[0]) : null;
        var itsSignatures = only is null ? null : await ReadSignaturesAsync(context.Arguments[0], cancellationToken);
        var revocation = await _revocation.CreateCheckerAsync(context, logger, cancellationToken);
        var policy = await BlobTrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken);
        var template = new BlobVerifyRequest
        {
            Name = "",
            Open = _ => throw new InvalidOperationException("no blob"),
            Signatures = [],
            PolicyName = _policyName.IsSet ? _policyName.Value : null,
            MediaType = _mediaType.IsSet ? CheckMediaType(_mediaType.Value) : null,
            PluginConfig = KeyValuePairs.Parse(_pluginConfig),
            UserMetadata = KeyValuePairs.Parse(_metadata),
        };
        var verifier = new BlobVerifier(policy, new TrustStore(context.Directories), new VerifierOptions
        {
            Revocation = revocation,
            Plugins = new PluginManager(
                context.Directories, new PluginOptions { TimeProvider = context.Clock, Logger = logger }),
            TimeProvider = context.Clock,
        });
        var verifying = await BlobSetWork.RunAsync(
            context,
            context.Arguments,
            needsTerminal: false,
            _logging.IsOn,
            async (path, board) =>
            {
                await using var blob = only ?? BlobFile.Open(path);
                var signatures = itsSignatures ?? await ReadSignaturesAsync(path, cancellationToken);
                return await VerifyAsync(
                    verifier, template with { Name = path, Signatures = Named(signatures) }, blob, board, cancellationToken);
            });
        return await ReportAsync(context, verifying, logger, cancellationToken);
    }

    private static string CheckMediaType(string mediaType) =>
        BlobMediaType.FindFault(mediaType) is { } fault ? throw new CommandException(fault) : mediaType;

    /// <summary>A directory that is not there would make every blob an unsigned one.</summary>
    private void CheckDirectory()
    {
        if (_directory.IsSet && !Directory.Exists(_directory.Value))
        {
            throw new CommandException($"open {TerminalText.Escape(_directory.Value)}: no such directory.\n"
                + "--signature-directory names the one in which the signatures lie");
        }
    }

    private async Task<IReadOnlyList<(string Path, byte[] Envelope)>> ReadSignaturesAsync(
        string path, CancellationToken cancellationToken)
    {
        var files = _signatures.IsSet
            ? [.. _signatures.Items.Distinct(StringComparer.Ordinal)]
            : SignatureFiles.Find(path, _directory.IsSet ? _directory.Value : null);
        var signatures = new List<(string, byte[])>();
        foreach (var file in files)
        {
            signatures.Add((file, await SignatureFiles.ReadAsync(file, cancellationToken)));
        }

        return signatures;
    }

    private static IReadOnlyList<BlobSignature> Named(IEnumerable<(string Path, byte[] Envelope)> signatures) =>
        [.. signatures.Select(s => new BlobSignature(s.Path, SignatureFiles.MediaTypeOf(s.Path), s.Envelope))];

    private static async Task<Verdict> VerifyAsync(
        BlobVerifier verifier,
        BlobVerifyRequest request,
        BlobFile blob,
        ProgressBoard board,
        CancellationToken cancellationToken)
    {
        var progress = board.Add(request.Name, blob.Size);
        try
        {
            return await verifier.VerifyAsync(
                request with { Open = _ => Task.FromResult<Stream>(blob), Progress = progress }, cancellationToken);
        }
        finally
        {
            progress.Finish();
        }
    }

    private async Task<int> ReportAsync(
        CommandContext context, IReadOnlyList<Task<Verdict>> verifying, ILogger logger, CancellationToken cancellationToken)
    {
        var verdicts = new List<Verdict>();
        var errorCode = 0;
        foreach (var (path, task) in context.Arguments.Zip(verifying))
        {
            try
            {
                var verdict = await task;
                VerdictLog.Write(verdict, logger);
                verdicts.Add(verdict);
                Show(context, verifying.Count == 1 || verdict.IsAccepted
                    ? verdict
                    : verdict with { Summary = $"{path}: {verdict.Summary}" });
            }
#pragma warning disable CA1031 // Each file for itself: what ends one becomes its message, as in CommandRunner.
            catch (Exception e) when (verifying.Count > 1)
#pragma warning restore CA1031
            {
                (var message, errorCode) = ErrorFunnel.Describe(e, cancellationToken.IsCancellationRequested);
                context.WriteError($"{TerminalText.Escape(path)}: {message}");
            }
        }

        if (_output.IsJson && verdicts.Count > 0)
        {
            context.Out.Write(VerdictJson.Format(verdicts, isList: verifying.Count > 1));
        }

        return Math.Max(errorCode, verdicts.Count > 0 ? VerdictExitCode.Of(verdicts) : 0);
    }

    private void Show(CommandContext context, Verdict verdict)
    {
        if (!_output.IsJson)
        {
            VerdictText.Write(verdict, context, wasWarned: false, _explain.Value);
        }
        else if (!verdict.IsAccepted)
        {
            context.WriteError(TerminalText.Escape(verdict.Summary));
        }
    }
}
