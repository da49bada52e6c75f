using System.Formats.Asn1;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>Validates revocation lists and looks certificates up in them (RFC 5280, sections 5 and 6.3).</summary>
/// <remarks>
/// Departs from <c>notation</c> to the safer side: an expired list still revokes, as the specification says, and a future
/// one likewise, since neither takes back a revocation other than a suspension; the list's scope, issuer and critical
/// marks count; a delta that list or certificate announces must be there for a "good"; a delta's removal counts only
/// against a suspension; and an entry whose invalidity date does not count hides no other.
/// </remarks>
internal static class CrlValidator
{
    /// <summary>Validates a list, and its delta where there is one, and looks the certificate up.</summary>
    public static CrlAnswer Evaluate(CachedCrl crl, CrlQuery query)
    {
        try
        {
            return ParsedCertificate.TryRead(query.Certificate, out var fault) is { } certificate
                && ParsedCertificate.TryRead(query.Issuer, out fault) is { } issuer
                ? Evaluate(crl, query, certificate, issuer)
                : Unknown(new(RevocationFailure.Malformed, fault!));
        }
        catch (AsnContentException e)
        {
            return Unknown(new(RevocationFailure.Malformed, $"the list is malformed: {RevocationText.Fault(e)}"));
        }
    }

    /// <summary>
    /// Addresses of the deltas that a list names (freshestCRL, RFC 5280 §5.2.6); empty when it names none or is malformed.
    /// </summary>
    public static IReadOnlyList<string> DeltaAddresses(ReadOnlyMemory<byte> crl)
    {
        try
        {
            return CrlList.Read(crl).DeltaAddresses;
        }
        catch (AsnContentException)
        {
            return [];
        }
    }

    private static CrlAnswer Evaluate(
        CachedCrl crl, CrlQuery query, ParsedCertificate certificate, ParsedCertificate issuer)
    {
        if (CrlRules.Size(crl.Base) is { } tooLarge)
        {
            return Unknown(tooLarge);
        }

        var complete = CrlList.Read(crl.Base);
        if ((CrlRules.Authenticity(complete, certificate, issuer)
                ?? CrlRules.Scope(complete, certificate, query.DistributionPoint)
                ?? CrlRules.Completeness(complete)) is { } fault)
        {
            return Unknown(fault);
        }

        var entry = CrlEntries.Find(complete.Entries, certificate.SerialNumber.Span, query.SigningTime);
        if (entry is { IsRemoval: true })
        {
            return Unknown(new(
                RevocationFailure.Malformed, "the list takes back the certificate's entry, which only a delta can do"));
        }

        var answer = new CrlAnswer
        {
            Status = RevocationStatus.Good,
            Message = "",
            ThisUpdate = complete.ThisUpdate,
            NextUpdate = complete.NextUpdate,
            Revocation = entry?.ToEvent(),
            CoveredReasons = query.DistributionPoint.Reasons & (complete.Scope?.Reasons ?? CrlReasons.All),
        };
        if (IsFinal(entry, query))
        {
            return Revoked(answer, entry!);
        }

        var late = CrlRules.Freshness(complete, query.Now);
        return crl.Delta is { } delta
            ? WithDelta(answer, entry, late, complete, delta, query, certificate, issuer)
            : Conclude(answer, entry, late, Announced(complete, certificate), query);
    }

