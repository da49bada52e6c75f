using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote.Uploads;

/// <summary>Uploads blobs, each attempt in a session of its own and from a newly opened source.</summary>
internal sealed class BlobUploader(RepositoryEndpoint endpoint, BlobStore blobs, UploadProtocol protocol, UploadSessions sessions)
{
    // Asking first costs a round trip; sending this much again costs less.
    private const long AskFirstAbove = 64 * 1024;

    public async Task PushAsync(
        Descriptor descriptor, Func<CancellationToken, ValueTask<Stream>> open, CancellationToken cancellationToken)
    {
        if (descriptor.Size > AskFirstAbove && await blobs.ExistsAsync(descriptor, cancellationToken))
        {
            return;
        }

        await SendAsync(descriptor, open, sent: null, cancellationToken);
    }

    /// <summary>Uploads a blob without asking whether it is there.</summary>
    public async Task SendAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        Action<long>? sent,
        CancellationToken cancellationToken)
    {
        var connection = endpoint.Connection;
        var budget = new RetryBudget(connection.Retry, connection.Time);
        var session = await sessions.TakeAsync(cancellationToken);
        while (true)
        {
            var wasOpenedAhead = session is not null;
            session ??= await protocol.OpenAsync(cancellationToken);
            OciException failure;
            try
            {
                await protocol.PutAsync(session, descriptor, open, sent, cancellationToken);
                return;
            }
            catch (OciException e) when (e.IsTransient)
            {
                failure = e;
            }
            catch (OciException e) when (wasOpenedAhead && e.Error == OciError.NotFound)
            {
                session = null; // Opened too long ago: the registry has forgotten it.
                continue;
            }
            catch
            {
                await protocol.CancelAsync(session);
                throw;
            }

            if (failure.Error != OciError.Unreachable)
            {
                await protocol.CancelAsync(session);
            }

            session = null;
            if (!await budget.TryNextAsync(RetryBudget.RetryAfter(failure), cancellationToken))
            {
                throw failure;
            }
        }
    }
}
