using System.Net;

namespace Signet.Oci.Remote.Transport;

/// <summary>One answer of a registry. Its body can only be read through a limit on size and time.</summary>
internal sealed class RegistryResponse(
    RegistryRequest request, HttpResponseMessage message, OciLimits limits, TimeProvider time, int attempt) : IDisposable
{
    private bool _isDetached;

    public HttpStatusCode Status => message.StatusCode;

    public string ReasonPhrase => RegistryFailure.Reason(message);

    /// <summary>How often the request was sent until this answer came.</summary>
    public int Attempt => attempt;

    public RegistryRequest Request => request;

    /// <summary>Where the answer came from, after redirects.</summary>
    public Uri Source => message.RequestMessage?.RequestUri ?? request.Uri;

    /// <summary>Media type without parameters; empty when not given.</summary>
    public string MediaType => RegistryFailure.MediaType(message.Content.Headers);

    public long? ContentLength => message.Content.Headers.ContentLength;

    /// <summary>How long the server asks to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter => RetryBudget.RetryAfter(message, time);

    /// <summary>First byte of the range a 206 answer holds; null when it does not say.</summary>
    public long? RangeStart => message.Content.Headers.ContentRange?.From;

    /// <summary>The content coding, when the server applied one although none was asked for.</summary>
    public string ContentEncoding =>
        string.Join(", ", message.Content.Headers.ContentEncoding.Where(e => e != "identity"));

    /// <summary>A header's first value.</summary>
    public string? Header(string name) =>
        message.Headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>All values of a header.</summary>
    public IReadOnlyList<string> Headers(string name) =>
        message.Headers.NonValidated.TryGetValues(name, out var values) ? [.. values] : [];

    /// <summary>
    /// The value of a digest header, null when absent.
    /// </summary>
    /// <exception cref="OciException">It is there and is not a digest.</exception>
    public Digest? DigestHeader(string name)
    {
        if (Header(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return Digest.TryParse(text, out var digest, out var fault)
            ? digest
            : throw new OciException(OciError.Malformed, $"{request}: header {name}: {UrlText.Clean(fault, 256)}");
    }

    /// <summary>
    /// The whole of a small body. A slow drip ends at <see cref="OciLimits.SmallBodyTimeout"/> (attack A5), and a body
    /// that was compressed without being asked for is refused (attack A4).
    /// </summary>
    public async Task<byte[]> ReadSmallBodyAsync(int maxBytes, string what, CancellationToken cancellationToken)
    {
        if (ContentEncoding is { Length: > 0 } encoding)
        {
            throw new OciException(
                OciError.Malformed,
                $"{request}: the answer has content encoding \"{UrlText.Clean(encoding, 64)}\", which was not asked for");
        }

        if (ContentLength > maxBytes)
        {
            throw new OciException(
                OciError.LimitExceeded, $"{request}: {what} of {ContentLength} bytes is over the limit of {maxBytes} bytes");
        }

        using var timeout = new CancellationTokenSource(limits.SmallBodyTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await using var stream = await message.Content.ReadAsStreamAsync(linked.Token);
            return await BoundedReader.ReadAllAsync(stream, maxBytes, what, linked.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OciException(
                OciError.TimedOut,
                $"{request}: {what} did not arrive within {limits.SmallBodyTimeout.TotalSeconds:0.###} s",
                e);
        }
    }

    /// <summary>The registry's error entries; none when the body is something else, too large or does not arrive.</summary>
    public async Task<IReadOnlyList<RegistryError>> ReadErrorsAsync(CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Head)
        {
            return [];
        }

        try
        {
            return RegistryError.Parse(await ReadSmallBodyAsync(limits.ErrorBytes, "error body", cancellationToken));
        }
        catch (Exception e) when (e is OciException or IOException or HttpRequestException)
        {
            return []; // The status says enough; a broken error body must not replace it.
        }
    }

    /// <summary>The failure this answer means.</summary>
    public Task<OciException> FailureAsync(CancellationToken cancellationToken) =>
        RegistryFailure.ReadAsync(request, this, cancellationToken);

    /// <summary>The body as a stream that outlives the exchange; disposing the stream frees the connection.</summary>
    public async Task<Stream> DetachBodyAsync(CancellationToken cancellationToken)
    {
        var stream = await message.Content.ReadAsStreamAsync(cancellationToken);
        _isDetached = true;
        return stream;
    }

    public void Dispose()
    {
        if (!_isDetached)
        {
            message.Dispose();
        }
    }
}
