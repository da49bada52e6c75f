using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Signet.Oci.Remote.Transport;

/// <summary>Counts the attempts of one operation and waits between them.</summary>
internal sealed class RetryBudget(RetryOptions options, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    private const string RetryAfterKey = "Signet.RetryAfter";

    /// <summary>The attempt under way, from 1.</summary>
    public int Attempt { get; private set; } = 1;

    /// <summary>True, after the wait, when another attempt may be made.</summary>
    public async ValueTask<bool> TryNextAsync(TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        if (Attempt >= options.MaxAttempts)
        {
            return false;
        }

        var delay = retryAfter is { } asked
            ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, options.MaxRetryAfter.Ticks))
            : Backoff();
        if (time.GetElapsedTime(_start) + delay > options.TotalTime)
        {
            return false;
        }

        await Task.Delay(delay, time, cancellationToken);
        Attempt++;
        return true;
    }

    /// <summary>True for the answers that a later attempt can change.</summary>
    public static bool IsRetryable(HttpStatusCode status) =>
        (int)status is 408 or 429 or 500 or 502 or 503 or 504 or (> 505 and < 600);

    /// <summary>What <c>Retry-After</c> asks for, in seconds or as a date (RFC 9110 §10.2.3), on 429 and 503.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        if ((int)response.StatusCode is not (429 or 503)
            || !response.Headers.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.First();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParseExact(
            text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date - time.GetUtcNow()
            : null;
    }

    /// <summary>The wait that came with a failure an outer loop repeats.</summary>
    public static TimeSpan? RetryAfter(OciException failure) => failure.Data[RetryAfterKey] as TimeSpan?;

    /// <summary>Keeps the wait with the failure.</summary>
    public static void SetRetryAfter(OciException failure, TimeSpan? wait)
    {
        if (wait is { } time)
        {
            failure.Data[RetryAfterKey] = time;
        }
    }

    private TimeSpan Backoff()
    {
        var doubled = options.FirstDelay * Math.Pow(2, Attempt - 1);
        var jitter = 0.8 + (RandomNumberGenerator.GetInt32(0, 401) / 1000.0);
        return TimeSpan.FromTicks((long)Math.Min(doubled.Ticks * jitter, options.MaxDelay.Ticks));
    }
}
