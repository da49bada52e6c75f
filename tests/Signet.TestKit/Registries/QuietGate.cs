using System.Diagnostics;

namespace Signet.TestKit.Registries;

/// <summary>
/// Holds requests back until no further one has come for a while, and then lets all of them through: what a client sends in
/// answer to the first of them holds up none of the others.
/// </summary>
internal sealed class QuietGate
{
    private readonly Lock _lock = new();
    private Batch? _open;

    public async Task PassAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        if (quiet <= TimeSpan.Zero)
        {
            return;
        }

        Batch batch;
        lock (_lock)
        {
            batch = _open ??= new();
            batch.LastCame = Stopwatch.GetTimestamp();
        }

        while (Left(batch, quiet) is { } left)
        {
            await Task.Delay(left, cancellationToken);
        }
    }

    /// <summary>How long the batch has to wait still; null when it may pass.</summary>
    private TimeSpan? Left(Batch batch, TimeSpan quiet)
    {
        lock (_lock)
        {
            if (_open != batch)
            {
                return null;
            }

            var left = quiet - Stopwatch.GetElapsedTime(batch.LastCame);
            if (left > TimeSpan.Zero)
            {
                return left;
            }

            _open = null;
            return null;
        }
    }

    private sealed class Batch
    {
        public long LastCame { get; set; }
    }
}
