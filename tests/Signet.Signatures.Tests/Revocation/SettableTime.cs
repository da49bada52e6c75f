namespace Signet.Signatures.Tests.Revocation;

/// <summary>A clock that shows what a test says; timers run by the real one.</summary>
internal sealed class SettableTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
