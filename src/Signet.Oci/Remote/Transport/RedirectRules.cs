using System.Net;

namespace Signet.Oci.Remote.Transport;

/// <summary>
/// Which redirects are followed (distribution-spec main, "Redirects"): registries send readers of blobs to a storage
/// service on another host. Credentials never go along (attack A14).
/// </summary>
internal static class RedirectRules
{
    public static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    /// <summary>Where <paramref name="response"/> sends the request for <paramref name="from"/>.</summary>
    /// <exception cref="OciException">There is no such place, or it is not a safe one.</exception>
    public static Uri Target(HttpMethod method, Uri from, HttpResponseMessage response)
    {
        var what = $"{method} \"{UrlText.Redact(from)}\"";
        var location = response.Headers.TryGetValues("Location", out var values) ? values.First() : "";
        if (location.Length == 0 || !Uri.TryCreate(from, location, out var target)
            || target.Scheme is not ("http" or "https"))
        {
            throw new OciException(
                OciError.Malformed, $"{what}: status {(int)response.StatusCode} without a usable Location header")
            {
                StatusCode = (int)response.StatusCode,
            };
        }

        CheckDowngrade(what, from, target);
        var isRead = method == HttpMethod.Get || method == HttpMethod.Head;
        if (!isRead && ((int)response.StatusCode is not (307 or 308) || !Origin.AreSame(from, target)))
        {
            throw Unsafe($"{what}: refused to follow a redirect to {Origin.Of(target)} with a request that changes something");
        }

        if (target.UserInfo.Length != 0)
        {
            throw Unsafe($"{what}: refused a redirect with user information in it");
        }

        if (!Origin.IsSameHost(from, target)
            && (Origin.IsLinkLocalLiteral(target) || (Origin.IsLoopback(target) && !Origin.IsLoopback(from))))
        {
            throw Unsafe($"{what}: refused a redirect to the local address {target.Host}");
        }

        return target;
    }

    /// <summary>Refuses to leave TLS for plain HTTP.</summary>
    public static void CheckDowngrade(string what, Uri from, Uri target)
    {
        if (from.Scheme == "https" && target.Scheme != "https")
        {
            throw Unsafe($"{what}: refused to go from https to plain http at {target.Authority}");
        }
    }

    private static OciException Unsafe(string message) => new(OciError.UnsafeLocation, message);
}
