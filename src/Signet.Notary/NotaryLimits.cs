namespace Signet.Notary;

/// <summary>Every cap this library puts on the user's own files, with its reason.</summary>
public static class NotaryLimits
{
    /// <summary>Bytes of <c>config.json</c> and <c>signingkeys.json</c>; a key's entry takes some 200.</summary>
    public const int ConfigurationBytes = 1024 * 1024;

    /// <summary>Bytes of a trust policy; a statement takes some 400, so this holds ten thousand.</summary>
    public const int TrustPolicyBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one file of a trust store; the bundles that browsers ship have some 250 KiB.</summary>
    public const int CertificateFileBytes = 4 * 1024 * 1024;

    /// <summary>Files in one named trust store; each is parsed at every verification.</summary>
    public const int TrustStoreFiles = 1024;
}
