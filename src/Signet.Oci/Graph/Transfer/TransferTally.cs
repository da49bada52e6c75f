namespace Signet.Oci.Graph.Transfer;

/// <summary>Counts what a transfer does.</summary>
internal sealed class TransferTally
{
    private int _copied;
    private int _skipped;
    private int _mounted;
    private long _bytes;

    public int Copied => _copied;

    public int Skipped => _skipped;

    public int Mounted => _mounted;

    public long CopiedBytes => _bytes;

    public void Count(TransferStage stage, Descriptor descriptor)
    {
        switch (stage)
        {
            case TransferStage.Done:
                Interlocked.Increment(ref _copied);
                Interlocked.Add(ref _bytes, descriptor.Size);
                break;
            case TransferStage.Skipped:
                Interlocked.Increment(ref _skipped);
                break;
            case TransferStage.Mounted:
                Interlocked.Increment(ref _mounted);
                break;
        }
    }
}
