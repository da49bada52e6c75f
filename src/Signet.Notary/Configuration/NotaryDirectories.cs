namespace Signet.Notary.Configuration;

/// <summary>
/// The directories that <c>notation</c> and Signet share (notation, "directory structure"): same places, same files, so
/// that either tool finds what the other wrote.
/// </summary>
public sealed record NotaryDirectories
{
    private const string Fallback = ".notation";
    private const string Name = "notation";

    /// <summary>Settings, keys, trust policies and trust stores.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Holds <c>plugins/</c>.</summary>
    public required string LibexecDirectory { get; init; }

    /// <summary>What can be fetched again, such as revocation lists.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>Revocation lists, in files that <c>notation</c> reads and writes too.</summary>
    public string CrlCacheDirectory => Path.Combine(CacheDirectory, "crl");

    /// <summary>OCSP responses; <c>notation</c> keeps none.</summary>
    public string OcspCacheDirectory => Path.Combine(CacheDirectory, "ocsp");

    /// <summary><c>config.json</c>: settings, and credentials in Docker's format.</summary>
    public string ConfigFile => Path.Combine(ConfigDirectory, "config.json");

    /// <summary><c>signingkeys.json</c>: the list of signing keys.</summary>
    public string SigningKeysFile => Path.Combine(ConfigDirectory, "signingkeys.json");

    /// <summary>Keys and certificates that were generated for tests.</summary>
    public string LocalKeysDirectory => Path.Combine(ConfigDirectory, "localkeys");

    /// <summary>Trust stores, as <c>x509/type/name/file</c> below it.</summary>
    public string TrustStoreDirectory => Path.Combine(ConfigDirectory, "truststore");

    /// <summary><c>trustpolicy.oci.json</c>: the trust policy for OCI artifacts.</summary>
    public string OciTrustPolicyFile => Path.Combine(ConfigDirectory, "trustpolicy.oci.json");

    /// <summary><c>trustpolicy.json</c>: read only when <see cref="OciTrustPolicyFile"/> does not exist.</summary>
    public string LegacyTrustPolicyFile => Path.Combine(ConfigDirectory, "trustpolicy.json");

    /// <summary><c>trustpolicy.blob.json</c>: the trust policy for blobs.</summary>
    public string BlobTrustPolicyFile => Path.Combine(ConfigDirectory, "trustpolicy.blob.json");

    /// <summary>Policies of environments, as <c>name.oci.json</c> and <c>name.blob.json</c>; <c>notation</c> has none.</summary>
    public string EnvironmentPoliciesDirectory => Path.Combine(ConfigDirectory, "policies");

    /// <summary>
    /// The directories of this user: <c>NOTATION_CONFIG</c>, <c>NOTATION_LIBEXEC</c> and <c>NOTATION_CACHE</c> when set,
    /// else below the system's directories for configuration and cache; <c>.notation</c> in the working directory when
    /// those cannot be found out.
    /// </summary>
    /// <param name="getEnvironmentVariable">The value of a variable, null when it is not set.</param>
    public static NotaryDirectories FromEnvironment(Func<string, string?> getEnvironmentVariable) =>
        FromEnvironment(
            getEnvironmentVariable,
            OperatingSystem.IsWindows() ? DirectoryRules.Windows
            : OperatingSystem.IsMacOS() ? DirectoryRules.MacOS
            : DirectoryRules.Unix);

    internal static NotaryDirectories FromEnvironment(Func<string, string?> getEnvironmentVariable, DirectoryRules rules)
    {
        ArgumentNullException.ThrowIfNull(getEnvironmentVariable);
        string? Get(string name) => getEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

        var config = Get("NOTATION_CONFIG")
            ?? (UserConfigDirectory(Get, rules) is { } userConfig ? Path.Combine(userConfig, Name) : Fallback);
        return new NotaryDirectories
        {
            ConfigDirectory = config,
            LibexecDirectory = Get("NOTATION_LIBEXEC") ?? config,
            CacheDirectory = Get("NOTATION_CACHE")
                ?? (UserCacheDirectory(Get, rules) is { } cache
                    ? Path.Combine(cache, Name)
                    : Path.Combine(Fallback, "cache")),
        };
    }

    private static string? UserConfigDirectory(Func<string, string?> get, DirectoryRules rules) => rules switch
    {
        DirectoryRules.Windows => get("AppData"),
        DirectoryRules.MacOS => Below(get("HOME"), "Library", "Application Support"),
        _ => FromXdg(get, "XDG_CONFIG_HOME", ".config"),
    };

    private static string? UserCacheDirectory(Func<string, string?> get, DirectoryRules rules) => rules switch
    {
        DirectoryRules.Windows => get("LocalAppData"),
        DirectoryRules.MacOS => Below(get("HOME"), "Library", "Caches"),
        _ => FromXdg(get, "XDG_CACHE_HOME", ".cache"),
    };

    /// <summary>XDG Base Directory Specification: a relative path is invalid. Go then gives up and does not try HOME.</summary>
    private static string? FromXdg(Func<string, string?> get, string variable, string belowHome) =>
        get(variable) is { } xdg
            ? xdg.StartsWith('/') ? xdg : null
            : Below(get("HOME"), belowHome);

    private static string? Below(string? home, params ReadOnlySpan<string> parts) =>
        home is null ? null : Path.Combine([home, .. parts]);
}
