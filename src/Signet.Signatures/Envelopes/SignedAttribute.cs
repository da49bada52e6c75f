namespace Signet.Signatures.Envelopes;

/// <summary>An extended signed attribute.</summary>
/// <param name="Key">
/// Name. Text in JWS; in COSE text, or a number written in decimal when <see cref="IsIntegerLabel"/>.
/// </param>
/// <param name="Value">
/// Value as <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, null, or raw
/// <see cref="ReadOnlyMemory{T}"/> of bytes (the encoded item) for anything else.
/// </param>
/// <param name="IsCritical">A verifier that does not know the attribute must reject the signature.</param>
public sealed record SignedAttribute(string Key, object? Value, bool IsCritical)
{
    /// <summary>True for a COSE label that is a number.</summary>
    public bool IsIntegerLabel { get; init; }
}
