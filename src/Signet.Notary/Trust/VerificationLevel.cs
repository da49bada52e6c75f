namespace Signet.Notary.Trust;

/// <summary>A level with its overrides worked out: one action for each verification type.</summary>
public sealed record VerificationLevel
{
    /// <summary><c>strict</c>, <c>permissive</c>, <c>audit</c>, <c>skip</c>, or <c>custom</c> when overridden.</summary>
    public required string Name { get; init; }

    /// <summary>Action for integrity: enforce, or skip at level <c>skip</c>.</summary>
    public required VerificationAction Integrity { get; init; }

    /// <summary>Action for authenticity.</summary>
    public required VerificationAction Authenticity { get; init; }

    /// <summary>Action for the authentic timestamp.</summary>
    public required VerificationAction AuthenticTimestamp { get; init; }

    /// <summary>Action for expiry.</summary>
    public required VerificationAction Expiry { get; init; }

    /// <summary>Action for revocation.</summary>
    public required VerificationAction Revocation { get; init; }

    /// <summary>The action for one type.</summary>
    public VerificationAction this[VerificationType type] => type switch
    {
        VerificationType.Integrity => Integrity,
        VerificationType.Authenticity => Authenticity,
        VerificationType.AuthenticTimestamp => AuthenticTimestamp,
        VerificationType.Expiry => Expiry,
        _ => Revocation,
    };
}
