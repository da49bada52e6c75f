namespace Signet.Cli.Output.Progress;

/// <summary>Something of known or unknown size that is being read, sent or written. Reports come from any thread.</summary>
internal sealed class ProgressItem(string name, long? total) : IProgress<long>
{
    private long _done;
    private int _isFinished;

    public string Name { get; } = name;

    /// <summary>Bytes in all; null when nobody knows.</summary>
    public long? Total { get; } = total;

    /// <summary>Bytes so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    public bool IsFinished => Volatile.Read(ref _isFinished) != 0;

    /// <summary>Bytes so far, counted from the beginning.</summary>
    public void Report(long value) => Interlocked.Exchange(ref _done, value);

    public void Finish() => Volatile.Write(ref _isFinished, 1);
}
