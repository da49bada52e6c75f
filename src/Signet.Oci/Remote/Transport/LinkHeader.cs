namespace Signet.Oci.Remote.Transport;

/// <summary>Reads the <c>Link</c> header that names the next page (RFC 8288; distribution-spec, "Listing Tags").</summary>
internal static class LinkHeader
{
    /// <summary>
    /// The address of the next page; null when there is none.
    /// </summary>
    /// <exception cref="OciException">The header cannot be read, or it names another origin (attack A14).</exception>
    public static Uri? Next(RegistryResponse response)
    {
        foreach (var header in response.Headers("Link"))
        {
            if (Target(header) is not { } target)
            {
                continue;
            }

            var request = response.Request;
            if (!Uri.TryCreate(request.Uri, target, out var next) || next.Scheme is not ("http" or "https"))
            {
                throw new OciException(
                    OciError.Malformed, $"{request}: Link header \"{UrlText.Clean(target, 256)}\" is not an address");
            }

            return Origin.AreSame(request.Uri, next)
                ? next
                : throw new OciException(
                    OciError.UnsafeLocation, $"{request}: the next page is said to be at another origin, {Origin.Of(next)}");
        }

        return null;
    }

    /// <summary>The target of the first link whose relation is <c>next</c>.</summary>
    internal static string? Target(string header)
    {
        for (var start = header.IndexOf('<', StringComparison.Ordinal); start >= 0;)
        {
            var end = header.IndexOf('>', start);
            if (end < 0)
            {
                return null;
            }

            var nextLink = header.IndexOf('<', end);
            var parameters = nextLink < 0 ? header[(end + 1)..] : header[(end + 1)..nextLink];
            if (parameters.Split(';', ',').Select(p => p.Trim()).Any(IsNext))
            {
                return header[(start + 1)..end];
            }

            start = nextLink;
        }

        return null;
    }

    private static bool IsNext(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            && parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase)
            && parameter[(equals + 1)..].Trim().Trim('"').Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase);
    }
}
