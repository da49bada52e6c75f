using Signet.Signatures.Envelopes;

namespace Signet.Notary.Signing;

/// <summary>An envelope that was made and verified, and what is to be said beside it.</summary>
/// <param name="Envelope">Its bytes.</param>
/// <param name="Content">What it says, as a verifier reads it.</param>
/// <param name="Annotations">
/// What a plugin wants to be said in the signature manifest; never the annotations that the signer sets itself.
/// </param>
public sealed record SignedEnvelope(
    byte[] Envelope, EnvelopeContent Content, IReadOnlyDictionary<string, string> Annotations);
