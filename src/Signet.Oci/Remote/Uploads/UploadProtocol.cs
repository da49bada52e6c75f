using System.Net;
using Signet.Oci.Remote.Authentication;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote.Uploads;

/// <summary>The requests of a monolithic upload (distribution-spec, "POST then PUT", "Mounting a blob").</summary>
internal sealed class UploadProtocol(RepositoryEndpoint endpoint)
{
    // Cancelling is a courtesy to the registry; it is not worth more of the user's time than this.
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Opens an upload session and returns its address.</summary>
    public Task<Uri> OpenAsync(CancellationToken cancellationToken) =>
        endpoint.Connection.SendAsync(
            Request(HttpMethod.Post, endpoint.Uploads),
            async (response, ct) => response.Status == HttpStatusCode.Accepted
                ? Location(response)
                : throw await response.FailureAsync(ct),
            cancellationToken);

    /// <summary>Sends the whole blob into a session and closes it.</summary>
    public Task PutAsync(
        Uri session,
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        Action<long>? sent,
        CancellationToken cancellationToken)
    {
        var query = session.Query.TrimStart('?');
        var uri = new UriBuilder(session)
        {
            Query = query + (query.Length == 0 ? "" : "&") + "digest=" + Uri.EscapeDataString(descriptor.Digest.ToString()),
        };
        var request = Request(HttpMethod.Put, uri.Uri) with
        {
            OpenContent = async ct => new UploadContent(await OpenSourceAsync(descriptor, open, ct), descriptor) { Sent = sent },
            IsRetried = false, // What a broken PUT left in the session is unknown: a new attempt opens a new one.
        };
        return endpoint.Connection.SendAsync(
            request,
            async (response, ct) =>
            {
                if (response.Status != HttpStatusCode.Created)
                {
                    throw await response.FailureAsync(ct);
                }

                return response.DigestHeader("Docker-Content-Digest") is { } stated
                    && stated.Algorithm == descriptor.Digest.Algorithm && stated != descriptor.Digest
                    ? throw VerifiedBody.Mismatch(
                        $"blob {endpoint.Describe(descriptor.Digest.ToString())}", $"the registry stored {stated}")
                    : true;
            },
            cancellationToken);
    }

    /// <summary>Asks to take a blob over from another repository; the session of a registry that does not is closed.</summary>
    public async Task<bool> MountAsync(Descriptor descriptor, string fromRepository, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Post, endpoint.Mount(descriptor.Digest, fromRepository));
        request = request with { Scopes = [.. request.Scopes, TokenScopes.Pull(fromRepository)] };
        var session = await endpoint.Connection.SendAsync(
            request,
            async (response, ct) => response.Status switch
            {
                HttpStatusCode.Created => null,
                HttpStatusCode.Accepted => Location(response),
                _ => throw await response.FailureAsync(ct),
            },
            cancellationToken);
        if (session is not null)
        {
            await CancelAsync(session);
        }

        return session is null;
    }

    /// <summary>Closes a session that will not be finished, when the registry can; never fails.</summary>
    public async Task CancelAsync(Uri session)
    {
        using var timeout = new CancellationTokenSource(CancelTimeout, endpoint.Connection.Time);
        try
        {
            await endpoint.Connection.SendAsync(
                Request(HttpMethod.Delete, session) with { IsRetried = false },
                (response, _) => Task.FromResult(response.Status),
                timeout.Token);
        }
        catch (Exception e) when (e is OciException or HttpRequestException or OperationCanceledException)
        {
            // The registry's own clean-up removes it later.
        }
    }

    private RegistryRequest Request(HttpMethod method, Uri uri) =>
        new() { Method = method, Uri = uri, Scopes = endpoint.PushScopes };

    // The upload goes where the registry says, with the user's token: only to the registry itself (attack A14).
    private static Uri Location(RegistryResponse response)
    {
        var request = response.Request;
        if (response.Header("Location") is not { Length: > 0 } text || !Uri.TryCreate(request.Uri, text, out var location))
        {
            throw new OciException(OciError.Malformed, $"{request}: the answer names no upload location");
        }

        RedirectRules.CheckDowngrade(request.ToString(), request.Uri, location);
        return Origin.AreSame(request.Uri, location)
            ? location
            : throw new OciException(
                OciError.UnsafeLocation, $"{request}: refused to upload to another origin, {Origin.Of(location)}");
    }

    private static async ValueTask<Stream> OpenSourceAsync(
        Descriptor descriptor, Func<CancellationToken, ValueTask<Stream>> open, CancellationToken cancellationToken)
    {
        try
        {
            return await open(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OciException(OciError.Refused, $"blob {descriptor.Digest} cannot be read: {e.Message}", e);
        }
    }
}
