namespace Signet.Signatures.Revocation.Crl;

/// <summary>Why a list cannot be used.</summary>
/// <param name="Failure">What kind of reason it is.</param>
/// <param name="Message">One sentence, no trailing dot.</param>
internal sealed record CrlFault(RevocationFailure Failure, string Message);
