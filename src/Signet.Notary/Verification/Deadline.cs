using Signet.Oci;

namespace Signet.Notary.Verification;

/// <summary>The time that one verification may take, told apart from the caller's wish to stop.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan _duration;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private bool _isStopped;

    /// <summary>Starts the clock.</summary>
    public Deadline(TimeSpan duration, TimeProvider timeProvider, CancellationToken caller)
    {
        _duration = duration;
        _caller = caller;
        _timer = new CancellationTokenSource(duration, timeProvider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    /// <summary>Cancelled by the caller, by the clock, or by <see cref="Stop"/>.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>True when it was not the caller who ended the work.</summary>
    public bool EndedWork => _linked.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>True when the time is used up.</summary>
    public bool IsPast => _timer.IsCancellationRequested;

    /// <summary>True when the work was ended because its outcome is not needed any more.</summary>
    public bool IsStopped => Volatile.Read(ref _isStopped);

    /// <summary>Why the work ended, for what was cut off by it.</summary>
    public string Reason => IsStopped
        ? "the verdict about another signature was there first"
        : $"the {_duration.TotalSeconds:0} s for the signatures of one artifact are used up";

    /// <summary>The reason, as a failure that leaves the artifact's state open.</summary>
    public OciException Failure => new(OciError.TimedOut, Reason);

    /// <summary>Ends what is still going on, because its outcome is not needed any more.</summary>
    public void Stop()
    {
        Volatile.Write(ref _isStopped, true);
        _linked.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