    /// <summary>RFC 5280 §6.3.3 (c), (d), (i): what the delta says goes before what the list says.</summary>
    private static CrlAnswer WithDelta(
        CrlAnswer answer,
        CrlEntry? entry,
        CrlFault? late,
        CrlList complete,
        ReadOnlyMemory<byte> der,
        CrlQuery query,
        ParsedCertificate certificate,
        ParsedCertificate issuer)
    {
        try
        {
            if (CrlRules.Size(der) is { } tooLarge)
            {
                return Conclude(answer, entry, late, InDelta(tooLarge), query);
            }

            var delta = CrlList.Read(der);
            if (CrlRules.Authenticity(delta, certificate, issuer) is { } fault)
            {
                return Conclude(answer, entry, late, InDelta(fault), query);
            }

            var change = CrlEntries.Find(delta.Entries, certificate.SerialNumber.Span, query.SigningTime);
            answer = answer with
            {
                ThisUpdate = delta.ThisUpdate > complete.ThisUpdate ? delta.ThisUpdate : complete.ThisUpdate,
                NextUpdate = delta.NextUpdate < complete.NextUpdate ? delta.NextUpdate : complete.NextUpdate,
                Revocation = change is { IsRemoval: false } ? change.ToEvent() : answer.Revocation,
            };
            if (CrlRules.Delta(delta, complete) is { } mismatch)
            {
                return IsFinal(change, query) && CrlRules.SameScope(delta, complete)
                    ? Revoked(answer, change!)
                    : Conclude(answer, entry, late, mismatch, query);
            }

            return IsFinal(change, query)
                ? Revoked(answer, change!)
                : CrlRules.Freshness(delta, query.Now) is { } stale
                ? Conclude(answer, entry, late, InDelta(stale), query)
                : Conclude(answer, change?.CountsAt(query.SigningTime) == true ? change : entry, late, null, query);
        }
        catch (AsnContentException e)
        {
            return Conclude(
                answer, entry, late, InDelta(new(RevocationFailure.Malformed, $"it is malformed: {RevocationText.Fault(e)}")), query);
        }
    }

    /// <param name="answer">What is known of the lists.</param>
    /// <param name="entry">The entry that decides; null when there is none.</param>
    /// <param name="late">Why the list is not of this time: no answer at all.</param>
    /// <param name="deltaFault">Why the delta cannot be used: a suspension in the list stands, all else is unknown.</param>
    /// <param name="query">The question.</param>
    private static CrlAnswer Conclude(
        CrlAnswer answer, CrlEntry? entry, CrlFault? late, CrlFault? deltaFault, CrlQuery query)
    {
        var isSuspended = entry is { IsHold: true } && entry.CountsAt(query.SigningTime);
        if ((late ?? (isSuspended ? null : deltaFault)) is { } fault)
        {
            return answer with { Status = RevocationStatus.Unknown, Failure = fault.Failure, Message = fault.Message };
        }

        return isSuspended ? Revoked(answer, entry!) : answer with { Message = WhyGood(answer, entry) };
    }

    private static string WhyGood(CrlAnswer answer, CrlEntry? entry) => answer switch
    {
        _ when entry is { IsRemoval: true } => "the certificate's suspension was lifted",
        { Revocation.InvalidityDate: { } date } =>
            $"the certificate was revoked after the time of signing: its key counts as invalid from {RevocationText.Time(date)}",
        { CoveredReasons: CrlReasons.All } => "the list does not have the certificate",
        _ => "the list, which is about some reasons for a revocation only, does not have the certificate",
    };

    /// <summary>A revocation that no later list takes back, so that not even a list past its time can be outdated in it.</summary>
    private static bool IsFinal(CrlEntry? entry, CrlQuery query) =>
        entry is { IsHold: false, IsRemoval: false } && entry.CountsAt(query.SigningTime);

    /// <summary>
    /// A list without the delta that it, or the certificate, announces is not the newest there is. In <c>notation</c> a
    /// cache from which the delta was taken away makes a revoked certificate good.
    /// </summary>
    private static CrlFault? Announced(CrlList complete, ParsedCertificate certificate) =>
        complete.DeltaAddresses.Count > 0 || certificate.FindExtension(CertificateOids.FreshestCrl) is not null
            ? new(RevocationFailure.Incomplete, "there is a delta to the list, which could not be had")
            : null;

    private static CrlFault InDelta(CrlFault fault) => fault with { Message = $"the list's delta cannot be used: {fault.Message}" };

    private static CrlAnswer Revoked(CrlAnswer answer, CrlEntry entry) => answer with
    {
        Status = RevocationStatus.Revoked,
        Revocation = entry.ToEvent(),
        Message = $"the list has the certificate as {(entry.IsHold ? "suspended" : "revoked")} since "
            + RevocationText.Time(entry.RevokedAt)
            + (entry.Reason is { } reason ? $", reason {RevocationReasons.Name(reason)}" : ""),
    };

    private static CrlAnswer Unknown(CrlFault fault) => new()
    {
        Status = RevocationStatus.Unknown,
        Failure = fault.Failure,
        Message = fault.Message,
    };
}
