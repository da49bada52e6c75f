using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Archives;
using Signet.Oci.Layout;
using Signet.Oci.References;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Targets;

/// <summary>
/// What the commands that work like <c>oras</c> have in common: where the target is, how its registry is reached, and the
/// log. Flags are those of <c>oras</c>; credentials come from the same stores as everywhere in Signet.
/// </summary>
internal sealed class TargetFlags
{
    private readonly RemoteFlags _remote;
    private readonly LoggingFlags _logging;
    private readonly DistributionFlag? _distribution;
    private readonly BoolFlag? _layout;
    private readonly StringFlag? _layoutPath;
    private readonly bool _isOnly;

    /// <param name="hasLayout">The command also works on a layout.</param>
    /// <param name="hasReferrers">The command reads or records referrers.</param>
    public TargetFlags(bool hasLayout = true, bool hasReferrers = false)
        : this(FlagSide.Only, hasLayout, hasReferrers, new RemoteFlags(FlagSide.Only), new LoggingFlags())
    {
    }

    /// <summary>The flags of one side of a command that has two.</summary>
    /// <param name="side">Which.</param>
    /// <param name="addresses">The command's <c>--resolve</c>, which is for both sides.</param>
    /// <param name="logging">The command's log.</param>
    public TargetFlags(FlagSide side, ResolveFlag addresses, LoggingFlags logging)
        : this(side, hasLayout: true, hasReferrers: true, new RemoteFlags(side, addresses), logging)
    {
    }

    private TargetFlags(FlagSide side, bool hasLayout, bool hasReferrers, RemoteFlags remote, LoggingFlags logging)
    {
        _isOnly = side == FlagSide.Only;
        _remote = remote;
        _logging = logging;
        _distribution = hasReferrers ? new(side) : null;
        if (hasLayout)
        {
            _layout = new(side.Prefix + "oci-layout", '\0', $"set {side.Adjective}target as an OCI image layout");
            _layoutPath = new(
                side.Prefix + "oci-layout-path",
                '\0',
                side == FlagSide.To
                    ? "directory of the destination OCI image layout; the argument is then a tag in it"
                    : $"directory or tar archive of the {side.Adjective}OCI image layout; the argument is then a tag or digest in it");
        }
    }

    public IReadOnlyList<FlagGroup> Groups =>
        _layout is null ? _remote.Groups : [.. _remote.Groups, FlagGroup.Exclusive(_layout.Name, _layoutPath!.Name)];

    public bool IsLayout => _layout is { Value: true } || LayoutPath is not null;

    /// <summary>The directory given apart from the reference; null when there is none.</summary>
    public string? LayoutPath => _layoutPath is { Value.Length: > 0 } path ? path.Value : null;

    /// <summary>The credential flags of this target.</summary>
    public RemoteFlags Remote => _remote;

    /// <summary>True when the password comes from standard input, which then holds nothing else.</summary>
    public bool ReadsInput => _remote.ReadsInput;

    /// <summary>True when lines of a log go to standard error meanwhile.</summary>
    public bool IsLogging => _logging.IsOn;

    public void AddTo(FlagSet flags)
    {
        _remote.AddTo(flags);
        if (_isOnly)
        {
            _logging.AddTo(flags);
        }

        if (_layout is not null)
        {
            flags.Add(_layout, _layoutPath!);
        }

        if (_distribution is not null)
        {
            flags.Add(_distribution);
        }
    }

    /// <summary>Checks the flags and takes secrets from standard input; part of a command's preparation.</summary>
    /// <exception cref="CommandException">A flag does not fit the target.</exception>
    public async ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (IsLayout && _remote.FirstSet is { } name)
        {
            throw new CommandException(
                $"--{name} is about registries and cannot be used on an OCI image layout target: leave it out");
        }

        if (IsLayout && _distribution is { IsSet: true, Name: var distribution })
        {
            throw new CommandException(
                $"--{distribution} is about registries and cannot be used on an OCI image layout target: leave it out");
        }

