using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Copying;

/// <summary>Copies an artifact, and with <c>-r</c> what refers to it, between registries and layouts.</summary>
internal sealed class CopyCommand : Command
{
    private readonly LoggingFlags _logging = new();
    private readonly ResolveFlag _addresses = new(
        "resolve", "base DNS rules formatted in host:port:address[:address_port] for --from-resolve and --to-resolve");

    private readonly ConcurrencyFlag _concurrency = ConcurrencyFlag.OfCopies();
    private readonly BoolFlag _force = new(
        "force", '\0', "look at everything, also below manifests the destination has, for one that has lost content");

    private readonly PlatformFlag _platform = new();
    private readonly BoolFlag _recursive = new("recursive", 'r', "recursively copy the artifact and its referrer artifacts");
    private readonly TargetFlags _from;
    private readonly TargetFlags _to;
    private readonly TerminalFlag _terminal;

    public CopyCommand()
        : base("copy", "Copy artifacts from one target to another")
    {
        Description = """
            Copies an artifact between registries and OCI image layouts, in any combination. Of an index, all manifests are
            copied. What the destination has is not sent again, and tags move when everything else is there: a copy that
            breaks off shows nothing of itself, and running it again completes it.

            Examples:
              signet cp localhost:5000/net-monitor:v1 localhost:6000/net-monitor-copy:v1
              signet cp -r localhost:5000/net-monitor:v1 localhost:6000/net-monitor-copy:v1
              signet cp --to-oci-layout localhost:5000/net-monitor:v1 ./downloaded:v1
              signet cp --from-oci-layout ./to-upload.tar:v1 localhost:5000/net-monitor:v1
              signet cp --platform linux/arm/v5 localhost:5000/net-monitor:v1 localhost:6000/net-monitor-copy:v1
              signet cp localhost:5000/net-monitor:v1 localhost:6000/net-monitor-copy:tag1,tag2,tag3
            """;
        Aliases = ["cp"];
        Arguments = "[flags] <from>{:<tag>|@<digest>} <to>[:<tag>[,<tag>][...]]";
        _from = new(FlagSide.From, _addresses, _logging);
        _to = new(FlagSide.To, _addresses, _logging);
        _terminal = new(_from);
        _from.AddTo(Flags);
        _to.AddTo(Flags);
        _logging.AddTo(Flags);
        _terminal.AddTo(Flags);
        Flags.Add(_addresses, _concurrency, _force, _platform, _recursive);
        FlagGroups = [.. _from.Groups, .. _to.Groups];
    }

    public override bool ClassifiesFailures => true;

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 2, "the source and destination for copying");

    public override async ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (_from.IsLayout && _to.IsLayout && _addresses.IsSet)
        {
            throw new CommandException("--resolve is about registries, and both targets are OCI image layouts: leave it out");
        }

        await _from.PrepareAsync(context, cancellationToken);
        await _to.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var from = _from.ParseArtifact(context.Arguments[0], this);
        var to = _to.Parse(context.Arguments[1], takesTags: true);
        TwoSides.ChooseCredentials(context, _from, from, _to, to);
        var ends = new CopyEnds(Describe("source", from), Describe("destination", to));
        using var source = await ends.NameAsync(CopySide.Source, () => _from.OpenAsync(context, from, cancellationToken));
        // Before the destination is opened: for something that is not there, no layout is made.
        var manifest = await ends.NameAsync(CopySide.Source, () => FetchAsync(source, cancellationToken));
        var digest = manifest.Descriptor.Digest;
        RequireNamed(to, digest);
        using var destination = await ends.NameAsync(
            CopySide.Destination,
            () => _to.OpenAsync(context, to, cancellationToken, RepositoryAccess.PullAndPush));

        IReadOnlyList<string> tags = to.Tag is null ? to.MoreTags : [to.Tag, .. to.MoreTags.Where(tag => tag != to.Tag)];
        var result = await CopyAsync(context, source, destination, manifest, tags, ends, cancellationToken);
        var shown = from.Digest is null || from.Digest == digest ? from.Shown : from.ShownAt(digest);
        context.WriteLine(TerminalText.Escape($"Copied {shown} => {to.Shown}"));
        foreach (var tag in tags.Skip(to.Tag is null ? 0 : 1))
        {
            context.WriteLine(TerminalText.Escape($"Tagged {tag}"));
        }

        context.WriteLine($"Digest: {digest}");
        CopyWarnings.Write(context, result);
        return 0;
    }

    private async Task<CopyResult> CopyAsync(
        CommandContext context,
        OpenTarget source,
        OpenTarget destination,
        Manifest manifest,
        IReadOnlyList<string> tags,
        CopyEnds ends,
        CancellationToken cancellationToken)
    {
        await using var progress = TransferProgress.Open(context, TransferWords.Copy, _terminal.IsOff);
        var copier = new GraphCopier(source.Repository, destination.Repository, new CopyOptions
        {
            Concurrency = _concurrency.Value,
            SmallConcurrency = _concurrency.SmallValue,
            IncludeReferrers = _recursive.Value,
            ChecksEverything = _force.Value,
            Progress = progress.Report,
            Limits = OciLimits.LargeManifests,
        });
        return await ends.NameAsync(CopySide.Destination, () => copier.CopyAsync(manifest, tags, cancellationToken));
    }

    private async Task<Manifest> FetchAsync(OpenTarget source, CancellationToken cancellationToken)
    {
        var (repository, reference) = (source.Repository, source.Target.Reference!);
        return _platform.Value is null
            ? await repository.FetchManifestAsync(reference, cancellationToken)
            : await repository.FetchManifestAsync(
                await PlatformSelector.SelectAsync(repository, reference, _platform.Value, cancellationToken), cancellationToken);
    }

    /// <summary>A destination by digest can only take that; known before anything is sent.</summary>
    private static void RequireNamed(Target to, Digest digest)
    {
        if (to.Digest is { } wanted && wanted != digest)
        {
            throw new OciException(
                OciError.ContentMismatch, $"the source has the digest {digest}, not {wanted} as {to.Text} says: nothing was copied");
        }
    }

    private static string Describe(string side, Target target) =>
        $"{side} {(target.IsLayout ? "oci-layout" : "registry")} {GoText.Quote(target.Text)}";
}
