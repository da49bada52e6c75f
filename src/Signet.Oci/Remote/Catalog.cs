using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.References;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>Lists the repositories of a registry, page after page (Docker Registry HTTP API v2, "Listing Repositories").</summary>
internal sealed class Catalog(RegistryConnection connection)
{
    // Registries give this to administrators only; the token must name it.
    private static readonly IReadOnlyList<string> Scopes = ["registry:catalog:*"];

    public async IAsyncEnumerable<string> ListAsync(
        string? last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new PageWalk($"repositories of {connection.Address.Registry}", connection.Limits);
        var query = last is null ? "" : $"?last={Uri.EscapeDataString(last)}";
        for (Uri? next = new(connection.Address.Root, "_catalog" + query); next is not null;)
        {
            walk.Enter(next);
            var (repositories, following) = await PageAsync(next, cancellationToken);
            walk.Count(repositories.Count);
            foreach (var repository in repositories)
            {
                yield return repository;
            }

            next = following;
        }
    }

    private Task<(IReadOnlyList<string> Repositories, Uri? Next)> PageAsync(Uri uri, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest { Method = HttpMethod.Get, Uri = uri, Scopes = Scopes };
        return connection.SendAsync(
            request,
            async (response, ct) =>
            {
                if (response.Status == HttpStatusCode.NotFound)
                {
                    throw new OciException(
                        OciError.Unsupported, $"{request}: the registry does not list its repositories") { StatusCode = 404 };
                }

                if (response.Status != HttpStatusCode.OK)
                {
                    throw await response.FailureAsync(ct);
                }

                var content = await response.ReadSmallBodyAsync(connection.Limits.PageBytes, "page of repositories", ct);
                return (Parse(request, content), LinkHeader.Next(response));
            },
            cancellationToken);
    }

    private static IReadOnlyList<string> Parse(RegistryRequest request, byte[] content)
    {
        if (StrictJson.FindFault(content) is { } fault)
        {
            throw new OciException(
                OciError.Malformed, $"{request}: not a list of repositories: {UrlText.Clean(fault, 256)}");
        }

        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("repositories", out var list)
            || list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        {
            throw new OciException(OciError.Malformed, $"{request}: not a list of repositories");
        }

        // Go writes an empty list as null.
        return list.ValueKind == JsonValueKind.Null ? [] : [.. list.EnumerateArray().Select(item => Name(request, item))];
    }

    private static string Name(RegistryRequest request, JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } name && RepositoryName.IsValid(name)
            ? name
            : throw new OciException(OciError.Malformed, $"{request}: the list holds something that is not a repository");
}
