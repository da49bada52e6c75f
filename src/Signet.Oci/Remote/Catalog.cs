using Signet.Oci.References;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>Lists the repositories of a registry (Docker Registry HTTP API v2, "Listing Repositories").</summary>
internal sealed class Catalog(RegistryConnection connection)
{
    // Registries give this to administrators only; the token must name it.
    private static readonly IReadOnlyList<string> Scopes = ["registry:catalog:*"];

    public IAsyncEnumerable<string> ListAsync(string? last, CancellationToken cancellationToken)
    {
        var listing = new NameListing(connection)
        {
            Noun = "repository",
            Plural = "repositories",
            Owner = connection.Address.Registry,
            Scopes = Scopes,
            IsValid = RepositoryName.IsValid,
            NotFound = request => new(
                OciError.Unsupported, $"{request}: the registry does not list its repositories") { StatusCode = 404 },
        };
        var query = last is null ? "" : $"?last={Uri.EscapeDataString(last)}";
        return listing.ListAsync(new(connection.Address.Root, "_catalog" + query), cancellationToken);
    }
}
