using System.Collections.Concurrent;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation.Crl;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>Looks one certificate up in one list: caches first, then the network, once for all who ask at the same time.</summary>
internal sealed class CrlLookup(RevocationOptions options)
{
    private readonly CacheChain _caches = new(options.Caches);
    private readonly SingleFlight<CrlFlight, Fetched<CachedCrl, CrlAnswer>> _flights = new();

    /// <summary>What the list says, and for which reasons.</summary>
    /// <param name="query">What to look up.</param>
    /// <param name="address">Where the list is.</param>
    /// <param name="deltaAddresses">Deltas that the certificate names, beside those that the list names.</param>
    /// <param name="scope">The check.</param>
    public Task<(RevocationSource Source, CrlReasons Covered)> AskAsync(
        CrlQuery query, string address, IReadOnlyList<string> deltaAddresses, CheckScope scope) => scope.AskAsync(
            async token =>
            {
                var key = new CrlFlight(
                    address, CertificateThumbprint.Sha256(query.Issuer), string.Join('\n', deltaAddresses));
                var fetched = await _flights.RunAsync(key, stop => FetchAsync(query, address, deltaAddresses, stop), token);
                foreach (var fault in fetched.CacheFaults)
                {
                    scope.CacheFaults.Enqueue(fault);
                }

                return SourceOf(fetched, query, address, deltaAddresses);
            },
            message => (Failed(address, RevocationFailure.TimedOut, $"the list {message}"), CrlReasons.None));

    private async Task<Fetched<CachedCrl, CrlAnswer>> FetchAsync(
        CrlQuery query, string address, IReadOnlyList<string> deltaAddresses, CancellationToken stop)
    {
        var faults = new ConcurrentQueue<string>();
        var (kept, judgement, origin) = await _caches.FindAsync(
            cache => cache.FindCrlAsync(address, stop),
            crl => Task.FromResult(JudgementOf(Evaluate(crl, query))),
            Store,
            $"the list of {Fetching.ForeignText.Quote(address)}",
            faults);
        if (kept is not null)
        {
            return Result(kept, judgement!.Answer, origin);
        }

        if (options.Transport is not { } transport)
        {
            return new() { Fault = NetworkSource.Offline(judgement?.Message), CacheFaults = faults };
        }

        var (list, fault) = await DownloadAsync(transport, address, stop);
        if (fault is not null)
        {
            return new() { Fault = fault, CacheFaults = faults };
        }

        var (crl, answer) = await AddDeltaAsync(transport, list, query, deltaAddresses, stop);
        await _caches.StoreAsync(crl, KeepUntil(crl, answer, deltaAddresses), Store, faults);
        return Result(crl, answer, RevocationOrigin.Network);

        ValueTask Store(IRevocationCache cache, CachedCrl content, DateTimeOffset until) =>
            cache.StoreCrlAsync(address, content, until, stop);

        Fetched<CachedCrl, CrlAnswer> Result(CachedCrl content, CrlAnswer said, RevocationOrigin from) =>
            new() { Content = content, Answer = said, Question = query, Origin = from, CacheFaults = faults };
    }

    /// <summary>
    /// The list with the first delta that can be used. A list that does not hold by itself has no say in what is fetched
    /// next. A suspension stands without the delta, which could only lift it; all else does not.
    /// </summary>
    private async Task<(CachedCrl Crl, CrlAnswer Answer)> AddDeltaAsync(
        IRevocationTransport transport,
        ReadOnlyMemory<byte> list,
        CrlQuery query,
        IReadOnlyList<string> deltaAddresses,
        CancellationToken stop)
    {
        var complete = new CachedCrl(list, null);
        var answer = Evaluate(complete, query);
        // Incomplete: all is well but for the delta.
        if (answer.Failure is not (null or RevocationFailure.Incomplete))
        {
            return (complete, answer);
        }

        foreach (var address in DeltasOf(list, deltaAddresses))
        {
            var (delta, fault) = await DownloadAsync(transport, address, stop);
            if (fault is null)
            {
                var crl = new CachedCrl(list, delta);
                var answerWithDelta = Evaluate(crl, query);
                if (answerWithDelta.Failure is not { } failure)
                {
                    return (crl, answerWithDelta);
                }

                fault = (failure, $"{Fetching.ForeignText.Quote(address)}: {answerWithDelta.Message}");
            }

            if (answer.Failure is not null)
            {
                answer = answer with
                {
                    Failure = fault.Value.Failure,
                    Message = $"the list does not count without its delta: {fault.Value.Message}",
                };
            }
        }

        return (complete, answer);
    }

