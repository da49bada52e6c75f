using System.Formats.Asn1;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>One entry of a list (revokedCertificates, RFC 5280 §5.1.2.6 and §5.3).</summary>
/// <param name="RevokedAt">revocationDate.</param>
/// <param name="Reason">reasonCode; null when absent.</param>
/// <param name="InvalidityDate">invalidityDate; null when absent.</param>
internal sealed record CrlEntry(DateTimeOffset RevokedAt, int? Reason, DateTimeOffset? InvalidityDate)
{
    /// <summary>A suspension, which a later list may take back.</summary>
    public bool IsHold => Reason == RevocationReasons.CertificateHold;

    /// <summary>No revocation: a delta takes back an entry of its base.</summary>
    public bool IsRemoval => Reason == RevocationReasons.RemoveFromCrl;

    /// <summary>The entry as reports show it.</summary>
    public RevocationEvent ToEvent() =>
        new(RevokedAt, Reason is { } reason ? RevocationReasons.Name(reason) : null, InvalidityDate);

    /// <summary>
    /// False when the key was still good at an authentic signing time (RFC 5280 §5.3.2; trust-store-trust-policy.md,
    /// "CRLs"). At the very same moment the revocation counts.
    /// </summary>
    public bool CountsAt(DateTimeOffset? signingTime) => !(signingTime < InvalidityDate);

    /// <summary>Reads what follows the serial number.</summary>
    /// <exception cref="AsnContentException">It is not well formed, or has a critical extension that is not understood.</exception>
    public static CrlEntry Read(AsnReader afterSerialNumber)
    {
        var revokedAt = CrlList.ReadTime(afterSerialNumber);
        int? reason = null;
        DateTimeOffset? invalidityDate = null;
        if (afterSerialNumber.HasData)
        {
            var extensions = afterSerialNumber.ReadSequence();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (extensions.HasData)
            {
                var (oid, isCritical, value) = CrlList.ReadExtension(extensions);
                if (!seen.Add(oid))
                {
                    throw new AsnContentException($"the extension {oid} of the certificate's entry occurs twice");
                }

                var reader = new AsnReader(value, AsnEncodingRules.DER);
                switch (oid)
                {
                    case CrlOids.ReasonCode:
                        reason = ReadReason(reader);
                        break;
                    case CrlOids.InvalidityDate:
                        invalidityDate = reader.ReadGeneralizedTime();
                        reader.ThrowIfNotEmpty();
                        break;
                    // Critical or not, it makes the entry one about another issuer's certificate.
                    case CrlOids.CertificateIssuer:
                        throw new AsnContentException("the certificate's entry names another issuer (an indirect list)");
                    case not null when isCritical:
                        throw new AsnContentException(
                            $"the certificate's entry has the critical extension {oid}, which is not understood");
                }
            }
        }

        afterSerialNumber.ThrowIfNotEmpty();
        return new CrlEntry(revokedAt, reason, invalidityDate);
    }

    private static int ReadReason(AsnReader reader)
    {
        var bytes = reader.ReadEnumeratedBytes().Span;
        reader.ThrowIfNotEmpty();
        return bytes.Length == 1 ? bytes[0] : throw new AsnContentException("the reason of the certificate's entry is no reason");
    }
}
