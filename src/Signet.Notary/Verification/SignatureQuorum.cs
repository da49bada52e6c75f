using Signet.Notary.Trust;
using Signet.Notary.Verification.Steps;

namespace Signet.Notary.Verification;

/// <summary>Whether the trusted signatures are enough: one, unless a statement of version <c>signet/1.0</c> asks for more.</summary>
internal static class SignatureQuorum
{
    private const string Rule = "requirement.signatures";

    /// <summary>True when no further signature is needed.</summary>
    public static bool IsMet(TrustPolicyStatement statement, IEnumerable<SignatureVerdict> signatures) =>
        statement.Requirements.RequiredSignatures <= 1
            ? signatures.Any(s => s.Kind == VerdictKind.Trusted)
            : Count(statement, signatures).IsMet;

    /// <summary>
    /// The check of a statement that asks for several signatures; null for any other. Too few are <see
    /// cref="VerdictKind.Untrusted"/>, or undetermined while something about a signature is not known.
    /// </summary>
    /// <param name="statement">The statement.</param>
    /// <param name="signatures">Every signature that was looked at.</param>
    /// <param name="isComplete">False when a limit or a failure left signatures out.</param>
    public static Check? Check(
        TrustPolicyStatement statement, IReadOnlyCollection<SignatureVerdict> signatures, bool isComplete)
    {
        if (statement.Requirements.RequiredSignatures <= 1)
        {
            return null;
        }

        var count = Count(statement, signatures);
        Evidence[] evidence = [.. count.Counted.Select(c => new Evidence("signed by", c.Identity))];
        const string Remedy = "have it signed by further identities that the statement trusts, each with a key of its own";
        return count.IsMet
            ? Checks.Passed(Rule, null, count.Message, evidence)
            : isComplete && signatures.All(s => s.Kind != VerdictKind.Undetermined)
            ? Checks.Broken(Rule, null, VerdictKind.Untrusted, count.Message, Remedy, evidence)
            : Checks.Unknown(
                Rule, null, $"{count.Message}; of others it could not be found out", "try again; see the other checks", evidence);
    }

    private static ThresholdCount Count(TrustPolicyStatement statement, IEnumerable<SignatureVerdict> signatures) =>
        SignatureThreshold.Count(
            statement,
            [.. signatures.Where(s => s.Kind == VerdictKind.Trusted).Select(s => s.Content!.CertificateChain[0])]);
}
