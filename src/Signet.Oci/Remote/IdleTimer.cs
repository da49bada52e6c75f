namespace Signet.Oci.Remote;

/// <summary>
/// Cancels what waits too long, or what the caller cancels. Made once and started again for each wait, because a timer and
/// a linked source for each read of a fast transfer cost more than the read.
/// </summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _caller;

    public IdleTimer(TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _registration = caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>True when it can wait once more for this caller.</summary>
    public bool IsUsableBy(CancellationToken caller) => caller == _caller && !_source.IsCancellationRequested;

    public void Start(TimeSpan patience) => _source.CancelAfter(patience);

    public void Stop() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
