using System.Runtime.CompilerServices;
using Signet.Oci.Manifests;
using Signet.Oci.Remote.Referrers;

namespace Signet.Oci.Layout;

/// <summary>
/// Finds referrers in a layout, which has no index of them: the candidates are the manifests <c>index.json</c> lists and
/// those of a referrers tag that was copied into the layout; each is read and must name the subject itself.
/// </summary>
internal sealed class LayoutReferrers(ILayoutContent files, OciLimits limits)
{
    /// <summary>
    /// Lists them in the order of the index. A candidate that is missing or malformed is passed over, so that it hides no
    /// other (attack A7). When none is found and one could not be read, the answer is unknown, and that is thrown (A9).
    /// </summary>
    public async IAsyncEnumerable<Descriptor> ListAsync(
        Digest subject, string? artifactType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var index = await files.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        var candidates = await FindCandidatesAsync(index, subject, artifactType, cancellationToken).ConfigureAwait(false);
        var found = 0;
        Exception? unreadable = null;
        foreach (var batch in candidates.Chunk(limits.LayoutReads))
        {
            foreach (var read in await Task.WhenAll(batch.Select(entry => ReadAsync(entry, cancellationToken)))
                .ConfigureAwait(false))
            {
                unreadable ??= read.Failure;
                if (read.Manifest is { } manifest
                    && manifest.Subject?.Digest == subject
                    && (artifactType is null || manifest.EffectiveArtifactType == artifactType))
                {
                    found++;
                    yield return ManifestWriter.ReferrerEntry(manifest);
                }
            }
        }

        if (found == 0 && unreadable is not null)
        {
            throw LayoutFault.Of(unreadable, $"referrers of {subject}");
        }
    }

    /// <summary>Every manifest of the index that has a subject, as its list of referrers names it, by subject.</summary>
    public async Task<(ILookup<Digest, Descriptor> BySubject, Exception? Unreadable)> ReadAllAsync(
        LayoutIndex index, CancellationToken cancellationToken)
    {
        var found = new List<(Digest Subject, Descriptor Entry)>();
        Exception? unreadable = null;
        var candidates = index.Entries
            .Where(entry => CanHaveSubject(entry.MediaType))
            .DistinctBy(entry => (entry.Digest, entry.MediaType, entry.Size));
        foreach (var batch in candidates.Chunk(limits.LayoutReads))
        {
            foreach (var read in await Task.WhenAll(batch.Select(entry => ReadAsync(entry, cancellationToken)))
                .ConfigureAwait(false))
            {
                unreadable ??= read.Failure;
                if (read.Manifest is { Subject: { } subject } manifest && subject.Digest != manifest.Descriptor.Digest)
                {
                    found.Add((subject.Digest, ManifestWriter.ReferrerEntry(manifest)));
                }
            }
        }

        return (found.ToLookup(pair => pair.Subject, pair => pair.Entry), unreadable);
    }

    private async Task<List<Descriptor>> FindCandidatesAsync(
        LayoutIndex index, Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var entries = new List<Descriptor>(index.Entries);
        foreach (var tagged in index.FindTag(ReferrersTag.For(subject)))
        {
            var (manifest, _) = await ReadAsync(tagged, cancellationToken).ConfigureAwait(false);
            entries.AddRange(manifest?.Manifests ?? []);
        }

        return
        [
            .. entries
                .Where(entry => entry.Digest != subject
                    && CanHaveSubject(entry.MediaType)
                    && (artifactType is null || entry.ArtifactType is null || entry.ArtifactType == artifactType))
                .DistinctBy(entry => (entry.Digest, entry.MediaType, entry.Size)),
        ];
    }

    private async Task<(Manifest? Manifest, Exception? Failure)> ReadAsync(
        Descriptor entry, CancellationToken cancellationToken)
    {
        try
        {
            var content = await LayoutReader.ReadVerifiedAsync(files, entry, limits.ManifestBytes, cancellationToken)
                .ConfigureAwait(false);
            return (ManifestReader.Read(entry, content, limits), null);
        }
        catch (Exception e) when (e is OciException or FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (Exception e) when (LayoutFault.IsOfFileSystem(e))
        {
            return (null, e);
        }
    }

    private static bool CanHaveSubject(string mediaType) =>
        mediaType is MediaTypes.ImageManifest or MediaTypes.ImageIndex or MediaTypes.ArtifactManifest;
}
