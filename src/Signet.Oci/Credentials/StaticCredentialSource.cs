namespace Signet.Oci.Credentials;

/// <summary>One credential for one registry: what a user passes on the command line must reach no other host.</summary>
public sealed class StaticCredentialSource : ICredentialSource
{
    private readonly string _key;
    private readonly Credential _credential;

    /// <summary>Gives <paramref name="credential"/> to <paramref name="registry"/> (host, with port when it has one).</summary>
    public StaticCredentialSource(string registry, Credential credential)
    {
        ArgumentException.ThrowIfNullOrEmpty(registry);
        ArgumentNullException.ThrowIfNull(credential);
        _key = CredentialKey.Of(registry);
        _credential = credential;
    }

    /// <inheritdoc/>
    public ValueTask<Credential?> GetAsync(string registry, CancellationToken cancellationToken = default)
    {
        var isSame = string.Equals(CredentialKey.Of(registry), _key, StringComparison.OrdinalIgnoreCase);
        return ValueTask.FromResult(isSame ? _credential : null);
    }
}
