using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Signet.Signatures.Revocation.Fetching;

namespace Signet.Signatures.Revocation;

/// <summary>
/// Asks by plain HTTP, as RFC 5280 and RFC 6960 use it: what is fetched is signed. HTTP/1.1, no cookies, no credentials, no
/// compression; the proxy that the standard environment variables name is used.
/// </summary>
/// <remarks>
/// The addresses come from certificates, so this is stricter than <c>notation</c>, which asks any http address and follows
/// ten redirects anywhere: link-local addresses and cloud metadata services are refused, as text and for every address a
/// name resolves to; of redirects at most three are followed, to http only, and from another machine never to this one.
/// Private addresses and loopback may be asked at first hand, because companies run their authorities inside: call this only
/// for chains that a trusted store backs.
/// </remarks>
public sealed class RevocationHttpTransport : IRevocationTransport, IDisposable
{
    private readonly HttpMessageInvoker _pool;
    private readonly HttpMessageInvoker _poolWithoutLoopback;
    private readonly TimeProvider _timeProvider;

    /// <summary>A transport with connections of its own; most callers want <see cref="Shared"/>.</summary>
    /// <param name="timeProvider">Clock that time limits run by; null for the system's.</param>
    public RevocationHttpTransport(TimeProvider? timeProvider = null)
        : this(new ProxyOfEnvironment(), Dns.GetHostAddressesAsync, timeProvider)
    {
    }

    internal RevocationHttpTransport(IWebProxy? proxy, HostResolver resolve, TimeProvider? timeProvider = null)
    {
        _pool = new HttpMessageInvoker(GuardedHandler.Create(proxy, resolve, allowLoopback: true));
        _poolWithoutLoopback = new HttpMessageInvoker(GuardedHandler.Create(proxy, resolve, allowLoopback: false));
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>One for the process: its connections are used again. Disposing it has no effect.</summary>
    public static RevocationHttpTransport Shared { get; } = new();

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> SendAsync(RevocationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(request.MaxBytes, nameof(request));
        cancellationToken.ThrowIfCancellationRequested();
        var address = FetchAddress.Parse(request.Address);
        using var timer = new CancellationTokenSource(request.Timeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ExchangeAsync(request, address, linked.Token);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the request for revocation data was cancelled", e, cancellationToken);
        }
        catch (Exception e) when (timer.IsCancellationRequested && e is not RevocationTransportException)
        {
            throw Failure(
                RevocationFailure.TimedOut, request, $"gave no whole answer within {request.Timeout.TotalSeconds:0.###} s", e);
        }
        catch (HttpRequestException e) when (e.InnerException is RevocationTransportException refused)
        {
            throw new RevocationTransportException(refused.Failure, refused.Message, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw Failure(RevocationFailure.Unreachable, request, $"cannot be reached: {ForeignText.Escape(Innermost(e))}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!ReferenceEquals(this, Shared))
        {
            _pool.Dispose();
            _poolWithoutLoopback.Dispose();
        }
    }

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(
        RevocationRequest request, FetchAddress first, CancellationToken cancellationToken)
    {
        var address = first;
        for (var redirects = 0; ; redirects++)
        {
            // From loopback a redirect may go anywhere; from elsewhere not to a name that turns out to be this machine.
            var pool = redirects == 0 || first.IsLoopback ? _pool : _poolWithoutLoopback;
            using var message = CreateMessage(request, address);
            using var response = await pool.SendAsync(message, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await ReadAsync(request, response, cancellationToken);
            }

            address = Next(request, address, response);
            if (redirects == SignatureLimits.RevocationRedirects)
            {
                throw Failure(
                    RevocationFailure.AddressRefused, request,
                    $"redirects more often than the limit of {SignatureLimits.RevocationRedirects}");
            }
        }
    }

    private static HttpRequestMessage CreateMessage(RevocationRequest request, FetchAddress address)
    {
        var message = new HttpRequestMessage(request.Body is null ? HttpMethod.Get : HttpMethod.Post, address.Uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType =
                request.BodyMediaType is { } mediaType ? new MediaTypeHeaderValue(mediaType) : null;
        }

        return message;
    }

    /// <summary>Where the answer sends us; anything but a redirect that may be followed is a failure.</summary>
    private static FetchAddress Next(RevocationRequest request, FetchAddress address, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308))
        {
            throw Failure(RevocationFailure.Unreachable, request, $"answered with status {status} instead of 200");
        }

        if (request.Body is not null && status is not (307 or 308))
        {
            throw Failure(
                RevocationFailure.AddressRefused, request,
                $"redirects a POST with status {status}; only 307 and 308 keep it a POST");
        }

        return response.Headers.TryGetValues("Location", out var values) && values.FirstOrDefault() is { Length: > 0 } target
            ? address.Redirect(target)
            : throw Failure(RevocationFailure.Unreachable, request, $"answered with status {status} and names no target");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(
        RevocationRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            throw Failure(RevocationFailure.Malformed, request, "sent a compressed answer, which was not asked for");
        }

        if (response.Content.Headers.ContentLength > request.MaxBytes)
        {
            throw TooLarge(request);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await BoundedBody.ReadAsync(stream, request.MaxBytes, cancellationToken) ?? throw TooLarge(request);
    }

    private static RevocationTransportException TooLarge(RevocationRequest request) => Failure(
        RevocationFailure.TooLarge, request, $"sends more than the limit of {request.MaxBytes} bytes");

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message;
    }

    private static RevocationTransportException Failure(
        RevocationFailure failure, RevocationRequest request, string what, Exception? inner = null) =>
        new(failure, $"{ForeignText.Quote(request.Server ?? request.Address)} {what}", inner);
}
