namespace Signet.Oci.Remote;

/// <summary>
/// A request sent on suspicion whose answer turned out not to be needed. It is left a moment to finish, because cancelling
/// it at once would close an HTTP/1.1 connection that the next request can use.
/// </summary>
internal static class Abandoned
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Lets go of <paramref name="request"/>; its outcome, failure included, is nobody's business any more.</summary>
    public static void LetGo(Task request, CancellationTokenSource cancel)
    {
        if (request.IsCompleted)
        {
            _ = request.Exception;
            cancel.Dispose();
            return;
        }

        cancel.CancelAfter(Grace);
        _ = request.ContinueWith(
            static (task, state) =>
            {
                _ = task.Exception;
                ((CancellationTokenSource)state!).Dispose();
            },
            cancel,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
