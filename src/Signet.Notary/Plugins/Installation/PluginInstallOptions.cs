namespace Signet.Notary.Plugins.Installation;

/// <summary>How to install a plugin.</summary>
public sealed record PluginInstallOptions
{
    /// <summary>SHA-256 of the source, hexadecimal in any case; null for none. Required for downloads.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// Also when the same or a higher version is installed, or one that does not answer. The new plugin must answer
    /// nevertheless.
    /// </summary>
    public bool IsForced { get; init; }
}
