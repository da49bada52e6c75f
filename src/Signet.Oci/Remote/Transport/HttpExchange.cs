using System.Net;

namespace Signet.Oci.Remote.Transport;

/// <summary>Sends one request over the client's connections, following safe redirects, within the response time limit.</summary>
internal sealed class HttpExchange(
    HttpMessageInvoker invoker, OciLimits limits, TimeProvider time, HttpTrace trace, string userAgent)
{
    public OciLimits Limits => limits;

    public TimeProvider Time => time;

    /// <summary>
    /// Sends <paramref name="request"/> with <paramref name="authorization"/>, which no other origin ever sees.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(
        RegistryRequest request, string? authorization, CancellationToken cancellationToken)
    {
        var uri = request.Uri;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendToAsync(uri, request, authorization, cancellationToken);
            if (!RedirectRules.IsRedirect(response.StatusCode))
            {
                return response;
            }

            using (response)
            {
                if (redirects >= limits.Redirects)
                {
                    throw new OciException(
                        OciError.LimitExceeded, $"{request}: more than {limits.Redirects} redirects");
                }

                uri = RedirectRules.Target(request.Method, uri, response);
            }
        }
    }

    private async Task<HttpResponseMessage> SendToAsync(
        Uri uri, RegistryRequest request, string? authorization, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limits.ResponseTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // The message is not disposed: that would dispose of the response's request, and content is disposed below.
        var message = Message(uri, request, authorization);
        try
        {
            if (request.OpenContent is { } open)
            {
                message.Content = await open(cancellationToken);
                if (message.Content is UploadContent upload)
                {
                    // As long as bytes go out the server cannot answer: the time for headers starts at the last one.
                    upload.Progress = () => timeout.CancelAfter(limits.ResponseTimeout);
                }
            }

            var number = trace.Request(message);
            var response = await invoker.SendAsync(message, linked.Token);
            trace.Response(number, response);
            return response;
        }
        catch (Exception e)
        {
            trace.Failure(message, e);
            if (message.Content is UploadContent { Fault: { } fault })
            {
                throw fault;
            }

            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new OciException(
                    OciError.TimedOut,
                    $"{request}: no response within {limits.ResponseTimeout.TotalSeconds:0.###} s",
                    e);
            }

            throw;
        }
        finally
        {
            message.Content?.Dispose();
        }
    }

    private HttpRequestMessage Message(Uri uri, RegistryRequest request, string? authorization)
    {
        var message = new HttpRequestMessage(request.Method, uri)
        {
            // Over TLS the server chooses by ALPN; without TLS this means HTTP/1.1.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (request.Accept is { } accept)
        {
            message.Headers.TryAddWithoutValidation("Accept", accept);
        }

        var isSameOrigin = Origin.AreSame(uri, request.Uri);
        foreach (var (name, value) in request.Headers)
        {
            if (isSameOrigin || name == "Range")
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (isSameOrigin && authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return message;
    }
}
