using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Backups;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.Copying;

/// <summary>Saves tags of a repository in a layout, in a directory or a tar archive.</summary>
internal sealed class BackupCommand : ArtifactCommand
{
    private static readonly TransferWords Words = new("Pulling", "Pulled") { Width = 9 };

    private readonly ConcurrencyFlag _concurrency = ConcurrencyFlag.OfCopies();
    private readonly BoolFlag _includeReferrers =
        new("include-referrers", '\0', "back up the artifact with its referrers (e.g., attestations, SBOMs)");

    private readonly StringFlag _output =
        new("output", 'o', "path to the target output, either a tar archive (*.tar) or a directory") { IsRequired = true };

    private readonly TerminalFlag _terminal;

    public BackupCommand()
        : base("backup", "Back up artifacts from a registry into an OCI image layout", hasLayout: false, hasReferrers: true)
    {
        Description = """
            Saves artifacts of a repository in an OCI image layout: in a tar archive when the path ends in .tar, else in a
            directory. Without tags, all of the repository are saved. An archive is written as the content arrives and gets
            its name when it is whole; a layout that is in the directory already is added to.

            Examples:
              signet backup --output hello localhost:5000/hello:v1
              signet backup --output hello.tar --include-referrers localhost:5000/hello:v1,v2
              signet backup --output hello.tar localhost:5000/hello
            """;
        Arguments = "[flags] --output <path> <registry>/<repository>[:<ref1>[,<ref2>...]]";
        _terminal = new(Target);
        _terminal.AddTo(Flags);
        Flags.Add(_concurrency, _includeReferrers, _output);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the repository and the tags to back up");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) =>
        _output is { IsSet: true, Value.Length: 0 }
            ? throw new CommandException("--output needs the path of a directory or a tar archive")
            : base.PrepareAsync(context, cancellationToken);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var start = context.Clock.GetTimestamp();
        var (target, tags) = TaggedRepository.Parse(Target, context.Arguments[0]);
        var output = _output.Value;
        var isArchive = Backup.IsArchivePath(output);
        CheckOutput(output, isArchive);
        var ends = new CopyEnds($"registry {GoText.Quote(target.Text)}", $"backup {GoText.Quote(output)}");
        using var open = await Target.OpenAsync(context, target, cancellationToken);
        var roots = await ends.NameAsync(
            CopySide.Source, () => Backup.SelectAsync(open.Repository, tags, Options(null), cancellationToken));
        BackupText.WriteFound(context, roots, target.Path);
        if (isArchive)
        {
            context.WriteLine(TerminalText.Escape($"Exporting to {output}"));
        }

        var result = await SaveAsync(context, open, roots, ends, cancellationToken);
        foreach (var saved in result.Tags)
        {
            context.WriteLine(TerminalText.Escape($"Pulled tag {saved.Tag} with {saved.Referrers} referrer(s)"));
        }

        if (isArchive)
        {
            context.WriteLine(TerminalText.Escape($"Exported to {output} ({BackupText.Size(new FileInfo(output).Length)})"));
        }

        context.WriteLine(TerminalText.Escape(
            $"Successfully backed up {result.Tags.Count} tag(s) from \"{target.Path}\" to \"{output}\" "
            + $"in {BackupText.Duration(context.Clock.GetElapsedTime(start))}."));
        CopyWarnings.Write(context, result.Copy!);
        return 0;
    }

    private async Task<BackupResult> SaveAsync(
        CommandContext context,
        OpenTarget source,
        IReadOnlyList<CopyRoot> roots,
        CopyEnds ends,
        CancellationToken cancellationToken)
    {
        await using var progress = TransferProgress.Open(context, Words, _terminal.IsOff);
        return await ends.NameAsync(
            CopySide.Destination,
            () => Backup.SaveRootsAsync(source.Repository, roots, _output.Value, Options(progress), cancellationToken));
    }

    private CopyOptions Options(TransferProgress? progress) => new()
    {
        Concurrency = _concurrency.Value,
        SmallConcurrency = _concurrency.SmallValue,
        IncludeReferrers = _includeReferrers.Value,
        Progress = progress is null ? null : progress.Report,
        Limits = OciLimits.LargeManifests,
    };

    /// <summary>Known before anything is fetched.</summary>
    private static void CheckOutput(string output, bool isArchive)
    {
        var fault = isArchive && Directory.Exists(output) ? "it is a directory"
            : !isArchive && File.Exists(output) ? "it is a file, and only one that ends in .tar is replaced by an archive"
            : isArchive && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output)))
                ? "its directory does not exist"
            : null;
        if (fault is not null)
        {
            throw new CommandException($"cannot write the backup {GoText.Quote(output)}: {fault}");
        }
    }
}
