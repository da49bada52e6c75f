using System.Runtime.CompilerServices;
using Signet.Oci.Archives;
using Signet.Oci.Remote.Referrers;
using Signet.Oci.Repositories;

namespace Signet.Oci.Layout;

/// <summary>
/// The referrers in a layout as they are at one moment, for a walk that asks for those of every manifest: reading each
/// candidate again for each question would take the square of their number.
/// </summary>
internal sealed class LayoutReferrersSnapshot
{
    private readonly LayoutReferrers _referrers;
    private readonly ILayoutContent _content;
    private readonly LayoutReader _reader;
    private readonly Lock _gate = new();
    private Task<(LayoutIndex Index, ILookup<Digest, Descriptor> BySubject, Exception? Unreadable)>? _read;

    private LayoutReferrersSnapshot(ILayoutContent content, LayoutReader reader, OciLimits limits)
    {
        _content = content;
        _reader = reader;
        _referrers = new LayoutReferrers(content, limits);
    }

    /// <summary>A snapshot to be, when <paramref name="repository"/> is a layout.</summary>
    public static LayoutReferrersSnapshot? Of(IRepository repository) => repository switch
    {
        LayoutRepository layout => new LayoutReferrersSnapshot(layout.Files, layout.Reader, layout.Limits),
        ArchivedLayoutRepository layout => new LayoutReferrersSnapshot(layout.Content, layout.Reader, layout.Limits),
        _ => null,
    };

    public async IAsyncEnumerable<Descriptor> ListAsync(
        Digest subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listed = new HashSet<Digest>();
        var (index, bySubject, unreadable) = await LayoutFault.GuardAsync(
            $"referrers of {subject}", () => ReadOnceAsync(cancellationToken)).ConfigureAwait(false);
        foreach (var entry in bySubject[subject].Where(entry => listed.Add(entry.Digest)))
        {
            yield return entry;
        }

        if (index.FindTag(ReferrersTag.For(subject)).Any())
        {
            // A referrers tag that was copied into the layout names manifests the index need not list.
            await foreach (var entry in _reader.ListReferrersAsync(subject, null, cancellationToken).ConfigureAwait(false))
            {
                if (listed.Add(entry.Digest))
                {
                    yield return entry;
                }
            }
        }
        else if (listed.Count == 0 && unreadable is not null)
        {
            throw LayoutFault.Of(unreadable, $"referrers of {subject}");
        }
    }

    private Task<(LayoutIndex, ILookup<Digest, Descriptor>, Exception?)> ReadOnceAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _read ??= ReadAsync(cancellationToken);
        }
    }

    private async Task<(LayoutIndex, ILookup<Digest, Descriptor>, Exception?)> ReadAsync(CancellationToken cancellationToken)
    {
        var index = await _content.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        var (bySubject, unreadable) = await _referrers.ReadAllAsync(index, cancellationToken).ConfigureAwait(false);
        return (index, bySubject, unreadable);
    }
}
