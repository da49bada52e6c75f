using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>Validates OCSP responses (RFC 6960, sections 3.2 and 4.2).</summary>
/// <remarks>
/// Stricter than <c>notation</c>: the certificate id is compared whole and in every answer of a response; the signer must
/// be who the ResponderID says, and allowed to (<see cref="OcspSignerRules"/>); nothing may be from the future; critical
/// extensions of the response count too. Whether a response is authentic is settled before anything it says is believed.
/// </remarks>
internal static class OcspValidator
{
    /// <summary>What <paramref name="response"/> says about <paramref name="certificate"/>. Never throws for what is in it.</summary>
    public static OcspAnswer Evaluate(
        ReadOnlyMemory<byte> response,
        X509Certificate2 certificate,
        X509Certificate2 issuer,
        DateTimeOffset now,
        DateTimeOffset? signingTime)
    {
        if (response.Length > SignatureLimits.OcspResponseBytes)
        {
            return Refuse(
                RevocationFailure.TooLarge,
                $"its {response.Length} bytes are more than the limit of {SignatureLimits.OcspResponseBytes}");
        }

        if (ParsedCertificate.TryRead(certificate, out var fault) is not { } subject
            || ParsedCertificate.TryRead(issuer, out fault) is not { } authority)
        {
            return Refuse(RevocationFailure.Malformed, $"it cannot be about a certificate that is malformed: {fault?.TrimEnd('.')}");
        }

        try
        {
            var (status, basic) = OcspResponseReader.Read(response);
            return basic is null ? Unanswered(status) : Evaluate(basic, subject, authority, now, signingTime);
        }
        catch (AsnContentException e)
        {
            return Refuse(RevocationFailure.Malformed, $"it is malformed: {e.Message.TrimEnd('.')}");
        }
    }

    private static OcspAnswer Evaluate(
        OcspBasicResponse response,
        ParsedCertificate subject,
        ParsedCertificate issuer,
        DateTimeOffset now,
        DateTimeOffset? signingTime)
    {
        var answers = response.Responses.Where(r => r.Id.IsFor(subject, issuer)).ToList();
        if (answers.Count == 0)
        {
            return Refuse(RevocationFailure.NotAuthentic, "it is about another certificate");
        }

        var signer = OcspSignerRules.Find(response, subject, issuer, now);
        if (signer.Fault is { } fault)
        {
            return Refuse(RevocationFailure.NotAuthentic, fault);
        }

        return Contradiction(answers)
            ?? CriticalExtension(response.Extensions)
            ?? CriticalExtension(answers[0].Extensions)
            ?? OcspFreshness.FindFault(response, answers[0], now)
            ?? OcspStatusRules.Evaluate(answers[0], signingTime) with { ResponderToCheck = signer.ToCheck };
    }

    /// <summary>Ours: several answers about one certificate, by ids with different hashes perhaps, must be the same.</summary>
    private static OcspAnswer? Contradiction(List<OcspSingleResponse> answers) =>
        answers.TrueForAll(a => a.Content.Span.SequenceEqual(answers[0].Content.Span))
            ? null
            : Refuse(RevocationFailure.Malformed, "it contradicts itself: it has several answers about this certificate");

    /// <summary>§4.4: no extension should be critical, and none that changes a status is known here, so none may be.</summary>
    private static OcspAnswer? CriticalExtension(IReadOnlyList<OcspExtension> extensions) =>
        extensions.FirstOrDefault(e => e.IsCritical) is { } critical
            ? Refuse(RevocationFailure.Malformed, $"its critical extension {critical.Oid} is not supported")
            : null;

    /// <summary>
    /// §2.3: the responder gives no answer. Nobody signs that, so it decides nothing: the next responder, or a list, is
    /// asked.
    /// </summary>
    private static OcspAnswer Unanswered(OcspResponseStatus status)
    {
        var (failure, why) = status switch
        {
            OcspResponseStatus.MalformedRequest => (RevocationFailure.Malformed, "it finds the request malformed (malformedRequest)"),
            OcspResponseStatus.InternalError => (RevocationFailure.Unreachable, "it has an internal error (internalError)"),
            OcspResponseStatus.TryLater => (RevocationFailure.Unreachable, "it cannot answer now, try again later (tryLater)"),
            OcspResponseStatus.SignatureRequired => (
                RevocationFailure.Malformed, "it answers only signed requests, which are not supported (sigRequired)"),
            OcspResponseStatus.Unauthorized => (
                RevocationFailure.Unreachable, "it does not answer for this certificate or this client (unauthorized)"),
            _ => (RevocationFailure.Malformed, $"it answers with the unknown response status {(int)status}"),
        };
        return new OcspAnswer
        {
            Status = RevocationStatus.Unknown,
            Failure = failure,
            Message = $"the OCSP responder gives no status: {why}",
        };
    }

    internal static OcspAnswer Refuse(RevocationFailure failure, string why) => new()
    {
        Status = RevocationStatus.Unknown,
        Failure = failure,
        Message = $"the OCSP response does not count: {why}",
    };
}
