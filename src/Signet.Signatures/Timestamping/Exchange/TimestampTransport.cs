using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Signet.Signatures.Revocation.Fetching;

namespace Signet.Signatures.Timestamping.Exchange;

/// <summary>
/// Sends a request by HTTP (RFC 3161 §3.4). The address is the user's own choice, so any machine may be asked; the answer is
/// a stranger's.
/// </summary>
/// <remarks>
/// Stricter than Go: no redirect is followed, because the user named an authority and not whom that one names; and the time
/// limit is on the whole exchange, body included. As strict as Go about the media type, which must be the bare
/// <c>application/timestamp-reply</c>.
/// </remarks>
internal static class TimestampTransport
{
    private const string QueryType = "application/timestamp-query";
    private const string ReplyType = "application/timestamp-reply";
    private static readonly HttpMessageInvoker Pool = new(CreateHandler());

    /// <summary>The body of the answer.</summary>
    /// <exception cref="TimestampException">There is no good answer in time.</exception>
    public static async Task<ReadOnlyMemory<byte>> PostAsync(
        Uri url, ReadOnlyMemory<byte> request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Real time, whatever clock judges certificates: a server must not hold us because a clock stands still.
        using var timer = new CancellationTokenSource(timeout);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ExchangeAsync(url, request, linked.Token);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the request for a timestamp was cancelled", e, cancellationToken);
        }
        catch (Exception e) when (timer.IsCancellationRequested && e is not TimestampException)
        {
            throw Failure(url, $"no whole answer within {timeout.TotalSeconds:0.###} s; try again, or ask another authority", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw Failure(url, Cause(e), e);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ExchangeAsync(
        Uri url, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new ReadOnlyMemoryContent(request) { Headers = { ContentType = new MediaTypeHeaderValue(QueryType) } },
        };
        using var response = await Pool.SendAsync(message, cancellationToken);
        CheckStatus(url, response);
        CheckMediaType(url, response);
        if (response.Content.Headers.ContentLength > SignatureLimits.TimestampBytes)
        {
            throw TooLarge(url);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await BoundedBody.ReadAsync(stream, SignatureLimits.TimestampBytes, cancellationToken) ?? throw TooLarge(url);
    }

    private static void CheckStatus(Uri url, HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return;
        }

        var reason = response.ReasonPhrase is { Length: > 0 } phrase ? $" {ForeignText.Escape(phrase)}" : "";
        var target = response.Headers.TryGetValues("Location", out var locations)
            ? $"; redirects are not followed: if {ForeignText.Quote(locations.FirstOrDefault())} is the authority you mean, name it"
            : "";
        throw Refused(url, $"https response bad status: {(int)response.StatusCode}{reason}{target}");
    }

    private static void CheckMediaType(Uri url, HttpResponseMessage response)
    {
        // As sent: parsed headers would tolerate parameters and other spellings.
        var isPresent = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values);
        var mediaType = isPresent ? values.ToString() : "";
        if (mediaType != ReplyType)
        {
            throw Refused(
                url, $"unexpected response content type: {ForeignText.Quote(mediaType)} instead of \"{ReplyType}\"; is this the address of an authority?");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            throw Refused(url, "the answer is compressed, which was not asked for");
        }
    }

    private static TimestampException TooLarge(Uri url) =>
        Refused(url, $"the answer is larger than the limit of {SignatureLimits.TimestampBytes} bytes");

    /// <summary>Nothing came back: Go's form of the phrase, which scripts know.</summary>
    private static TimestampException Failure(Uri url, string what, Exception inner) =>
        new($"timestamp: Post \"{url.OriginalString}\": {what}", inner);

    /// <summary>Something came back, and is refused.</summary>
    private static TimestampException Refused(Uri url, string what) => new($"timestamp: POST \"{url.OriginalString}\": {what}");

    private static string Cause(Exception exception) => exception.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connect: connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "no such host",
        var cause => ForeignText.Escape(cause.Message.TrimEnd('.')),
    };

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        Proxy = new ProxyOfEnvironment(),
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // What is refused is not read to its end.
        MaxResponseDrainSize = 0,
        // In KiB; authorities send under one.
        MaxResponseHeadersLength = 16,
    };
}
