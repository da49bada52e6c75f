namespace Signet.Oci.Credentials;

/// <summary>The name a registry's credential is kept under.</summary>
internal static class CredentialKey
{
    private const string DockerHub = "https://index.docker.io/v1/";

    /// <summary>The host itself, except for Docker Hub, whose key is historical.</summary>
    public static string Of(string registry) =>
        registry is "docker.io" or "registry-1.docker.io" or "index.docker.io" ? DockerHub : registry;

    /// <summary>The host of a key that was stored as an address: <c>https://registry.example.com/v2/</c>.</summary>
    public static string HostOf(string key)
    {
        foreach (var scheme in new[] { "https://", "http://" })
        {
            if (key.StartsWith(scheme, StringComparison.Ordinal))
            {
                key = key[scheme.Length..];
                break;
            }
        }

        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? key : key[..slash];
    }
}