        await _remote.PrepareAsync(context, cancellationToken);
    }

    /// <summary>The target that <paramref name="text"/> names; further tags after commas where the command takes them.</summary>
    /// <exception cref="FormatException">It is no reference, or one of the tags is none.</exception>
    public Target Parse(string text, bool takesTags = false)
    {
        string[] parts = takesTags ? text.Split(',') : [text];
        var target = LayoutPath is { } path ? Target.InLayout(path, parts[0]) : Target.Parse(parts[0], IsLayout);
        target = target with { MoreTags = [.. parts.Skip(1).Where(tag => tag.Length > 0).Distinct()] };
        foreach (var tag in target.MoreTags)
        {
            CheckTag(target, tag);
        }

        return target;
    }

    /// <summary>The same, with a tag or digest.</summary>
    /// <exception cref="CommandException">It has neither.</exception>
    public Target ParseArtifact(string text, Command command)
    {
        var target = Parse(text);
        return target.Reference is not null ? target : throw Missing(text, "no tag or digest specified", "\"<name>:<tag>\" or \"<name>@<digest>\"", command);
    }

    /// <summary>The same, with a digest.</summary>
    /// <exception cref="CommandException">It has none.</exception>
    public Target ParseBlob(string text, Command command)
    {
        var target = Parse(text);
        return target.Digest is not null ? target : throw Missing(text, "no digest specified", "\"<name>@<digest>\"", command);
    }

    /// <summary>A tag must be one before anything is sent.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static void CheckTag(Target target, string tag)
    {
        if (target.IsLayout ? tag.Length == 0 || Digest.TryParse(tag, out _) : !RepositoryName.IsValidTag(tag))
        {
            throw new FormatException($"invalid reference: invalid tag {GoText.Quote(tag)}");
        }
    }

    /// <summary>Opens the repository of <paramref name="target"/>.</summary>
    /// <param name="context">The run.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <param name="access">What it is going to be used for; a layout that is going to be written is made when missing.</param>
    /// <param name="mediaTypes">Manifest types to ask the registry for; empty for all.</param>
    /// <param name="mustExist">True to make no layout, because the command works on what is in it.</param>
    public async Task<OpenTarget> OpenAsync(
        CommandContext context,
        Target target,
        CancellationToken cancellationToken,
        RepositoryAccess access = RepositoryAccess.Pull,
        IReadOnlyList<string>? mediaTypes = null,
        bool mustExist = false)
    {
        if (target.InRegistry is { } reference)
        {
            var client = await OpenClientAsync(context, reference.Registry, cancellationToken, mediaTypes);
            return new(target, client.GetRepository(reference.Registry, reference.Repository, access), client);
        }

        return new(target, await OpenLayoutAsync(context, target.Path, access, cancellationToken, mustExist), null);
    }

    /// <summary>
    /// The same for a command that fetches content: what comes from a registry is kept in the folder that <c>ORAS_CACHE</c>
    /// names, and taken from there the next time.
    /// </summary>
    public async Task<OpenTarget> OpenCachedAsync(
        CommandContext context,
        Target target,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? mediaTypes = null)
    {
        if (target.InRegistry is not { } reference || context.GetVariable("ORAS_CACHE") is not { } folder)
        {
            return await OpenAsync(context, target, cancellationToken, mediaTypes: mediaTypes);
        }

        var client = await OpenClientAsync(context, reference.Registry, cancellationToken, mediaTypes);
        var repository = client.GetRepository(reference.Registry, reference.Repository, RepositoryAccess.Pull);
        return new(target, new CachedRepository(repository, folder, OciLimits.LargeManifests, context.Clock), client);
    }

    /// <summary>
    /// The layout at <paramref name="path"/>: a directory, or a tar archive of one, which can only be read. One that is going
    /// to be written is made when missing, unless it <paramref name="mustExist"/>.
    /// </summary>
    public static async Task<IRepository> OpenLayoutAsync(
        CommandContext context,
        string path,
        RepositoryAccess access,
        CancellationToken cancellationToken,
        bool mustExist = false)
    {
        if (File.Exists(path))
        {
            return access == RepositoryAccess.Pull
                ? await ArchivedLayoutRepository.OpenAsync(path, OciLimits.LargeManifests, cancellationToken)
                : throw new CommandException(
                    $"{TerminalText.Escape(path)} is a file: what is in an archive can be read only. Name a directory")
                { ExitCode = ExitCodes.Usage };
        }

        return access == RepositoryAccess.Pull || mustExist
            ? await LayoutRepository.OpenAsync(path, OciLimits.LargeManifests, context.Clock, cancellationToken)
            : await LayoutRepository.CreateAsync(path, OciLimits.LargeManifests, context.Clock, cancellationToken);
    }

    /// <summary>A client for one registry.</summary>
    public Task<RegistryClient> OpenClientAsync(
        CommandContext context,
        string registry,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? mediaTypes = null) => _remote.OpenClientAsync(
            context,
            registry,
            new()
            {
                Limits = OciLimits.LargeManifests,
                Referrers = _distribution?.Mode ?? ReferrersMode.Auto,
                ManifestMediaTypes = mediaTypes ?? [],
                Logger = _logging.CreateLogger(context),
            },
            cancellationToken);

    private static CommandException Missing(string text, string what, string form, Command command) => new(
        $"{GoText.Quote(text)}: {what}\nUsage: {CommandHelp.UseLine(command)}\n"
        + $"Please specify a reference in the form of {form}. "
        + $"Run \"{command.FullName} -h\" for more options and examples")
    {
        ExitCode = ExitCodes.Usage,
    };
}
