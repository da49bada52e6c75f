using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Backups;
using Signet.Oci.Graph;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Copying;

/// <summary>Brings tags of a layout, in a directory or a tar archive, back to a registry.</summary>
internal sealed class RestoreCommand : ArtifactCommand
{
    private static readonly TransferWords Words = new("Pushing", "Pushed") { Width = 9 };

    private readonly ConcurrencyFlag _concurrency = ConcurrencyFlag.OfCopies();
    private readonly BoolFlag _dryRun =
        new("dry-run", '\0', "simulate the restore process without actually uploading any artifacts");

    private readonly BoolFlag _excludeReferrers =
        new("exclude-referrers", '\0', "restore artifacts excluding their referrers");

    private readonly StringFlag _input =
        new("input", '\0', "path to the OCI layout, either a tar archive (*.tar) or a directory") { IsRequired = true };

    private readonly TerminalFlag _terminal;

    public RestoreCommand()
        : base("restore", "Restore artifacts to a registry from an OCI image layout", hasLayout: false, hasReferrers: true)
    {
        Description = """
            Brings artifacts back from an OCI image layout in a directory or a tar archive, with what refers to them.
            Without tags, all of the layout are restored, but for indexes of the referrers tag schema: those are made anew.

            Examples:
              signet restore --input hello.tar localhost:5000/hello:v1
              signet restore --input hello --dry-run localhost:5000/hello
              signet restore --input hello --exclude-referrers localhost:5000/hello:v1,v2
            """;
        Arguments = "[flags] --input <path> <registry>/<repository>[:<ref1>[,<ref2>...]]";
        _terminal = new(Target);
        _terminal.AddTo(Flags);
        Flags.Add(_concurrency, _dryRun, _excludeReferrers, _input);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the repository and the tags to restore");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var start = context.Clock.GetTimestamp();
        var (target, tags) = TaggedRepository.Parse(Target, context.Arguments[0]);
        var ends = new CopyEnds($"backup {GoText.Quote(_input.Value)}", $"registry {GoText.Quote(target.Text)}");
        var backup = await OpenBackupAsync(context, ends, cancellationToken);
        var roots = await ends.NameAsync(
            CopySide.Source, () => Backup.FindAsync(backup, tags, Options(null), cancellationToken));
        if (roots.Count == 0)
        {
            throw new OciException(OciError.NotFound, $"backup \"{_input.Value}\" holds no tags: there is nothing to restore");
        }

        BackupText.WriteFound(context, roots, "the backup");
        if (_dryRun.Value)
        {
            return await RehearseAsync(context, backup, roots, target, ends, cancellationToken);
        }

        using var open = await Target.OpenAsync(context, target, cancellationToken, RepositoryAccess.PullAndPush);
        var result = await RestoreAsync(context, backup, roots, open, ends, cancellationToken);
        foreach (var restored in result.Tags)
        {
            context.WriteLine(TerminalText.Escape($"Pushed tag {restored.Tag} with {restored.Referrers} referrer(s)"));
        }

        context.WriteLine(TerminalText.Escape(
            $"Successfully restored {result.Tags.Count} tag(s) to \"{target.Path}\" "
            + $"in {BackupText.Duration(context.Clock.GetElapsedTime(start))}"));
        CopyWarnings.Write(context, result.Copy!);
        return 0;
    }

    private async Task<IRepository> OpenBackupAsync(CommandContext context, CopyEnds ends, CancellationToken cancellationToken)
    {
        var path = _input.Value;
        if (!Path.Exists(path))
        {
            throw new CommandException($"failed to access input path {GoText.Quote(path)}: stat {TerminalText.Escape(path)}: "
                + "no such file or directory");
        }

        var backup = await ends.NameAsync(
            CopySide.Source, () => TargetFlags.OpenLayoutAsync(context, path, RepositoryAccess.Pull, cancellationToken));
        if (File.Exists(path))
        {
            context.WriteLine(TerminalText.Escape($"Loaded backup archive: {path} ({BackupText.Size(new FileInfo(path).Length)})"));
        }

        return backup;
    }

    private async Task<int> RehearseAsync(
        CommandContext context,
        IRepository backup,
        IReadOnlyList<CopyRoot> roots,
        Target target,
        CopyEnds ends,
        CancellationToken cancellationToken)
    {
        var result = await ends.NameAsync(
            CopySide.Source, () => Backup.RehearseAsync(backup, roots, Options(null), cancellationToken));
        foreach (var tag in result.Tags)
        {
            context.WriteLine(TerminalText.Escape($"Dry run: would push tag {tag.Tag} with {tag.Referrers} referrer(s)"));
        }

        context.WriteLine(TerminalText.Escape(
            $"Dry run complete: {result.Tags.Count} tag(s) would be restored to \"{target.Path}\" (no data pushed)"));
        return 0;
    }

    private async Task<BackupResult> RestoreAsync(
        CommandContext context,
        IRepository backup,
        IReadOnlyList<CopyRoot> roots,
        OpenTarget destination,
        CopyEnds ends,
        CancellationToken cancellationToken)
    {
        await using var progress = TransferProgress.Open(context, Words, _terminal.IsOff);
        return await ends.NameAsync(
            CopySide.Destination,
            () => Backup.RestoreAsync(backup, roots, destination.Repository, Options(progress), cancellationToken));
    }

    private CopyOptions Options(TransferProgress? progress) => new()
    {
        Concurrency = _concurrency.Value,
        SmallConcurrency = _concurrency.SmallValue,
        IncludeReferrers = !_excludeReferrers.Value,
        Progress = progress is null ? null : progress.Report,
        Limits = OciLimits.LargeManifests,
    };
}
