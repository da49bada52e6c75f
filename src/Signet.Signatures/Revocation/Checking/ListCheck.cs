using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation.Crl;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>
/// Finds out from lists alone whether a certificate is revoked (RFC 5280 §6.3; trust-store-trust-policy.md, "Certificate
/// Revocation Evaluation"). One distribution point that answers for all reasons is enough, as the specification says;
/// <c>notation</c> wants them all. Points that answer for some reasons are put together.
/// </summary>
internal sealed class ListCheck(RevocationOptions options, CrlLookup lists)
{
    /// <summary>The status, and an entry in <paramref name="record"/> for each address asked.</summary>
    public async Task<RevocationStatus> CheckAsync(
        CrlQuestion question, RevocationSources sources, List<RevocationSource> record, CheckScope scope)
    {
        var covered = CrlReasons.None;
        var first = record.Count;
        foreach (var point in sources.DistributionPoints)
        {
            var (status, reasons) = await CheckPointAsync(question, sources, point, record, scope);
            covered |= reasons;
            if (status == RevocationStatus.Revoked)
            {
                return status;
            }

            if (covered == CrlReasons.All)
            {
                return RevocationStatus.Good;
            }
        }

        MarkIncomplete(record, first, covered);
        return RevocationStatus.Unknown;
    }

    /// <summary>
    /// Why a delegated OCSP responder cannot be believed (RFC 6960 §4.2.2.2.1, no <c>id-pkix-ocsp-nocheck</c>); null when it
    /// can. One that names no source counts as not revoked, as for all certificates. One that names only OCSP would have to
    /// be asked about by OCSP again, and so on: not done, and not believed. An invalidity date excuses nothing here.
    /// </summary>
    public async Task<string?> FindResponderFaultAsync(
        X509Certificate2 responder, X509Certificate2 issuer, CheckScope scope)
    {
        var name = $"\"{CertificateName.Format(responder.SubjectName)}\"";
        var sources = RevocationSources.Of(responder);
        if (sources.IsEmpty)
        {
            return null;
        }

        if (sources.DistributionPoints.Count == 0)
        {
            return sources.Fault ?? $"the certificate {name} names only OCSP for its own revocation, which would not end";
        }

        var record = new List<RevocationSource>();
        var status = await CheckAsync(new(responder, issuer, null), sources, record, scope);
        var why = record.Count > 0 ? record[^1].Message : "no list was asked";
        return status switch
        {
            RevocationStatus.Good => null,
            RevocationStatus.Revoked => $"the certificate {name} is revoked: {why}",
            _ => $"whether the certificate {name} is revoked is unknown: {why}",
        };
    }

    private async Task<(RevocationStatus Status, CrlReasons Covered)> CheckPointAsync(
        CrlQuestion question,
        RevocationSources sources,
        CrlDistributionPoint point,
        List<RevocationSource> record,
        CheckScope scope)
    {
        if (FaultOf(point) is { } fault)
        {
            record.Add(new()
            {
                Method = RevocationMethod.Crl,
                Address = AddressOf(point),
                Status = RevocationStatus.Unknown,
                Failure = RevocationFailure.Malformed,
                Message = fault,
            });
            return (RevocationStatus.Unknown, CrlReasons.None);
        }

        var query = new CrlQuery
        {
            Certificate = question.Certificate,
            Issuer = question.Issuer,
            DistributionPoint = point,
            Now = options.TimeProvider.GetUtcNow(),
            SigningTime = question.SigningTime,
        };
        foreach (var address in point.Addresses)
        {
            var (source, covered) = await lists.AskAsync(query, address, sources.DeltaAddresses, scope);
            record.Add(source);
            if (source.Status is RevocationStatus.Good or RevocationStatus.Revoked)
            {
                return (source.Status, covered);
            }
        }

        return (RevocationStatus.Unknown, CrlReasons.None);
    }

    private static string AddressOf(CrlDistributionPoint point) => point.Addresses.Count > 0 ? point.Addresses[0] : "";

    private static string? FaultOf(CrlDistributionPoint point) =>
        point.IsIndirect ? "the distribution point is for a list made by somebody else than the certificate's issuer "
            + "(an indirect CRL), which is not supported"
        : point.Addresses.Count == 0 ? "the distribution point names no address"
        : null;

    /// <summary>Half an answer is none: "good" for some reasons does not say that the others were looked at.</summary>
    private static void MarkIncomplete(List<RevocationSource> record, int first, CrlReasons covered)
    {
        for (var i = first; i < record.Count; i++)
        {
            if (record[i].Status == RevocationStatus.Good)
            {
                record[i] = record[i] with
                {
                    Status = RevocationStatus.Unknown,
                    Failure = RevocationFailure.Incomplete,
                    Message = $"{record[i].Message}, but no list that answered covers {CrlReasons.All & ~covered}",
                };
            }
        }
    }
}
