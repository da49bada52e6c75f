namespace Signet.Oci.Remote;

/// <summary>
/// When a request is sent again: after 408, 429, a server error, a time limit, a refused or broken connection and a
/// truncated body. Only requests that can be repeated as they were are.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>Waits that suit a command a person or a job is waiting for.</summary>
    public static RetryOptions Default { get; } = new();

    /// <summary>Every request is sent once.</summary>
    public static RetryOptions None { get; } = new() { MaxAttempts = 1 };

    /// <summary>How often a request is sent at most, the first time included.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The wait before the second attempt; it doubles each time, with up to a fifth more or less at random.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait that is chosen without being asked for.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait a registry's <c>Retry-After</c> can ask for; a longer one is cut to this.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No new attempt starts later than this after the first one.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromMinutes(2);
}
