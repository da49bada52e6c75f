namespace Signet.Oci.Credentials;

/// <summary>
/// Credentials from files the user names, in Docker's format: the first file that has one for the registry counts, from
/// the helper it names or in plain text. Files are read at the first use.
/// </summary>
public sealed class CredentialFiles : ICredentialSource
{
    private readonly IReadOnlyList<string> _paths;
    private readonly CredentialStoreOptions _options;

    /// <summary>Credentials from the files at <paramref name="paths"/>; one that is missing has none.</summary>
    public CredentialFiles(IReadOnlyList<string> paths, CredentialStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = paths;
        _options = options ?? new CredentialStoreOptions();
    }

    /// <inheritdoc/>
    public async ValueTask<Credential?> GetAsync(string registry, CancellationToken cancellationToken = default)
    {
        foreach (var path in _paths)
        {
            var file = await CredentialFile.LoadAsync(path, _options.Limits, cancellationToken).ConfigureAwait(false);
            var credential = file.FindHelper(registry) is { } suffix
                ? await CredentialHelper.Find(suffix, _options)
                    .GetAsync(CredentialKey.Of(registry), cancellationToken).ConfigureAwait(false)
                : file.FindPlaintext(registry);
            if (credential is not null)
            {
                return credential;
            }
        }

        return null;
    }
}
