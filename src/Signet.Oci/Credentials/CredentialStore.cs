namespace Signet.Oci.Credentials;

/// <summary>
/// The credentials <c>notation</c> would use: those of its own configuration file when it says anything about credentials,
/// else of Docker's, else of the platform's own helper. Nothing is ever stored in plain text.
/// </summary>
/// <remarks>Files are read at the first use: a command that is given its credential does not fail on a damaged one.</remarks>
public sealed class CredentialStore : ICredentialSource
{
    private const string Guide = "See https://notaryproject.dev/docs/how-to/registry-authentication/";

    private readonly string _notationConfigPath;
    private readonly string? _dockerConfigPath;
    private readonly CredentialStoreOptions _options;

    private CredentialStore(string notationConfigPath, string? dockerConfigPath, CredentialStoreOptions options)
    {
        _notationConfigPath = notationConfigPath;
        _dockerConfigPath = dockerConfigPath;
        _options = options;
    }

    /// <summary>The store over these two files; either may be missing.</summary>
    public static CredentialStore Open(
        string notationConfigPath, string? dockerConfigPath, CredentialStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(notationConfigPath);
        return new CredentialStore(notationConfigPath, dockerConfigPath, options ?? new CredentialStoreOptions());
    }

    /// <summary>Docker's file: in <c>$DOCKER_CONFIG</c>, else in <c>.docker</c> of the home directory; null without one.</summary>
    public static string? FindDockerConfigPath(Func<string, string?> getEnvironmentVariable)
    {
        ArgumentNullException.ThrowIfNull(getEnvironmentVariable);
        if (getEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } directory)
        {
            return Path.Combine(directory, "config.json");
        }

        var home = getEnvironmentVariable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
        return string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".docker", "config.json");
    }

    /// <inheritdoc/>
    public async ValueTask<Credential?> GetAsync(string registry, CancellationToken cancellationToken = default)
    {
        var (file, suffix, _) = await SelectAsync(registry, cancellationToken).ConfigureAwait(false);
        try
        {
            return suffix is null
                ? file.FindPlaintext(registry)
                : await CredentialHelper.Find(suffix, _options)
                    .GetAsync(CredentialKey.Of(registry), cancellationToken).ConfigureAwait(false);
        }
        catch (OciException e)
        {
            throw new OciException(e.Error, $"failed to resolve credential: {e.Message}", e);
        }
    }

    /// <summary>Stores a credential with the registry's helper.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.Unsupported"/>: no helper is set up. Another: the helper failed.
    /// </exception>
    public async Task StoreAsync(string registry, Credential credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var (file, suffix, isDetected) = await SelectAsync(registry, cancellationToken).ConfigureAwait(false);
        if (suffix is null)
        {
            throw new OciException(
                OciError.Unsupported,
                "the credential could not be saved because a credentials store is required to securely store the password. "
                + Guide);
        }

        try
        {
            await CredentialHelper.Find(suffix, _options)
                .StoreAsync(CredentialKey.Of(registry), credential, cancellationToken).ConfigureAwait(false);
            if (isDetected)
            {
                // Written down, so that the credential is found again whatever else appears on the machine.
                await file.SetCredentialsStoreAsync(suffix, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OciException e)
        {
            throw new OciException(e.Error, $"failed to store the credentials for {registry}: {e.Message}", e);
        }
    }

    /// <summary>Removes the credential of a registry; done when there is none.</summary>
    /// <exception cref="OciException">The helper failed, or the file cannot be rewritten.</exception>
    public async Task EraseAsync(string registry, CancellationToken cancellationToken = default)
    {
        var (file, suffix, _) = await SelectAsync(registry, cancellationToken).ConfigureAwait(false);
        try
        {
            if (suffix is null)
            {
                await file.RemovePlaintextAsync(registry, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await CredentialHelper.Find(suffix, _options)
                    .EraseAsync(CredentialKey.Of(registry), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OciException e)
        {
            throw new OciException(e.Error, $"failed to delete the credential for {registry}: {e.Message}", e);
        }
    }

    /// <summary>True when exactly this credential is already there in plain text, where it cannot be stored again.</summary>
    public async Task<bool> IsInPlaintextAsync(
        string registry, Credential credential, CancellationToken cancellationToken = default)
    {
        var (file, suffix, _) = await SelectAsync(registry, cancellationToken).ConfigureAwait(false);
        return suffix is null && file.FindPlaintext(registry) == credential;
    }

    /// <summary>The file that counts, and the suffix of the registry's helper; null when it has none.</summary>
    private async Task<(CredentialFile File, string? Suffix, bool IsDetected)> SelectAsync(
        string registry, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(registry);
        var notation = await LoadAsync(_notationConfigPath, cancellationToken).ConfigureAwait(false);
        if (notation.IsConfigured)
        {
            return (notation, notation.FindHelper(registry), false);
        }

        if (_dockerConfigPath is not null)
        {
            var docker = await LoadAsync(_dockerConfigPath, cancellationToken).ConfigureAwait(false);
            if (docker.IsConfigured)
            {
                return (docker, docker.FindHelper(registry), false);
            }
        }

        var detected = DetectHelper();
        return (notation, detected, detected is not null);
    }

    private async Task<CredentialFile> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await CredentialFile.LoadAsync(path, _options.Limits, cancellationToken).ConfigureAwait(false);
        }
        catch (OciException e)
        {
            throw new OciException(
                e.Error,
                $"failed to get credentials store: failed to create credential store from config file: {e.Message}",
                e);
        }
    }

    /// <summary>The platform's own helper, when it is installed.</summary>
    private string? DetectHelper()
    {
        var suffix = OperatingSystem.IsWindows() ? "wincred"
            : OperatingSystem.IsMacOS() ? "osxkeychain"
            : CredentialHelper.FindProgram("pass", _options.SearchPath) is not null ? "pass" : "secretservice";
        return CredentialHelper.FindProgram($"docker-credential-{suffix}", _options.SearchPath) is null ? null : suffix;
    }
}
