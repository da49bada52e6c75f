using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation.Ocsp;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>
/// Finds out about one certificate (trust-store-trust-policy.md, "Certificate Revocation Evaluation"): OCSP where there is
/// a responder, lists where there is none or no responder gives a status.
/// </summary>
internal sealed class CertificateCheck
{
    private readonly RevocationOptions _options;
    private readonly ListCheck _lists;
    private readonly OcspLookup _responders;

    public CertificateCheck(RevocationOptions options)
    {
        _options = options;
        _lists = new ListCheck(options, new CrlLookup(options));
        _responders = new OcspLookup(options, _lists);
    }

    /// <summary>The report for one certificate that is not the root.</summary>
    public async Task<CertificateRevocation> RunAsync(
        X509Certificate2 certificate,
        X509Certificate2 issuer,
        DateTimeOffset? signingTime,
        ConcurrentQueue<string> cacheFaults,
        CancellationToken cancellationToken)
    {
        var sources = RevocationSources.Of(certificate);
        if (sources.IsEmpty)
        {
            return Result(certificate, RevocationStatus.NotRevocable, RevocationMethod.None, []);
        }

        using var timer = new CancellationTokenSource(_options.CertificateTimeout, _options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var scope = new CheckScope
        {
            Caller = cancellationToken,
            Token = linked.Token,
            Limit = _options.CertificateTimeout,
            CacheFaults = cacheFaults,
        };
        var record = new List<RevocationSource>();
        if (sources.Fault is { } fault)
        {
            record.Add(Unreadable(sources, fault));
        }

        var question = new CrlQuestion(certificate, issuer, signingTime);
        var hasResponders = sources.OcspAddresses.Count > 0;
        if (hasResponders)
        {
            var status = await AskRespondersAsync(question, sources.OcspAddresses, record, scope);
            if (status != RevocationStatus.Unknown || sources.DistributionPoints.Count == 0)
            {
                return Result(certificate, status, RevocationMethod.Ocsp, record);
            }
        }

        var method = hasResponders ? RevocationMethod.OcspThenCrl
            : sources.DistributionPoints.Count > 0 ? RevocationMethod.Crl
            : RevocationMethod.None;
        return Result(certificate, await _lists.CheckAsync(question, sources, record, scope), method, record);
    }

    /// <summary>
    /// In the certificate's order until one gives a definitive answer; that the responder does not know the certificate is
    /// one too: another responder of the same authority knows no more, a list may.
    /// </summary>
    private async Task<RevocationStatus> AskRespondersAsync(
        CrlQuestion question, IReadOnlyList<string> addresses, List<RevocationSource> record, CheckScope scope)
    {
        var ocsp = new OcspQuestion
        {
            Certificate = question.Certificate,
            Issuer = question.Issuer,
            CertificateId = OcspRequests.CertificateId(question.Certificate, question.Issuer),
            SigningTime = question.SigningTime,
        };
        foreach (var address in addresses)
        {
            var source = await _responders.AskAsync(ocsp, address, scope);
            record.Add(source);
            if (source.Status != RevocationStatus.Unknown || source.Failure == RevocationFailure.StatusUnknown)
            {
                return source.Status;
            }
        }

        return RevocationStatus.Unknown;
    }

    /// <summary>An extension that cannot be read may have named any source, so it stands in the report as one.</summary>
    private static RevocationSource Unreadable(RevocationSources sources, string fault) => new()
    {
        Method = sources.OcspAddresses.Count == 0 ? RevocationMethod.Ocsp : RevocationMethod.Crl,
        Address = "",
        Status = RevocationStatus.Unknown,
        Failure = RevocationFailure.Malformed,
        Message = fault,
    };

    private static CertificateRevocation Result(
        X509Certificate2 certificate,
        RevocationStatus status,
        RevocationMethod method,
        IReadOnlyList<RevocationSource> sources) =>
        new() { Certificate = certificate, Status = status, Method = method, Sources = sources };
}
