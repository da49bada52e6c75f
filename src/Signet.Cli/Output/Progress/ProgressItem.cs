namespace Signet.Cli.Output.Progress;

/// <summary>Something of known or unknown size that is being read, sent or written. Reports come from any thread.</summary>
internal sealed class ProgressItem(string name, long? total, bool isBegun = true) : IProgress<long>
{
    private long _done;
    private int _isBegun = isBegun ? 1 : 0;
    private int _isFinished;
    private int _isLeft;

    public string Name { get; } = name;

    /// <summary>Bytes in all; null when nobody knows, 0 when none of them need to be moved.</summary>
    public long? Total => Volatile.Read(ref _isLeft) == 0 ? total : 0;

    /// <summary>Bytes so far.</summary>
    public long Done => Volatile.Read(ref _isLeft) == 0 ? Interlocked.Read(ref _done) : 0;

    /// <summary>False while it waits for its turn.</summary>
    public bool IsBegun => Volatile.Read(ref _isBegun) != 0;

    public bool IsFinished => Volatile.Read(ref _isFinished) != 0;

    public void Begin() => Volatile.Write(ref _isBegun, 1);

    /// <summary>Bytes so far, counted from the beginning.</summary>
    public void Report(long value) => Interlocked.Exchange(ref _done, value);

    public void Finish() => Volatile.Write(ref _isFinished, 1);

    /// <summary>It need not be moved: its bytes count neither as done nor as left, or the rate would be that of no line.</summary>
    public void Leave()
    {
        Volatile.Write(ref _isLeft, 1);
        Finish();
    }
}
