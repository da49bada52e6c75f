using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.References;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>Lists tags, page after page (distribution-spec, "Listing Tags").</summary>
internal sealed class TagListing(RepositoryEndpoint endpoint)
{
    public async IAsyncEnumerable<string> ListAsync(
        string? last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new PageWalk($"tags of {endpoint.Name}", endpoint.Limits);
        for (var next = endpoint.Tags(last); next is not null;)
        {
            walk.Enter(next);
            var (tags, following) = await PageAsync(next, cancellationToken);
            walk.Count(tags.Count);
            foreach (var tag in tags)
            {
                yield return tag;
            }

            next = following;
        }
    }

    private Task<(IReadOnlyList<string> Tags, Uri? Next)> PageAsync(Uri uri, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest { Method = HttpMethod.Get, Uri = uri, Scopes = endpoint.PullScopes };
        return endpoint.Connection.SendAsync(
            request,
            async (response, ct) =>
            {
                if (response.Status == HttpStatusCode.NotFound)
                {
                    throw new OciException(OciError.NotFound, $"{endpoint.Name}: repository not found") { StatusCode = 404 };
                }

                if (response.Status != HttpStatusCode.OK)
                {
                    throw await response.FailureAsync(ct);
                }

                var content = await response.ReadSmallBodyAsync(endpoint.Limits.PageBytes, "page of tags", ct);
                return (Parse(request, content), LinkHeader.Next(response));
            },
            cancellationToken);
    }

    private static IReadOnlyList<string> Parse(RegistryRequest request, byte[] content)
    {
        if (StrictJson.FindFault(content) is { } fault)
        {
            throw new OciException(OciError.Malformed, $"{request}: not a list of tags: {UrlText.Clean(fault, 256)}");
        }

        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("tags", out var tags)
            || tags.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            throw new OciException(OciError.Malformed, $"{request}: not a list of tags");
        }

        // Go writes an empty list as null.
        return tags.ValueKind == JsonValueKind.Null ? [] : [.. tags.EnumerateArray().Select(tag => Tag(request, tag))];
    }

    private static string Tag(RegistryRequest request, JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } tag && RepositoryName.IsValidTag(tag)
            ? tag
            : throw new OciException(OciError.Malformed, $"{request}: the list holds something that is not a tag");
}
