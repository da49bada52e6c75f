using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote.Authentication;

/// <summary>
/// Which token services a registry may name (attack A14): the service gets the user's password or identity token, and
/// this machine makes a request to it, so a hostile registry must be able to name neither an eavesdropper nor a
/// neighbour of ours.
/// </summary>
internal static class RealmRules
{
    /// <summary>The address of the token service.</summary>
    /// <exception cref="OciException">It is none that may be used.</exception>
    public static Uri Check(string realm, RegistryAddress registry, Func<string, bool> isPlainHttp)
    {
        if (!Uri.TryCreate(realm, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            throw Unsafe(registry, realm, "it is not an http or https address");
        }

        if (uri.UserInfo.Length != 0)
        {
            throw Unsafe(registry, uri.Host, "it has user information in it");
        }

        var isSameHost = Origin.IsSameHost(uri, registry.Root)
            || (Origin.IsLoopback(uri) && Origin.IsLoopback(registry.Root));
        if (uri.Scheme == "http")
        {
            if (!registry.IsPlainHttp)
            {
                throw Unsafe(registry, UrlText.Redact(uri), "it is plain http and the registry is not");
            }

            if (!isSameHost && !isPlainHttp(uri.Authority))
            {
                throw Unsafe(
                    registry, UrlText.Redact(uri), $"plain http is not allowed for {uri.Authority}; list it as insecure to allow it");
            }
        }

        return !isSameHost && Origin.IsPrivateLiteral(uri)
            ? throw Unsafe(registry, UrlText.Redact(uri), "it is a private or local address")
            : uri;
    }

    private static OciException Unsafe(RegistryAddress registry, string realm, string why) => new(
        OciError.UnsafeLocation,
        $"{registry.Registry}: the token service \"{UrlText.Clean(realm, 256)}\" that the registry names is refused: {why}");
}
