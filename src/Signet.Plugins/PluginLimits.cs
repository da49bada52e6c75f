namespace Signet.Plugins;

/// <summary>Every cap this library puts on what comes from outside, with its reason.</summary>
public static class PluginLimits
{
    /// <summary>
    /// Tokens (values, names, brackets) of one request. The largest real ones, with a chain and all signed attributes, have
    /// under 200; without a cap, 64 MiB of empty strings would become a list of 20 million.
    /// </summary>
    public const int RequestTokens = 100_000;

    /// <summary>Certificates in a chain. Public code-signing chains have 3 or 4; Signet's verifier takes as many.</summary>
    public const int ChainCertificates = 16;

    /// <summary>Bytes of one certificate.</summary>
    public const int CertificateBytes = 64 * 1024;

    /// <summary>Bytes of a file of certificates. The bundles that browsers ship have some 250 KiB.</summary>
    public const int CertificateFileBytes = 4 * 1024 * 1024;

    /// <summary>Certificates that a chain is chosen from. The bundles that browsers ship have some 150.</summary>
    public const int CandidateCertificates = 1024;

    /// <summary>
    /// Signatures verified to find the issuers of one chain. Names and key identifiers leave one or two candidates; only a
    /// bundle made to waste time has more.
    /// </summary>
    public const int IssuerChecks = 256;

    /// <summary>Characters of an error message, and of one value in its metadata; a service's answer can be a whole page.</summary>
    public const int ErrorCharacters = 4096;
}
