namespace Signet.Notary.Tests;

/// <summary>A clock that stands still, in a chosen zone.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone { get; } =
        TimeZoneInfo.CreateCustomTimeZone("test", now.Offset, "test", "test");

    public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
}
