namespace Signet.TestKit.Revocation;

/// <summary>One distribution point to be written into a certificate or a list (RFC 5280 §4.2.1.13).</summary>
/// <param name="Addresses">URIs of its fullName; none leaves the name out.</param>
public sealed record LabCrlPoint(params IReadOnlyList<string> Addresses)
{
    /// <summary>ReasonFlags: bit n of the bit string is <c>1 &lt;&lt; n</c>; null leaves them out.</summary>
    public int? Reasons { get; init; }

    /// <summary>Writes a cRLIssuer, which makes the point one of an indirect list.</summary>
    public bool HasCrlIssuer { get; init; }

    /// <summary>The name is nameRelativeToCRLIssuer instead of URIs.</summary>
    public bool IsRelative { get; init; }
}
