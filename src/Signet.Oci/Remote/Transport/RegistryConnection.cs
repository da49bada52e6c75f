using System.Net;
using Signet.Oci.Remote.Authentication;

namespace Signet.Oci.Remote.Transport;

/// <summary>
/// The way to one registry: authentication and retries around <see cref="HttpExchange"/>. Tokens belong to it and with
/// it to one origin.
/// </summary>
internal sealed class RegistryConnection(
    RegistryAddress address,
    HttpExchange exchange,
    Authenticator authenticator,
    RetryOptions retry,
    IReadOnlyList<KeyValuePair<string, string>> headers)
{
    public RegistryAddress Address => address;

    public OciLimits Limits => exchange.Limits;

    public TimeProvider Time => exchange.Time;

    public RetryOptions Retry => retry;

    /// <summary>
    /// Sends <paramref name="request"/> and hands the answer to <paramref name="read"/>, which belongs to the attempt: a
    /// body that breaks off is fetched again. Retryable statuses never reach <paramref name="read"/>.
    /// </summary>
    public async Task<T> SendAsync<T>(
        RegistryRequest request,
        Func<RegistryResponse, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        if (headers.Count > 0)
        {
            request = request with { Headers = [.. request.Headers, .. headers] };
        }

        var budget = new RetryBudget(request.IsRetried ? retry : RetryOptions.None, exchange.Time);
        while (true)
        {
            OciException failure;
            bool isRetryable;
            TimeSpan? retryAfter = null;
            try
            {
                var message = await SendAuthorizedAsync(request, cancellationToken);
                using var response = new RegistryResponse(request, message, exchange.Limits, exchange.Time, budget.Attempt);
                if (!RetryBudget.IsRetryable(message.StatusCode))
                {
                    return await read(response, cancellationToken);
                }

                isRetryable = true;
                retryAfter = response.RetryAfter;
                failure = await response.FailureAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && TransportFault.Map(request, e) is not null)
            {
                (failure, isRetryable) = TransportFault.Map(request, e)!.Value;
                retryAfter = RetryBudget.RetryAfter(failure); // A token service may have asked for it.
            }

            if (!isRetryable || !await budget.TryNextAsync(retryAfter, cancellationToken))
            {
                RetryBudget.SetRetryAfter(failure, retryAfter);
                throw failure;
            }
        }
    }

    // At most three times: without a token, with a token somebody else fetched meanwhile, with one fetched for this.
    private async Task<HttpResponseMessage> SendAuthorizedAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var authorization = await authenticator.FindAsync(request, cancellationToken);
        while (true)
        {
            var response = await exchange.SendAsync(request, authorization?.Header, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized
                || !Origin.AreSame(response.RequestMessage!.RequestUri!, request.Uri))
            {
                return response; // Another origin's 401 is never answered with this registry's credentials.
            }

            try
            {
                authorization = await authenticator.AnswerAsync(request, response, authorization, cancellationToken);
            }
            catch
            {
                response.Dispose();
                throw;
            }

            if (authorization is null)
            {
                return response;
            }

            response.Dispose();
        }
    }
}
