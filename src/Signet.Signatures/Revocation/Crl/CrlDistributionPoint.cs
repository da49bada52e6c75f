namespace Signet.Signatures.Revocation.Crl;

/// <summary>One distribution point of a certificate (RFC 5280 §4.2.1.13).</summary>
internal sealed record CrlDistributionPoint
{
    /// <summary>Addresses at which the same list is to be had; only names of type URI count.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The reasons its list covers; <see cref="CrlReasons.All"/> when it does not say.</summary>
    public CrlReasons Reasons { get; init; } = CrlReasons.All;

    /// <summary>Somebody else than the certificate's issuer makes the list (an indirect CRL): not supported.</summary>
    public bool IsIndirect { get; init; }
}
