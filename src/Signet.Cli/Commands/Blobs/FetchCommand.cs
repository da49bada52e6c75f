using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Fetches a blob, or what describes it.</summary>
internal sealed class FetchCommand : ArtifactCommand
{
    private readonly DescriptorFlags _descriptor = new();
    private readonly OutputFlag _output = new("the blob");
    private readonly TerminalFlag _terminal;

    public FetchCommand()
        : base("fetch", "Fetch a blob from a registry or an OCI image layout")
    {
        Description = """
            Fetches a blob from a registry or an OCI image layout. Output appears when its digest is right, and not before.

            Examples:
              signet blob fetch --output blob.tar.gz localhost:5000/hello@<digest>
              signet blob fetch --output - localhost:5000/hello@<digest>
              signet blob fetch --descriptor --oci-layout layout-dir@<digest>
            """;
        Aliases = ["get"];
        Arguments = "[flags] {--output <file> | --descriptor} <name>@<digest>";
        _descriptor.AddTo(Flags);
        _output.AddTo(Flags);
        _terminal = new(Target);
        _terminal.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the target blob to fetch");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        if (!_output.IsSet && !_descriptor.IsWanted)
        {
            throw new CommandException("either `--output` or `--descriptor` must be provided");
        }

        return _output.IsStandardOutput && _descriptor.IsWanted
            ? throw new CommandException("`--output -` cannot be used with `--descriptor` at the same time")
            : base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseBlob(context.Arguments[0], this);
        using var open = await Target.OpenCachedAsync(context, target, cancellationToken);
        var descriptor = await open.Repository.ResolveBlobAsync(target.Digest!.Value, cancellationToken);
        if (_output.FilePath is not null)
        {
            await _output.WriteAsync(
                (file, ct) => MoveAsync(context, open, descriptor, async transfer =>
                {
                    await transfer.FetchAsync(descriptor, file, ct);
                    return true;
                }),
                cancellationToken);
        }
        else if (_output.IsStandardOutput)
        {
            await using var content = await MoveAsync(
                context, open, descriptor, transfer => transfer.FetchCheckedAsync(descriptor, cancellationToken));
            await context.WriteBytesAsync(content, cancellationToken);
        }

        if (_descriptor.IsWanted)
        {
            _descriptor.Write(context, descriptor);
        }

        return 0;
    }

    /// <summary>Fetches with a bar, which is gone when this is done.</summary>
    private async Task<T> MoveAsync<T>(
        CommandContext context, OpenTarget open, Descriptor descriptor, Func<BlobTransfer, Task<T>> fetch)
    {
        await using var progress = TransferProgress.Open(context, TransferWords.Pull, _terminal.IsOff, isQuiet: true);
        open.ShowFetching(progress);
        progress.Report(new(TransferStage.Started, descriptor));
        return await fetch(new BlobTransfer(open.Repository, progress.Moving(descriptor)));
    }
}
