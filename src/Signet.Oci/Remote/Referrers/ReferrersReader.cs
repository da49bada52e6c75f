using System.Net;
using System.Runtime.CompilerServices;
using Signet.Oci.Manifests;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote.Referrers;

/// <summary>
/// Lists referrers. While it is unknown whether the registry has the API, the API and the fallback tag are asked at the
/// same time, and the tag's answer counts only when the API is not there.
/// </summary>
internal sealed class ReferrersReader(RepositoryEndpoint endpoint, ManifestStore manifests, ReferrersState state)
{
    public async IAsyncEnumerable<Descriptor> ListAsync(
        Digest subject, string? artifactType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new PageWalk($"referrers of {endpoint.Describe(subject.ToString())}", endpoint.Limits);
        var page = state.Support switch
        {
            ReferrersSupport.Api => await RequirePageAsync(subject, artifactType, walk, cancellationToken),
            ReferrersSupport.Tag => await TagPageAsync(subject, artifactType, cancellationToken),
            _ => await FirstPageAsync(subject, artifactType, walk, cancellationToken),
        };
        while (true)
        {
            walk.Count(page.Entries.Count);
            foreach (var entry in page.Entries)
            {
                yield return entry;
            }

            if (page.Next is not { } next)
            {
                yield break;
            }

            walk.Enter(next);
            page = await PageAsync(next, artifactType, cancellationToken)
                ?? throw new OciException(
                    OciError.Malformed,
                    $"GET \"{UrlText.Redact(next)}\": a following page of referrers is not there or not an index");
        }
    }

    /// <summary>Finds out whether the registry has the API, by asking for the referrers of a manifest.</summary>
    public async Task ProbeAsync(Digest subject, CancellationToken cancellationToken)
    {
        if (state.Support == ReferrersSupport.Unknown)
        {
            var page = await PageAsync(endpoint.Referrers(subject, null), null, cancellationToken);
            state.Learn(page is null ? ReferrersSupport.Tag : ReferrersSupport.Api);
        }
    }

    private async Task<ReferrersPage> FirstPageAsync(
        Digest subject, string? artifactType, PageWalk walk, CancellationToken cancellationToken)
    {
        var dropTag = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = endpoint.Referrers(subject, artifactType);
        walk.Enter(first);
        var api = PageAsync(first, artifactType, cancellationToken);
        var tag = TagPageAsync(subject, artifactType, dropTag.Token);
        try
        {
            if (await api is { } page)
            {
                state.Learn(ReferrersSupport.Api);
                return page;
            }

            var fallback = await tag;
            state.Learn(ReferrersSupport.Tag);
            return fallback;
        }
        finally
        {
            Abandoned.LetGo(tag, dropTag);
        }
    }

    private async Task<ReferrersPage> RequirePageAsync(
        Digest subject, string? artifactType, PageWalk walk, CancellationToken cancellationToken)
    {
        var first = endpoint.Referrers(subject, artifactType);
        walk.Enter(first);
        return await PageAsync(first, artifactType, cancellationToken)
            ?? throw new OciException(
                OciError.Unsupported, $"GET \"{UrlText.Redact(first)}\": the registry does not have the referrers API");
    }

    /// <summary>
    /// One page of the API; null when the answer means that there is no API: 404 without NAME_UNKNOWN, or something
    /// that is not an index.
    /// </summary>
    private Task<ReferrersPage?> PageAsync(Uri uri, string? artifactType, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Get,
            Uri = uri,
            Scopes = endpoint.PullScopes,
            Accept = MediaTypes.ImageIndex,
        };
        return endpoint.Connection.SendAsync(
            request,
            async (response, ct) =>
            {
                if (response.Status == HttpStatusCode.NotFound)
                {
                    var errors = await response.ReadErrorsAsync(ct);
                    return errors.Any(e => e.Code == RegistryError.NameUnknown)
                        ? throw new OciException(OciError.NotFound, $"{endpoint.Name}: repository not found") { StatusCode = 404 }
                        : null;
                }

                if (response.Status != HttpStatusCode.OK)
                {
                    throw await response.FailureAsync(ct);
                }

                if (response.MediaType != MediaTypes.ImageIndex)
                {
                    return null;
                }

                var content = await response.ReadSmallBodyAsync(endpoint.Limits.PageBytes, "page of referrers", ct);
                var index = ManifestReader.Read(Descriptor.Of(MediaTypes.ImageIndex, content), content, endpoint.Limits);
                var isFiltered = response.Header("OCI-Filters-Applied") is { } filters
                    && filters.Split(',').Any(f => f.Trim() == "artifactType");
                return (ReferrersPage?)new ReferrersPage(
                    Filter(index.Manifests, artifactType, isFiltered), LinkHeader.Next(response));
            },
            cancellationToken);
    }

    // Read as any other manifest: a damaged or foreign index under the tag is an error, never "no referrers".
    private async Task<ReferrersPage> TagPageAsync(Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var index = await FallbackIndex.ReadAsync(endpoint, manifests, subject, cancellationToken);
        return new ReferrersPage(Filter(index.Entries, artifactType, isFiltered: false), Next: null);
    }

    // The registry's filter is taken at its word only for entries that do not say their type.
    private static IReadOnlyList<Descriptor> Filter(IReadOnlyList<Descriptor> entries, string? artifactType, bool isFiltered) =>
        artifactType is null
            ? entries
            : [.. entries.Where(e => e.ArtifactType == artifactType || (isFiltered && e.ArtifactType is null))];
}
