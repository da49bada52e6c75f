namespace Signet.TestKit.Revocation;

/// <summary>issuingDistributionPoint of a test list (RFC 5280 §5.2.5).</summary>
public sealed record LabCrlScope
{
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The name is nameRelativeToCRLIssuer instead of <see cref="Addresses"/>.</summary>
    public bool IsRelative { get; init; }

    public bool OnlyUserCertificates { get; init; }

    public bool OnlyAuthorityCertificates { get; init; }

    public bool OnlyAttributeCertificates { get; init; }

    /// <summary>onlySomeReasons: bit n of the bit string is <c>1 &lt;&lt; n</c>; null leaves it out.</summary>
    public int? OnlyReasons { get; init; }

    public bool IsIndirect { get; init; }

    public bool IsCritical { get; init; } = true;
}
