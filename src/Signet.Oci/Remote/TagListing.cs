using Signet.Oci.References;

namespace Signet.Oci.Remote;

/// <summary>Lists tags (distribution-spec, "Listing Tags").</summary>
internal sealed class TagListing(RepositoryEndpoint endpoint)
{
    public IAsyncEnumerable<string> ListAsync(string? last, CancellationToken cancellationToken)
    {
        var listing = new NameListing(endpoint.Connection)
        {
            Noun = "tag",
            Plural = "tags",
            Owner = endpoint.Name,
            Scopes = endpoint.PullScopes,
            IsValid = RepositoryName.IsValidTag,
            NotFound = _ => new(OciError.NotFound, $"{endpoint.Name}: repository not found") { StatusCode = 404 },
        };
        return listing.ListAsync(endpoint.Tags(last), cancellationToken);
    }
}
