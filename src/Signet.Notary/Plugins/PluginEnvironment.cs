namespace Signet.Notary.Plugins;

/// <summary>
/// The environment a plugin gets: this process's own, as with <c>notation</c>, because vendors read their settings and
/// credentials from it, without what would hand it the registry (attack H6). A plugin has no business with a registry.
/// </summary>
internal static class PluginEnvironment
{
    private static readonly string[] Withheld =
    [
        "NOTATION_USERNAME", // Registry credentials of notation and signet; the command line removes them too, but a
        "NOTATION_PASSWORD", // program that uses this library may have them set.
        "DOCKER_AUTH_CONFIG", // Registry credentials themselves, as JSON: Docker, GitLab CI.
        "REGISTRY_AUTH_FILE", // Where podman, skopeo and buildah keep theirs.
        "CI_REGISTRY_USER", // GitLab: the job's own account for its registry.
        "CI_REGISTRY_PASSWORD",
        "CI_DEPLOY_USER", // GitLab: deploy token with access to the registry.
        "CI_DEPLOY_PASSWORD",
    ];

    /// <summary>Removes what is withheld; on Windows whatever its case.</summary>
    public static void Clean(IDictionary<string, string?> environment)
    {
        foreach (var name in Withheld)
        {
            environment.Remove(name);
        }
    }
}
