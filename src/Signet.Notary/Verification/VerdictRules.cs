using Signet.Notary.Trust;
using Signet.Notary.Verification.Steps;

namespace Signet.Notary.Verification;

/// <summary>
/// How the verdicts about single signatures become one about the artifact: one trusted signature suffices; without one,
/// what could not be looked at leaves the question open; otherwise the signature that came furthest speaks, because that is
/// the one most likely to be the publisher's, while anybody who may push can add junk.
/// </summary>
internal static class VerdictRules
{
    /// <summary>
    /// Most telling first. A revoked or expired signature was trusted up to there; an untrusted one at least holds in
    /// itself; an invalid one says nothing about anybody.
    /// </summary>
    private static readonly VerdictKind[] MostTelling =
        [VerdictKind.Revoked, VerdictKind.Expired, VerdictKind.Untrusted, VerdictKind.Invalid];

    /// <summary>The kind of the whole.</summary>
    /// <param name="signatures">The verdicts about the signatures that were looked at.</param>
    /// <param name="isComplete">False when the listing failed, or a limit left signatures out.</param>
    /// <param name="quorum">The check of a statement that asks for several signatures; null for any other.</param>
    public static VerdictKind KindOf(
        IReadOnlyCollection<SignatureVerdict> signatures, bool isComplete, Check? quorum = null)
    {
        if (signatures.Any(s => s.Kind == VerdictKind.Trusted))
        {
            return quorum is null or { Status: CheckStatus.Passed } ? VerdictKind.Trusted : quorum.Outcome;
        }

        if (!isComplete || signatures.Any(s => s.Kind == VerdictKind.Undetermined))
        {
            return VerdictKind.Undetermined;
        }

        // A trusted signer's signature of another artifact came further than all of them: it passed every step but the last.
        if (signatures.Any(IsTrustedSignatureOfAnotherArtifact))
        {
            return VerdictKind.Invalid;
        }

        return signatures.Count == 0
            ? VerdictKind.Unsigned
            : MostTelling.First(k => signatures.Any(s => s.Kind == k));
    }

    /// <summary>
    /// The failures of trust stores replace the general line, as <c>notation</c> has it: without them nothing could have
    /// been trusted, and the user can mend that.
    /// </summary>
    public static string? TrustStoreFailure(IEnumerable<SignatureVerdict> signatures, TrustedCertificates trusted) =>
        signatures
            .SelectMany(s => s.Checks)
            .Where(c => c is
            {
                Rule: TrustStoreStep.Rule, Status: CheckStatus.Failed, Action: VerificationAction.Enforce,
            })
            .Select(c => c.Message)
            .FirstOrDefault(trusted.FailureMessages.Contains);

    /// <summary>Some signatures are trusted, and they are too few.</summary>
    public static string? QuorumFailure(IEnumerable<SignatureVerdict> signatures, Check? quorum) =>
        quorum is { Status: not CheckStatus.Passed } && signatures.Any(s => s.Kind == VerdictKind.Trusted)
            ? $"signature verification failed: {quorum.Message}"
            : null;

    private static bool IsTrustedSignatureOfAnotherArtifact(SignatureVerdict signature) =>
        signature.Checks.Any(c => c is { Rule: DescriptorStep.Rule, Status: CheckStatus.Failed });
}
