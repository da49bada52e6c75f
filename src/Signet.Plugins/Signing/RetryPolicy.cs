namespace Signet.Plugins.Signing;

/// <summary>
/// Asks a key service again when it had no time, refused for now or broke down: <see cref="PluginException.IsRetryable"/>,
/// a connection that failed, a client that timed out. Everything else is final at once, a wrong PIN above all.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>Calls in all, the first included.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Wait before the second call; each further wait is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Longest wait. A service that asks for a longer one is not asked again: the host has limits of its own, and a user
    /// rather sees the reason.
    /// </summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Clock of the waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// A number in [0, 1): waits without <c>Retry-After</c> are shortened by up to half of it, so that many signers that
    /// were throttled together do not come back together.
    /// </summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Calls until it succeeds, fails for good, or has been tried often enough; the last failure is thrown.</summary>
    /// <param name="call">One attempt.</param>
    /// <param name="cancellationToken">Ends waits and attempts.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan delay;
            try
            {
                return await call(cancellationToken);
            }
            catch (Exception e) when (attempt < Attempts && !cancellationToken.IsCancellationRequested && IsRetryable(e)
                && DelayBefore(attempt, e) <= MaxDelay)
            {
                delay = DelayBefore(attempt, e);
            }

            await Task.Delay(delay, TimeProvider, cancellationToken);
        }
    }

    private static bool IsRetryable(Exception e) => e switch
    {
        PluginException failure => failure.IsRetryable,
        // No status: no answer came.
        HttpRequestException { StatusCode: null } => true,
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    /// <summary>What the service asks for, or the doubled delay.</summary>
    private TimeSpan DelayBefore(int attempt, Exception e)
    {
        if (e is PluginException { RetryAfter: { } wait })
        {
            return wait;
        }

        var doubled = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 30));
        return (doubled < MaxDelay ? doubled : MaxDelay) * (1 - (Jitter() / 2));
    }
}
