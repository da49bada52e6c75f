using Signet.Signatures.Revocation.Ocsp;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>Asks one responder about one certificate: caches first, then the network, once for all who ask at the same time.</summary>
internal sealed class OcspLookup(RevocationOptions options, ListCheck lists)
{
    private readonly CacheChain _caches = new(options.Caches);
    private readonly SingleFlight<OcspCacheKey, Fetched<OcspBytes, OcspAnswer>> _flights = new();

    /// <summary>What the responder says.</summary>
    public async Task<RevocationSource> AskAsync(OcspQuestion question, string address, CheckScope scope) =>
        await scope.AskAsync(
            async token =>
            {
                var key = new OcspCacheKey(address, question.CertificateId);
                var fetched = await _flights.RunAsync(key, stop => FetchAsync(question, key, stop), token);
                foreach (var fault in fetched.CacheFaults)
                {
                    scope.CacheFaults.Enqueue(fault);
                }

                return SourceOf(fetched, question, address);
            },
            message => Failed(address, RevocationFailure.TimedOut, $"the OCSP responder {message}"));

    private async Task<Fetched<OcspBytes, OcspAnswer>> FetchAsync(
        OcspQuestion question, OcspCacheKey key, CancellationToken stop)
    {
        var scope = CheckScope.Shared(stop);
        var (kept, judgement, origin) = await _caches.FindAsync<OcspBytes, OcspAnswer>(
            async cache => await cache.FindOcspAsync(key, stop) is { } bytes ? new(bytes) : null,
            content => JudgeAsync(content, question, scope),
            Store,
            $"the OCSP response of {Fetching.ForeignText.Quote(key.Address)}",
            scope.CacheFaults);
        if (kept is not null)
        {
            return Result(kept, judgement!, origin);
        }

        if (options.Transport is not { } transport)
        {
            return new() { Fault = NetworkSource.Offline(judgement?.Message), CacheFaults = scope.CacheFaults };
        }

        var request = OcspRequests.Create(key.Address, key.CertificateId, options.OcspTimeout);
        var (response, fault) = await NetworkSource.AskAsync(transport, request, stop);
        if (fault is not null)
        {
            return new() { Fault = fault, CacheFaults = scope.CacheFaults };
        }

        var content = new OcspBytes(response);
        judgement = await JudgeAsync(content, question, scope);
        await _caches.StoreAsync(content, judgement.KeepUntil, Store, scope.CacheFaults);
        return Result(content, judgement, RevocationOrigin.Network);

        ValueTask Store(IRevocationCache cache, OcspBytes bytes, DateTimeOffset until) =>
            cache.StoreOcspAsync(key, bytes.Content, until, stop);

        Fetched<OcspBytes, OcspAnswer> Result(OcspBytes bytes, Judgement<OcspAnswer> judged, RevocationOrigin from) => new()
        {
            Content = bytes,
            Answer = judged.Answer,
            Question = question,
            Origin = from,
            CacheFaults = scope.CacheFaults,
        };
    }

    /// <summary>Validates a response, and looks up the responder where that is asked for.</summary>
    private async Task<Judgement<OcspAnswer>> JudgeAsync(OcspBytes content, OcspQuestion question, CheckScope scope)
    {
        var answer = Evaluate(content, question);
        var isPoisoned = answer.Failure is RevocationFailure.Malformed or RevocationFailure.NotAuthentic;
        if (answer.ResponderToCheck is { } responder
            && await lists.FindResponderFaultAsync(responder, question.Issuer, scope) is { } fault)
        {
            answer = NotBelieved(answer, fault);
        }

        var isUsable = answer.Failure is null && answer.Status is RevocationStatus.Good or RevocationStatus.Revoked;
        return new(answer, isUsable, isPoisoned, answer.Message, isUsable ? answer.NextUpdate : null);
    }

    private static OcspAnswer NotBelieved(OcspAnswer answer, string fault) => answer with
    {
        Status = RevocationStatus.Unknown,
        Failure = RevocationFailure.NotAuthentic,
        Message = $"the OCSP response does not count, because its responder cannot be believed: {fault}",
    };

    private OcspAnswer Evaluate(OcspBytes content, OcspQuestion question) => OcspValidator.Evaluate(
        content.Content, question.Certificate, question.Issuer, options.TimeProvider.GetUtcNow(), question.SigningTime);

    /// <summary>
    /// The source's entry. A usable response is judged anew for this question: whoever asked first may have had another
    /// signing time. The responder needs no second look.
    /// </summary>
    private RevocationSource SourceOf(Fetched<OcspBytes, OcspAnswer> fetched, OcspQuestion question, string address)
    {
        if (fetched.Fault is { } fault)
        {
            return Failed(address, fault.Failure, fault.Message);
        }

        var answer = fetched.Answer!.Failure is not null || ReferenceEquals(fetched.Question, question)
            ? fetched.Answer
            : Evaluate(fetched.Content!, question);
        return answer.ToSource(RevocationMethod.Ocsp, address, fetched.Origin);
    }

    private static RevocationSource Failed(string address, RevocationFailure failure, string message) => new()
    {
        Method = RevocationMethod.Ocsp,
        Address = address,
        Status = RevocationStatus.Unknown,
        Failure = failure,
        Message = message,
    };

    private sealed record OcspBytes(ReadOnlyMemory<byte> Content);
}
