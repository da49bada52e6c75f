using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Stores a blob from a file or from standard input.</summary>
internal sealed class PushCommand : ArtifactCommand
{
    private readonly DescriptorFlags _descriptor = new();
    private readonly StringFlag _mediaType = new(
        "media-type",
        '\0',
        "media type in the lines of output and in the descriptor of --descriptor; registries do not keep it",
        "application/vnd.oci.image.layer.v1.tar");

    private readonly SizeFlag _size = new();
    private readonly TerminalFlag _terminal;

    public PushCommand()
        : base("push", "Push a blob to a registry or an OCI image layout")
    {
        Description = """
            Pushes a blob to a registry or an OCI image layout. A digest and a size that are given are checked before
            anything is sent, and again while it is sent.

            Examples:
              signet blob push localhost:5000/hello hi.txt
              signet blob push localhost:5000/hello@<digest> - --size 12 < hi.txt
              signet blob push --descriptor --oci-layout layout-dir hi.txt
            """;
        Arguments = "[flags] <name>[@<digest>] <file>";
        _descriptor.AddTo(Flags);
        Flags.Add(_mediaType, _size);
        _terminal = new(Target);
        _terminal.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArgumentCount.RequireExactly(
        this, arguments, 2, "the destination to push to and the file to read blob content from");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Arguments[1] != "-")
        {
            return base.PrepareAsync(context, cancellationToken);
        }

        if (Target.ReadsInput)
        {
            throw new CommandException(
                "`-` read file from input and `--password-stdin` read password from input cannot be both used");
        }

        return _size.Value is null
            ? throw new CommandException("`--size` must be provided if the blob is read from stdin")
            : base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.Parse(context.Arguments[0]);
        var path = context.Arguments[1];
        if (target.Tag is { } tag)
        {
            throw new FormatException($"invalid digest {tag}: invalid checksum digest format: blobs have no tags");
        }

        if (path == "-" && target.Digest is null)
        {
            throw new CommandException("content digest must be provided if it is read from stdin")
            {
                ExitCode = ExitCodes.Usage,
            };
        }

        await using var source = await BlobSource.ReadAsync(
            context, path, target.Digest?.Algorithm ?? "sha256", _size.Value ?? 0, cancellationToken);
        Check(target, source, path);
        var descriptor = new Descriptor { MediaType = _mediaType.Value, Digest = source.Digest, Size = source.Size };
        using var open = await Target.OpenAsync(context, target, cancellationToken, RepositoryAccess.PullAndPush);
        await MoveAsync(context, open, descriptor, source, cancellationToken);
        var lines = new StatusLines(_descriptor.IsWanted ? null : context);
        lines.Write($"Pushed: {target.Shown}");
        lines.Write($"Digest: {descriptor.Digest}");
        if (_descriptor.IsWanted)
        {
            _descriptor.Write(context, descriptor);
        }

        return 0;
    }

    private async Task MoveAsync(
        CommandContext context, OpenTarget open, Descriptor descriptor, BlobSource source, CancellationToken cancellationToken)
    {
        await using var progress = TransferProgress.Open(
            context, TransferWords.Push, _terminal.IsOff, isQuiet: _descriptor.IsWanted);
        // The type is for the output; in a repository a blob is a blob.
        var blob = descriptor with { MediaType = MediaTypes.OctetStream };
        if (await open.Repository.ExistsAsync(blob, cancellationToken))
        {
            progress.Report(new(TransferStage.Skipped, descriptor));
            return;
        }

        progress.Report(new(TransferStage.Started, descriptor));
        await new BlobTransfer(open.Repository, progress.Moving(descriptor)).PushAsync(blob, source.Open, cancellationToken);
        progress.Report(new(TransferStage.Done, descriptor));
    }

    private void Check(Target target, BlobSource source, string path)
    {
        var what = path == "-" ? "standard input" : path;
        if (_size.Value is { } size && size != source.Size)
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"input size {size} does not match the actual content size {source.Size} of {what}: nothing was pushed");
        }

        if (target.Digest is { } digest && digest != source.Digest)
        {
            throw new OciException(
                OciError.ContentMismatch, $"{what} has the digest {source.Digest}, not {digest}: nothing was pushed");
        }
    }
}
