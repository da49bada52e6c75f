using Signet.Notary.Trust;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 1: the envelope holds in itself: its form, its signature, its attributes, the shape of its certificate chain
/// (trust-store-trust-policy.md, "Signature Evaluation", integrity). Always enforced.
/// </summary>
internal static class IntegrityStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "integrity";

    /// <summary>Runs the step; the content is there only when the check passed.</summary>
    public static (Check Check, EnvelopeContent? Content, bool IsMalformed) Run(
        string envelopeMediaType, ReadOnlyMemory<byte> envelope)
    {
        var verification = SignatureEnvelope.Verify(envelopeMediaType, envelope);
        if (!verification.IsValid)
        {
            var fault = verification.Fault;
            return (
                Broken(EnvelopeFaultText.Of(fault, envelopeMediaType), new("broken rule", fault.Rule)),
                null,
                fault.Kind == EnvelopeFaultKind.Malformed);
        }

        var content = verification.Content;
        if (content.ContentType != NotaryMediaTypes.Payload)
        {
            return (
                Broken(
                    $"payload content type \"{content.ContentType}\" not supported",
                    new("expected", NotaryMediaTypes.Payload)),
                null,
                false);
        }

        var passed = Checks.Passed(
            Rule,
            VerificationAction.Enforce,
            "the envelope's signature verifies with its signing certificate",
            Checks.Certificate("signing certificate", content.CertificateChain[0]),
            new("algorithm", content.Algorithm.Name));
        return (passed, content, false);
    }

    private static Check Broken(string message, Evidence evidence) => Checks.Broken(
        Rule,
        VerificationAction.Enforce,
        VerdictKind.Invalid,
        message,
        "do not use the artifact on the word of this signature; ask the publisher for a new one",
        evidence);
}
