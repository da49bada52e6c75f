using System.Collections.Concurrent;
using Signet.Oci.Repositories;

namespace Signet.Oci.Remote.Uploads;

/// <summary>
/// Upload sessions opened ahead of their blobs. A registry answers the opening with an address, which depends on nothing
/// that is uploaded: opened while something else is awaited, it saves a round trip for each push.
/// </summary>
internal sealed class UploadSessions(UploadProtocol protocol)
{
    private readonly ConcurrentQueue<Task<Uri>> _open = new();

    /// <summary>Starts opening <paramref name="count"/> sessions; disposing of the result cancels those nobody took.</summary>
    public IUploadPreparation Open(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            _open.Enqueue(protocol.OpenAsync(cancellationToken));
        }

        return new Lease(this);
    }

    /// <summary>A session opened before, or null when there is none or its opening failed: then one is opened now.</summary>
    public async Task<Uri?> TakeAsync(CancellationToken cancellationToken)
    {
        while (_open.TryDequeue(out var opening))
        {
            try
            {
                return await opening.WaitAsync(cancellationToken);
            }
            catch (OciException)
            {
                // The push opens its own and reports what goes wrong then.
            }
        }

        return null;
    }

    private async Task CancelOneAsync()
    {
        if (_open.TryDequeue(out var opening))
        {
            try
            {
                await protocol.CancelAsync(await opening);
            }
            catch (Exception e) when (e is OciException or OperationCanceledException)
            {
                // There is nothing to cancel.
            }
        }
    }

    private sealed class Lease(UploadSessions sessions) : IUploadPreparation
    {
        private readonly List<Task> _released = [];

        public void Release() => _released.Add(sessions.CancelOneAsync());

        public async ValueTask DisposeAsync()
        {
            while (!sessions._open.IsEmpty)
            {
                Release();
            }

            await Task.WhenAll(_released);
        }
    }
}
