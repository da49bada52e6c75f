using Signet.Oci.Archives;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.References;
using Signet.Oci.Repositories;

namespace Signet.Oci.Backups;

/// <summary>
/// Saves tags of a repository in a layout, in a folder or a tar archive, and brings them back, as <c>oras backup</c> and
/// <c>oras restore</c> do. An archive appears whole or not at all, and needs no room beside its own.
/// </summary>
public static class Backup
{
    /// <summary>True for a path that means an archive: it ends in <c>.tar</c>.</summary>
    public static bool IsArchivePath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Saves tags of <paramref name="source"/> at <paramref name="output"/>.</summary>
    /// <param name="source">The repository.</param>
    /// <param name="tags">Which tags; none for all there are.</param>
    /// <param name="output">A folder, or a file when it ends in <c>.tar</c>; a folder that holds a layout is added to.</param>
    /// <param name="options">Whether referrers are saved too, and how.</param>
    /// <param name="cancellationToken">Ends it; no archive appears, and no tag in a folder's layout.</param>
    /// <exception cref="OciException">
    /// As the repositories throw them. Every tag is resolved first: when one is missing, nothing is written.
    /// </exception>
    public static async Task<BackupResult> SaveAsync(
        IRepository source,
        IReadOnlyList<string> tags,
        string output,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tags);
        return await SaveRootsAsync(
            source, await SelectAsync(source, tags, options, cancellationToken).ConfigureAwait(false), output, options, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Resolves the tags to save: those named, or all there are.</summary>
    /// <exception cref="OciException"><see cref="OciError.NotFound"/>: one is missing, or there are none.</exception>
    public static async Task<IReadOnlyList<CopyRoot>> SelectAsync(
        IRepository source,
        IReadOnlyList<string> tags,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tags);
        options ??= new CopyOptions();
        if (tags.Count == 0)
        {
            tags = await ListAsync(source, options.Limits, cancellationToken).ConfigureAwait(false);
        }

        return tags.Count > 0
            ? await ResolveAsync(source, tags, options, cancellationToken).ConfigureAwait(false)
            : throw new OciException(OciError.NotFound, $"{source.Name} has no tags: there is nothing to back up");
    }

    /// <summary>Saves what <see cref="SelectAsync"/> found, whatever its tags point at by now; as <see cref="SaveAsync"/> otherwise.</summary>
    public static async Task<BackupResult> SaveRootsAsync(
        IRepository source,
        IReadOnlyList<CopyRoot> roots,
        string output,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(roots);
        options ??= new CopyOptions();
        try
        {
            var copier = IsArchivePath(output)
                ? new GraphCopier(source, output, options)
                : new GraphCopier(
                    source, await LayoutRepository.CreateAsync(output, cancellationToken).ConfigureAwait(false), options);
            return BackupResult.Of(roots, await copier.CopyAsync(roots, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (LayoutFault.IsOfFileSystem(e))
        {
            throw LayoutFault.Of(e, output);
        }
    }

    /// <summary>Opens what <see cref="SaveAsync"/> or <c>oras backup</c> wrote: a folder with a layout, or an archive of one.</summary>
    public static async Task<IRepository> OpenAsync(
        string path, OciLimits? limits = null, CancellationToken cancellationToken = default) =>
        File.Exists(path)
            ? await ArchivedLayoutRepository.OpenAsync(path, limits, cancellationToken).ConfigureAwait(false)
            : await LayoutRepository.OpenAsync(path, limits ?? OciLimits.Default, TimeProvider.System, cancellationToken)
                .ConfigureAwait(false);

    /// <summary>
    /// The tags of a backup: those named, or all that are not indexes of the referrers tag schema. Such an index is made anew
    /// from the referrers themselves; put back as it was, it would hide what the destination has gained since.
    /// </summary>
    public static async Task<IReadOnlyList<CopyRoot>> FindAsync(
        IRepository backup,
        IReadOnlyList<string> tags,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backup);
        ArgumentNullException.ThrowIfNull(tags);
        options ??= new CopyOptions();
        if (tags.Count == 0)
        {
            tags = [.. (await ListAsync(backup, options.Limits, cancellationToken).ConfigureAwait(false))
                .Where(tag => !RepositoryName.IsDigestTag(tag))];
        }

        return await ResolveAsync(backup, tags, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings tags back, with the referrers the backup has when <paramref name="options"/> say so.</summary>
    /// <param name="backup">As <see cref="OpenAsync"/> opened it.</param>
    /// <param name="roots">As <see cref="FindAsync"/> found them.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="options">Whether referrers are brought back too, and how.</param>
    /// <param name="cancellationToken">Ends it before any tag has moved.</param>
    public static async Task<BackupResult> RestoreAsync(
        IRepository backup,
        IReadOnlyList<CopyRoot> roots,
        IRepository destination,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var result = await new GraphCopier(backup, destination, options).CopyAsync(roots, cancellationToken).ConfigureAwait(false);
        return BackupResult.Of(roots, result);
    }

    /// <summary>What <see cref="RestoreAsync"/> would bring back, without a destination.</summary>
    public static async Task<BackupResult> RehearseAsync(
        IRepository backup,
        IReadOnlyList<CopyRoot> roots,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        options ??= new CopyOptions();
        var graph = await GraphWalker.WalkAsync(
            backup,
            [.. roots.Select(root => root.Descriptor)],
            new WalkOptions
            {
                Concurrency = options.Concurrency,
                IncludeReferrers = options.IncludeReferrers,
                Limits = options.Limits,
            },
            cancellationToken).ConfigureAwait(false);
        return BackupResult.Of(roots, graph);
    }

    private static async Task<List<string>> ListAsync(
        IRepository repository, OciLimits limits, CancellationToken cancellationToken)
    {
        var tags = new List<string>();
        await foreach (var tag in repository.ListTagsAsync(null, cancellationToken).ConfigureAwait(false))
        {
            tags.Add(tag);
            if (tags.Count > limits.ListedEntries)
            {
                throw new OciException(
                    OciError.LimitExceeded, $"{repository.Name} has more than the limit of {limits.ListedEntries} tags: name some");
            }
        }

        return tags;
    }

    private static async Task<IReadOnlyList<CopyRoot>> ResolveAsync(
        IRepository repository, IReadOnlyList<string> tags, CopyOptions options, CancellationToken cancellationToken)
    {
        foreach (var tag in tags.Where(tag => Digest.TryParse(tag, out _)))
        {
            throw new OciException(OciError.Refused, $"digest references are not supported: {tag}: a backup holds tags");
        }

        var found = await Parallelism.SelectAsync(
            tags,
            Math.Min(options.Concurrency, options.Limits.GraphConcurrency),
            repository.ResolveAsync,
            cancellationToken).ConfigureAwait(false);
        return [.. tags.Select((tag, i) => new CopyRoot(found[i], [tag]))];
    }
}
