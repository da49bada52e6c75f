using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification;

/// <summary>Envelope faults in words that keep the phrases <c>notation</c> has for them.</summary>
internal static class EnvelopeFaultText
{
    /// <summary>The text for one fault.</summary>
    public static string Of(EnvelopeFault fault, string envelopeMediaType) => fault switch
    {
        { Rule: "envelope-media-type" } =>
            $"signature envelope format with media type \"{envelopeMediaType}\" is not supported",
        { Kind: EnvelopeFaultKind.Malformed } => $"unable to parse the digital signature, error : {fault.Message}",
        _ => fault.Message,
    };
}
