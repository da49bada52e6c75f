namespace Signet.Notary.Trust;

/// <summary>What a policy does about a verification type (trust-store-trust-policy.md, "Signature Verification").</summary>
public enum VerificationAction
{
    /// <summary>A failure ends the verification of the signature.</summary>
    Enforce,

    /// <summary>A failure is reported and the verification goes on.</summary>
    Log,

    /// <summary>The check is not made.</summary>
    Skip,
}
