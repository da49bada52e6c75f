namespace Signet.Oci.Remote.Transport;

/// <summary>Where a registry's API is.</summary>
/// <param name="Registry">Host, with port when there is one, as the user wrote it; what credentials are looked up by.</param>
/// <param name="Root">Address of the API's root, <c>https://host/v2/</c>.</param>
internal sealed record RegistryAddress(string Registry, Uri Root)
{
    /// <summary>Docker Hub's API is on another host than its name says.</summary>
    private const string DockerHub = "docker.io";

    private const string DockerHubApi = "registry-1.docker.io";

    public bool IsPlainHttp => Root.Scheme == "http";

    /// <summary>The address of <paramref name="registry"/>.</summary>
    /// <exception cref="FormatException">It is not a host with an optional port.</exception>
    public static RegistryAddress Of(string registry, bool isPlainHttp)
    {
        var host = registry == DockerHub ? DockerHubApi : registry;
        if (!Uri.TryCreate($"{(isPlainHttp ? "http" : "https")}://{host}/v2/", UriKind.Absolute, out var root)
            || root.UserInfo.Length != 0 || root.AbsolutePath != "/v2/" || root.Query.Length != 0 || root.Fragment.Length != 0)
        {
            throw new FormatException($"invalid registry \"{registry}\"");
        }

        return new RegistryAddress(registry, root);
    }
}
