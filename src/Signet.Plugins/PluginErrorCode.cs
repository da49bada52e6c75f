namespace Signet.Plugins;

/// <summary>Error codes of the protocol (plugin-extensibility.md, "Error codes").</summary>
public static class PluginErrorCode
{
    /// <summary>Something in the request is wrong: a missing member, a key that does not exist.</summary>
    public const string Validation = "VALIDATION_ERROR";

    /// <summary>The request's contract version is not supported.</summary>
    public const string UnsupportedContractVersion = "UNSUPPORTED_CONTRACT_VERSION";

    /// <summary>The caller may not use the key: not logged in, wrong PIN, no permission.</summary>
    public const string AccessDenied = "ACCESS_DENIED";

    /// <summary>The key service did not answer in time; the host may try again.</summary>
    public const string Timeout = "TIMEOUT";

    /// <summary>The key service refuses for now; the host may try again.</summary>
    public const string Throttled = "THROTTLED";

    /// <summary>Everything else.</summary>
    public const string Error = "ERROR";
}
