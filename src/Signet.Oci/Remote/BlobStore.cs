using System.Net;
using System.Security.Cryptography;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>Reading and deleting blobs of one repository (distribution-spec, "Pulling blobs").</summary>
internal sealed class BlobStore(RepositoryEndpoint endpoint)
{
    public Task<byte[]> FetchAsync(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken)
    {
        var what = Describe(descriptor);
        if (descriptor.Size > maxBytes)
        {
            throw new OciException(
                OciError.LimitExceeded, $"{what}: blob too large: {descriptor.Size} bytes, the limit is {maxBytes}");
        }

        return endpoint.Connection.SendAsync(
            Request(HttpMethod.Get, descriptor),
            async (response, ct) =>
            {
                await RequireAsync(response, descriptor, ct);
                return await VerifiedBody.ReadAsync(response, descriptor, what, ct);
            },
            cancellationToken);
    }

    public Task<Stream> OpenAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        OpenAsync(descriptor, 0, descriptor.Digest.CreateHash(), cancellationToken);

    /// <summary>
    /// The rest of a blob whose first <paramref name="offset"/> bytes are in <paramref name="hashed"/>, which belongs to the
    /// stream from here on.
    /// </summary>
    public async Task<Stream> OpenAsync(
        Descriptor descriptor, long offset, IncrementalHash hashed, CancellationToken cancellationToken)
    {
        try
        {
            var body = await OpenBodyAsync(descriptor, offset, cancellationToken);
            return new BlobStream(this, descriptor, offset, hashed, body, endpoint.Connection);
        }
        catch
        {
            hashed.Dispose();
            throw;
        }
    }

    /// <summary>The rest of a blob from <paramref name="offset"/>, unchecked.</summary>
    public Task<Stream> OpenBodyAsync(Descriptor descriptor, long offset, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, descriptor);
        if (offset > 0)
        {
            request = request with { Headers = [new("Range", $"bytes={offset}-{descriptor.Size - 1}")] };
        }

        return endpoint.Connection.SendAsync(
            request,
            async (response, ct) =>
            {
                var isPart = offset > 0 && response.Status == HttpStatusCode.PartialContent;
                if (isPart && response.RangeStart != offset)
                {
                    throw new OciException(
                        OciError.Malformed,
                        $"{request}: asked for the bytes from {offset}, the answer starts at {response.RangeStart}");
                }

                if (!isPart)
                {
                    await RequireAsync(response, descriptor, ct);
                }

                var expected = descriptor.Size - (isPart ? offset : 0);
                if (response.ContentLength is { } announced && announced != expected)
                {
                    throw VerifiedBody.Mismatch(
                        Describe(descriptor), $"the registry announces {announced} bytes where {expected} are due");
                }

                var body = await response.DetachBodyAsync(ct);
                if (!isPart && offset > 0)
                {
                    // The server knows no ranges and starts over: what is here already is read past.
                    using var timeout = new CancellationTokenSource(endpoint.Limits.IdleTimeout, endpoint.Connection.Time);
                    using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
                    await SkipAsync(body, offset, () => timeout.CancelAfter(endpoint.Limits.IdleTimeout), linked.Token);
                }

                return body;
            },
            cancellationToken);
    }

    public Task<Descriptor> ResolveAsync(Digest digest, CancellationToken cancellationToken)
    {
        var descriptor = new Descriptor { MediaType = MediaTypes.OctetStream, Digest = digest, Size = 0 };
        var request = Request(HttpMethod.Head, descriptor);
        return endpoint.Connection.SendAsync(
            request,
            async (response, ct) =>
            {
                await RequireAsync(response, descriptor, ct);
                return response.ContentLength is { } size
                    ? descriptor with { Size = size }
                    : throw new OciException(
                        OciError.Malformed, $"{request}: the answer does not state the size of the blob (Content-Length)");
            },
            cancellationToken);
    }

    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        endpoint.Connection.SendAsync(
            Request(HttpMethod.Head, descriptor),
            async (response, ct) => response.Status switch
            {
                HttpStatusCode.OK => true,
                HttpStatusCode.NotFound => false,
                _ => throw await response.FailureAsync(ct),
            },
            cancellationToken);

    public Task DeleteAsync(Digest digest, CancellationToken cancellationToken) =>
        endpoint.Connection.SendAsync(
            new RegistryRequest
            {
                Method = HttpMethod.Delete,
                Uri = endpoint.Blob(digest),
                Scopes = endpoint.DeleteScopes,
            },
            (response, ct) => ManifestStore.RequireDeletedAsync(endpoint, response, digest, ct),
            cancellationToken);

    public string Describe(Descriptor descriptor) => $"blob {endpoint.Describe(descriptor.Digest.ToString())}";

    private RegistryRequest Request(HttpMethod method, Descriptor descriptor) => new()
    {
        Method = method,
        Uri = endpoint.Blob(descriptor.Digest),
        Scopes = endpoint.PullScopes,
    };

    private async Task RequireAsync(RegistryResponse response, Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (response.Status == HttpStatusCode.NotFound)
        {
            throw endpoint.NotFound(descriptor.Digest.ToString());
        }

        if (response.Status != HttpStatusCode.OK)
        {
            throw await response.FailureAsync(cancellationToken);
        }
    }

    private static async Task SkipAsync(
        Stream body, long count, Action progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
            if (read == 0)
            {
                throw new IOException("the body ended before the place to go on from");
            }

            progress();
            count -= read;
        }
    }
}
