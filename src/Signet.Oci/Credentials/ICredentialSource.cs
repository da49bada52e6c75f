namespace Signet.Oci.Credentials;

/// <summary>Where a registry client asks for credentials.</summary>
public interface ICredentialSource
{
    /// <summary>
    /// The credential for <paramref name="registry"/> (host, with port when there is one), or null when none is stored.
    /// </summary>
    /// <exception cref="OciException">The store exists and cannot be read.</exception>
    ValueTask<Credential?> GetAsync(string registry, CancellationToken cancellationToken = default);
}
