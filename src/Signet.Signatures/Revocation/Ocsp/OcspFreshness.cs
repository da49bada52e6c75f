namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>
/// The time rules for a response (RFC 6960, sections 3.2, 5 and 6, and 4.2.2.1). Without nonces they alone keep an answer
/// from before a revocation from being sent again for ever: nextUpdate is mandatory, as in <c>notation</c>.
/// </summary>
internal static class OcspFreshness
{
    /// <summary>
    /// How far a responder's clock may be ahead of ours, or one of its two clocks of the other. Machines that keep the
    /// time are seconds apart; five minutes is what Kerberos and common OCSP clients allow. Not added to nextUpdate: that
    /// only shortens the life of an answer, and responders renew it long before.
    /// </summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Why the answer is not one for <paramref name="now"/>; null when it is.</summary>
    public static OcspAnswer? FindFault(OcspBasicResponse response, OcspSingleResponse answer, DateTimeOffset now)
    {
        var (failure, why) = Find(response.ProducedAt, answer.ThisUpdate, answer.NextUpdate, now);
        return why is null
            ? null
            : OcspValidator.Refuse(failure, why) with { ThisUpdate = answer.ThisUpdate, NextUpdate = answer.NextUpdate };
    }

    private static (RevocationFailure Failure, string? Why) Find(
        DateTimeOffset producedAt, DateTimeOffset thisUpdate, DateTimeOffset? nextUpdate, DateTimeOffset now)
    {
        if (producedAt > now + Skew || thisUpdate > now + Skew)
        {
            var (name, time) = producedAt > now + Skew ? ("producedAt", producedAt) : ("thisUpdate", thisUpdate);
            return (RevocationFailure.Stale, $"its {name} of {RevocationText.Time(time)} is in the future; check this machine's clock");
        }

        if (nextUpdate is not { } next)
        {
            return (RevocationFailure.Stale, "it has no nextUpdate, so nothing says until when it may be used");
        }

        if (next < thisUpdate)
        {
            return (RevocationFailure.Malformed, "its nextUpdate is before its thisUpdate");
        }

        // What was known at a time cannot have been signed before it.
        if (thisUpdate > producedAt + Skew)
        {
            return (RevocationFailure.Malformed, "its thisUpdate is after its producedAt");
        }

        return now > next
            ? (RevocationFailure.Stale, $"it expired on {RevocationText.Time(next)}")
            : default;
    }
}
