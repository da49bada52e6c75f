namespace Signet.Notary.Verification;

/// <summary>
/// What verification found. The order is that of severity when several verdicts become one exit code: the later wins.
/// </summary>
public enum VerdictKind
{
    /// <summary>A signature meets every enforced rule of the policy.</summary>
    Trusted,

    /// <summary>The policy says that artifacts of this repository are not verified.</summary>
    Skipped,

    /// <summary>The repository answered, and there is no signature.</summary>
    Unsigned,

    /// <summary>Signatures hold, but none is by someone the policy trusts, or no statement applies.</summary>
    Untrusted,

    /// <summary>Signatures were past their expiry, or a certificate was outside its validity.</summary>
    Expired,

    /// <summary>A certificate of the signature was revoked.</summary>
    Revoked,

    /// <summary>Signatures are broken: tampered content, malformed envelope, another artifact's signature.</summary>
    Invalid,

    /// <summary>
    /// It could not be decided: network, throttling, a revocation server, or a check this version does not have.
    /// Never a pass, and never "unsigned".
    /// </summary>
    Undetermined,
}
