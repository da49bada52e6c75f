using System.Globalization;
using Signet.Notary.Verification;
using Signet.Signatures;

namespace Signet.Notary.Trust;

/// <summary>
/// What a statement of version <c>signet/1.0</c> asks of signatures beyond the standard. It is asked whatever the level:
/// nothing of it can be logged or skipped.
/// </summary>
public sealed record SignatureRequirements
{
    /// <summary>What the standard asks: one signature, and nothing more.</summary>
    public static SignatureRequirements None { get; } = new();

    /// <summary>Valid signatures by distinct signers (<see cref="SignatureThreshold"/>).</summary>
    public int RequiredSignatures { get; init; } = 1;

    /// <summary>Metadata that each counted signature must have signed.</summary>
    public IReadOnlyList<UserMetadataRequirement> UserMetadata { get; init; } = [];

    /// <summary>The weakest key of each family; a family that is not listed is not accepted. Empty for any key.</summary>
    public IReadOnlyList<KeySpec> MinimumKeySpecs { get; init; } = [];

    /// <summary>Longest time since the signature was made; null for any.</summary>
    public TimeSpan? MaximumAge { get; init; }

    /// <summary>True when nothing is asked beyond the standard.</summary>
    public bool IsEmpty => RequiredSignatures <= 1 && UserMetadata.Count == 0 && MinimumKeySpecs.Count == 0 && MaximumAge is null;

    /// <summary>
    /// What one signature does not meet, each with what to do. Whether enough signatures meet it is for
    /// <see cref="SignatureThreshold"/>.
    /// </summary>
    /// <param name="facts">The signature.</param>
    /// <param name="now">The time it is judged by.</param>
    public IReadOnlyList<RequirementFault> FindFaults(SignatureFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var faults = new List<RequirementFault>();
        if (FindKeyFault(facts.KeySpec) is { } key)
        {
            faults.Add(key);
        }

        if (FindAgeFault(facts, now) is { } age)
        {
            faults.Add(age);
        }

        faults.AddRange(UserMetadata.Where(m => !IsMet(m, facts.UserMetadata)).Select(m => new RequirementFault(
            "requirement.metadata",
            VerdictKind.Untrusted,
            facts.UserMetadata.TryGetValue(m.Key, out var signed)
                ? $"the policy requires the signed metadata {GoQuote.Text(m.ToString())}, and the signature has "
                    + GoQuote.Text($"{m.Key}={signed}")
                : $"the policy requires the signed metadata {GoQuote.Text(m.ToString())}, and the signature has no such key",
            $"sign with the metadata: signet sign --user-metadata {m.Key}={m.Value ?? "<value>"}")));
        return faults;
    }

    /// <summary>Each requirement in words, for people; empty when there is none.</summary>
    public IReadOnlyList<string> Describe()
    {
        var lines = new List<string>();
        if (RequiredSignatures > 1)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{RequiredSignatures} signatures by distinct trusted identities"));
        }

        lines.AddRange(UserMetadata.Select(m => $"signed metadata {m}"));
        if (MinimumKeySpecs.Count > 0)
        {
            lines.Add($"signing key of at least {KeyNames}");
        }

        if (MaximumAge is { } age)
        {
            lines.Add($"signed within {SignatureAge.Format(age)}");
        }

        return lines;
    }

    private string KeyNames => string.Join(" or ", MinimumKeySpecs.Select(KeySpecNames.Of));

    /// <summary>Within a family the stronger keys come later in <see cref="KeySpec"/>.</summary>
    private RequirementFault? FindKeyFault(KeySpec key) =>
        MinimumKeySpecs.Count == 0
        || MinimumKeySpecs.Any(least => KeySpecNames.IsRsa(least) == KeySpecNames.IsRsa(key) && key >= least)
            ? null
            : new(
                "requirement.key",
                VerdictKind.Untrusted,
                $"the signing key is {KeySpecNames.Of(key)}, and the policy requires at least {KeyNames}",
                "sign with a stronger key");

    /// <summary>
    /// The age runs from the earlier of the signed time and the timestamp. A timestamp proves that the signature is no
    /// younger, never that it is no older: anybody can have an old signature timestamped again today, because the token is
    /// not signed.
    /// </summary>
    private RequirementFault? FindAgeFault(SignatureFacts facts, DateTimeOffset now)
    {
        if (MaximumAge is not { } limit)
        {
            return null;
        }

        var made = facts.TimestampTime is { } stamped && stamped < facts.SigningTime ? stamped : facts.SigningTime;
        var time = made.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (made - now > NotaryLimits.SigningClockSkew)
        {
            return new(
                "requirement.age",
                VerdictKind.Untrusted,
                $"the policy limits the age of signatures, and this one says it was made in the future, at {time}",
                "check the clocks of this machine and of the signer's; a signer that lies about the time is not to be trusted");
        }

        return now - made <= limit
            ? null
            : new(
                "requirement.age",
                VerdictKind.Expired,
                $"the signature was made at {time}, longer ago than the {SignatureAge.Format(limit)} that the policy allows",
                "ask the publisher for a new signature");
    }

    private static bool IsMet(UserMetadataRequirement wanted, IReadOnlyDictionary<string, string> signed) =>
        signed.TryGetValue(wanted.Key, out var value) && (wanted.Value is null || value == wanted.Value);
}
