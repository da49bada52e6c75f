using Signet.Notary.Artifacts;
using Signet.Notary.Trust;

namespace Signet.Notary.Verification.Steps;

/// <summary>Step 3: the signature has not expired (trust-store-trust-policy.md, "Signature Evaluation", expiry).</summary>
internal static class ExpiryStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "expiry";

    /// <summary>At the very moment of expiry a signature has expired (signature-specification.md, "Signed Attributes").</summary>
    public static Check Run(SignatureContext context)
    {
        var action = context.ActionOf(VerificationType.Expiry);
        if (action == VerificationAction.Skip)
        {
            return Checks.Skipped(Rule, "the policy says not to check the signature's expiry");
        }

        var now = Checks.Time("verification time", context.Now);
        if (context.Content.Expiry is not { } expiry)
        {
            return Checks.Passed(Rule, action, "the signature does not expire", now);
        }

        return context.Now < expiry
            ? Checks.Passed(Rule, action, "the signature has not expired", Checks.Time("expiry", expiry), now)
            : Checks.Broken(
                Rule,
                action,
                VerdictKind.Expired,
                $"digital signature has expired on \"{GoTime.Rfc1123(expiry)}\"",
                "ask the publisher for a new signature, or sign the artifact again: signet sign --expiry",
                Checks.Time("expiry", expiry),
                now);
    }
}
