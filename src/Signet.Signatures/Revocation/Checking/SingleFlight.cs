namespace Signet.Signatures.Revocation.Checking;

/// <summary>
/// Does one piece of work once for all who want it at the same time. Nobody's giving up ends it for the others; when all
/// have given up, it is cancelled.
/// </summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    /// <summary>Joins the work under way for <paramref name="key"/>, or starts it.</summary>
    /// <param name="key">What makes it the same work.</param>
    /// <param name="work">The work; its token ends when nobody waits any more.</param>
    /// <param name="cancellationToken">This caller gave up.</param>
    public async Task<TResult> RunAsync(
        TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (flight, isNew) = Join(key);
        if (isNew)
        {
            // Observed by everybody who waits below; nobody waits only after it was cancelled.
            _ = CompleteAsync(key, flight, work);
        }

        try
        {
            return await flight.Completion.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            await LeaveAsync(key, flight);
        }
    }

    private (Flight Flight, bool IsNew) Join(TKey key)
    {
        lock (_gate)
        {
            var isNew = !_flights.TryGetValue(key, out var flight);
            flight ??= _flights[key] = new Flight();
            flight.Waiting++;
            return (flight, isNew);
        }
    }

    private async Task LeaveAsync(TKey key, Flight flight)
    {
        lock (_gate)
        {
            if (--flight.Waiting > 0 || flight.Completion.Task.IsCompleted)
            {
                return;
            }

            Remove(key, flight);
        }

        await flight.Stop.CancelAsync();
    }

    private async Task CompleteAsync(TKey key, Flight flight, Func<CancellationToken, Task<TResult>> work)
    {
        try
        {
            var result = await work(flight.Stop.Token);
            Land(key, flight);
            flight.Completion.TrySetResult(result);
        }
        catch (OperationCanceledException e)
        {
            Land(key, flight);
            flight.Completion.TrySetCanceled(e.CancellationToken);
        }
#pragma warning disable CA1031 // Not swallowed: it is thrown again at everybody who waits.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Land(key, flight);
            flight.Completion.TrySetException(e);
        }
    }

    private void Land(TKey key, Flight flight)
    {
        lock (_gate)
        {
            Remove(key, flight);
        }
    }

    /// <summary>A later flight may have the key by now.</summary>
    private void Remove(TKey key, Flight flight)
    {
        if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
        {
            _flights.Remove(key);
        }
    }

    private sealed class Flight
    {
        public TaskCompletionSource<TResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenSource Stop { get; } = new();

        public int Waiting { get; set; }
    }
}
