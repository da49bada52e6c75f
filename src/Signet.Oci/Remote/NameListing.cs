using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>
/// Lists names, page after page: distribution-spec, "Listing Tags", and the catalog, which answers in the same form.
/// </summary>
internal sealed class NameListing(RegistryConnection connection)
{
    /// <summary>What one name is, for messages: <c>tag</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>What several are, which is also the property that holds them: <c>tags</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>Of what they are listed, for messages.</summary>
    public required string Owner { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Whether a name is one.</summary>
    public required Func<string, bool> IsValid { get; init; }

    /// <summary>What it means that the registry finds no such list.</summary>
    public required Func<RegistryRequest, OciException> NotFound { get; init; }

    public async IAsyncEnumerable<string> ListAsync(Uri first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new PageWalk($"{Plural} of {Owner}", connection.Limits);
        for (Uri? next = first; next is not null;)
        {
            walk.Enter(next);
            var (names, following) = await PageAsync(next, cancellationToken);
            walk.Count(names.Count);
            foreach (var name in names)
            {
                yield return name;
            }

            next = following;
        }
    }

    private Task<(IReadOnlyList<string> Names, Uri? Next)> PageAsync(Uri uri, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest { Method = HttpMethod.Get, Uri = uri, Scopes = Scopes };
        return connection.SendAsync(
            request,
            async (response, ct) =>
            {
                if (response.Status == HttpStatusCode.NotFound)
                {
                    throw NotFound(request);
                }

                if (response.Status != HttpStatusCode.OK)
                {
                    throw await response.FailureAsync(ct);
                }

                var content = await response.ReadSmallBodyAsync(connection.Limits.PageBytes, $"page of {Plural}", ct);
                return (Parse(request, content), LinkHeader.Next(response));
            },
            cancellationToken);
    }

    private IReadOnlyList<string> Parse(RegistryRequest request, byte[] content)
    {
        if (StrictJson.FindFault(content) is { } fault)
        {
            throw new OciException(OciError.Malformed, $"{request}: not a list of {Plural}: {UrlText.Clean(fault, 256)}");
        }

        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty(Plural, out var list)
            || list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            throw new OciException(OciError.Malformed, $"{request}: not a list of {Plural}");
        }

        // Go writes an empty list as null.
        return list.ValueKind == JsonValueKind.Null ? [] : [.. list.EnumerateArray().Select(item => Name(request, item))];
    }

    private string Name(RegistryRequest request, JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } name && IsValid(name)
            ? name
            : throw new OciException(OciError.Malformed, $"{request}: the list holds something that is not a {Noun}");
}
