namespace Signet.TestKit.Pki;

/// <summary>Object identifiers for extKeyUsage.</summary>
public static class LabPurposes
{
    public const string Any = "2.5.29.37.0";
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    /// <summary>A purpose that no reader knows.</summary>
    public const string Unknown = "2.999.1";
}
