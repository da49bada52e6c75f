namespace Signet.Signatures.Revocation;

/// <summary>What an OCSP response is kept under.</summary>
/// <param name="Address">The responder's address, as the certificate has it.</param>
/// <param name="CertificateId">DER of the CertID that was asked about (RFC 6960, section 4.1.1).</param>
public sealed record OcspCacheKey(string Address, ReadOnlyMemory<byte> CertificateId)
{
    /// <inheritdoc/>
    public bool Equals(OcspCacheKey? other) =>
        other is not null && Address == other.Address && CertificateId.Span.SequenceEqual(other.CertificateId.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Address, StringComparer.Ordinal);
        hash.AddBytes(CertificateId.Span);
        return hash.ToHashCode();
    }
}
