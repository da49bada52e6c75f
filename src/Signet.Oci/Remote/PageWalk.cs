using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>Keeps one listing within its limits: pages, entries, and no page twice (attacks A1, A2).</summary>
internal sealed class PageWalk(string what, OciLimits limits)
{
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private int _entries;

    /// <summary>Called before a page is fetched.</summary>
    public void Enter(Uri page)
    {
        if (!_visited.Add(page.AbsoluteUri))
        {
            throw new OciException(
                OciError.Malformed, $"{what}: the page {UrlText.Redact(page)} links back to a page that was read before");
        }

        if (_visited.Count > limits.Pages)
        {
            throw new OciException(OciError.LimitExceeded, $"{what}: more than {limits.Pages} pages");
        }
    }

    /// <summary>Called with the number of entries a page has.</summary>
    public void Count(int entries)
    {
        _entries += entries;
        if (_entries > limits.ListedEntries)
        {
            throw new OciException(OciError.LimitExceeded, $"{what}: more than {limits.ListedEntries} entries");
        }
    }
}