    /// <summary>
    /// A suspension that stands only because the delta could not be had is not kept: the delta may be there next time.
    /// </summary>
    private static DateTimeOffset? KeepUntil(CachedCrl crl, CrlAnswer answer, IReadOnlyList<string> deltaAddresses)
    {
        var isWaiting = answer.Revocation?.Reason == RevocationReasons.Name(RevocationReasons.CertificateHold)
            && crl.Delta is null && DeltasOf(crl.Base, deltaAddresses).Count > 0;
        return isWaiting ? null : JudgementOf(answer).KeepUntil;
    }

    private static Judgement<CrlAnswer> JudgementOf(CrlAnswer answer)
    {
        var isUsable = answer.Failure is null && answer.Status is RevocationStatus.Good or RevocationStatus.Revoked;
        return new(
            answer,
            isUsable,
            answer.Failure is RevocationFailure.Malformed or RevocationFailure.NotAuthentic,
            answer.Message,
            isUsable ? answer.NextUpdate : null);
    }

    private CrlAnswer Evaluate(CachedCrl crl, CrlQuery query) =>
        CrlValidator.Evaluate(crl, query with { Now = options.TimeProvider.GetUtcNow() });

    private static List<string> DeltasOf(ReadOnlyMemory<byte> list, IReadOnlyList<string> deltaAddresses) =>
    [
        .. CrlValidator.DeltaAddresses(list).Concat(deltaAddresses).Distinct(StringComparer.Ordinal)
            .Take(SignatureLimits.RevocationAddresses),
    ];

    private Task<(ReadOnlyMemory<byte> Content, (RevocationFailure Failure, string Message)? Fault)> DownloadAsync(
        IRevocationTransport transport, string address, CancellationToken stop) => NetworkSource.AskAsync(
            transport,
            new() { Address = address, MaxBytes = SignatureLimits.CrlBytes, Timeout = options.CrlTimeout },
            stop);

    /// <summary>The source's entry; another certificate than the first that asked is looked up anew.</summary>
    private (RevocationSource Source, CrlReasons Covered) SourceOf(
        Fetched<CachedCrl, CrlAnswer> fetched,
        CrlQuery query,
        string address,
        IReadOnlyList<string> deltaAddresses)
    {
        if (fetched.Fault is { } fault)
        {
            return (Failed(address, fault.Failure, fault.Message), CrlReasons.None);
        }

        var answer = ReferenceEquals(fetched.Question, query)
            ? fetched.Answer!
            : AnswerForAnother(fetched.Content!, fetched.Answer!, query, deltaAddresses);
        var source = answer.ToSource(RevocationMethod.Crl, address, fetched.Origin);
        return (source, answer.Status == RevocationStatus.Good ? answer.CoveredReasons : CrlReasons.None);
    }

    /// <summary>Where the delta is missing, the first who asked knows why.</summary>
    private CrlAnswer AnswerForAnother(
        CachedCrl crl, CrlAnswer first, CrlQuery query, IReadOnlyList<string> deltaAddresses) =>
        crl.Delta is null && first.Failure is not null && DeltasOf(crl.Base, deltaAddresses).Count > 0
            ? first with { Status = RevocationStatus.Unknown, Revocation = null }
            : Evaluate(crl, query);

    private static RevocationSource Failed(string address, RevocationFailure failure, string message) => new()
    {
        Method = RevocationMethod.Crl,
        Address = address,
        Status = RevocationStatus.Unknown,
        Failure = failure,
        Message = message,
    };
}
