using System.Formats.Asn1;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>
/// What an authentic, fresh answer means (RFC 6960, section 2.2; trust-store-trust-policy.md, "Certificate Revocation
/// Evaluation").
/// </summary>
internal static class OcspStatusRules
{
    /// <summary>The status of <paramref name="answer"/> for something signed at <paramref name="signingTime"/>.</summary>
    public static OcspAnswer Evaluate(OcspSingleResponse answer, DateTimeOffset? signingTime) => (answer.Status switch
    {
        OcspCertificateStatus.Good => Good($"not revoked, as known on {RevocationText.Time(answer.ThisUpdate)}"),
        OcspCertificateStatus.Revoked => Revoked(answer, signingTime),
        _ => new OcspAnswer
        {
            Status = RevocationStatus.Unknown,
            Failure = RevocationFailure.StatusUnknown,
            Message = "the OCSP responder does not know the certificate",
        },
    }) with
    { ThisUpdate = answer.ThisUpdate, NextUpdate = answer.NextUpdate };

    /// <summary>
    /// Every reason revokes, certificateHold too: while it lasts the certificate is not to be used. Only removeFromCRL is
    /// none: it takes an entry of a delta list back (RFC 5280 §5.3.1), and a certificate that is revoked for it is
    /// nonsense, of which nothing is believed.
    /// </summary>
    private static OcspAnswer Revoked(OcspSingleResponse answer, DateTimeOffset? signingTime)
    {
        if (answer.Reason == RevocationReasons.RemoveFromCrl)
        {
            return OcspValidator.Refuse(
                RevocationFailure.Malformed, "the reason removeFromCRL belongs into a delta list and revokes nothing");
        }

        var reason = answer.Reason is { } number ? RevocationReasons.Name(number) : null;
        var revocation = new RevocationEvent(answer.RevokedAt!.Value, reason, InvalidityDate(answer));
        var revoked = $"revoked on {RevocationText.Time(revocation.RevokedAt)}" + (reason is null ? "" : $" ({reason})");

        // RFC 5280 §5.3.2: what was signed before the invalidity date was signed by the rightful holder.
        return signingTime < revocation.InvalidityDate
            ? Good(
                $"{revoked}, but it signed on {RevocationText.Time(signingTime.Value)}, before the invalidity date of "
                + RevocationText.Time(revocation.InvalidityDate.Value)) with
            { Revocation = revocation }
            : new OcspAnswer { Status = RevocationStatus.Revoked, Message = revoked, Revocation = revocation };
    }

    /// <summary>The invalidity date; null when there is none or it cannot be read, and then any revocation counts.</summary>
    private static DateTimeOffset? InvalidityDate(OcspSingleResponse answer)
    {
        if (answer.Extensions.FirstOrDefault(e => e.Oid == OcspOids.InvalidityDate) is not { } extension)
        {
            return null;
        }

        try
        {
            var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
            var date = OcspResponseReader.ReadTime(reader);
            reader.ThrowIfNotEmpty();
            return date;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static OcspAnswer Good(string message) => new() { Status = RevocationStatus.Good, Message = message };
}
