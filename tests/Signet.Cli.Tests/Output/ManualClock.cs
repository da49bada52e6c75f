namespace Signet.Cli.Tests.Output;

/// <summary>A clock that a test moves; timers run inside of <see cref="Advance"/>.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), _now + dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass, in the steps of the timers.</summary>
    public void Advance(TimeSpan time)
    {
        var end = _now + time;
        while (_timers.MinBy(t => t.Due) is { } next && next.Due <= end)
        {
            _now = next.Due;
            next.Run();
        }

        _now = end;
    }

    private sealed class ManualTimer(ManualClock clock, Action run, TimeSpan due, TimeSpan period) : ITimer
    {
        public TimeSpan Due { get; private set; } = due;

        public void Run()
        {
            Due += period;
            run();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
