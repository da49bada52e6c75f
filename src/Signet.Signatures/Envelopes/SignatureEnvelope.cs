using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes.Cose;
using Signet.Signatures.Envelopes.Jws;
using Signet.Signatures.Keys;

namespace Signet.Signatures.Envelopes;

/// <summary>
/// Makes and checks signature envelopes. Verification here is the integrity of one envelope: its form, its signature,
/// its signed attributes and the shape of its certificate chain. Whether anybody trusts the chain, and whether the
/// signature has expired, is asked elsewhere (trust-store-trust-policy.md, "Signature Evaluation").
/// </summary>
public static class SignatureEnvelope
{
    /// <summary>Signs, and verifies the result before handing it out.</summary>
    /// <param name="mediaType"><see cref="NotaryMediaTypes.Jws"/> or <see cref="NotaryMediaTypes.Cose"/>.</param>
    /// <param name="request">What to sign and with which attributes.</param>
    /// <param name="provider">Holder of the key.</param>
    /// <param name="cancellationToken">Ends waiting for the key's holder and the timestamp authority.</param>
    /// <exception cref="SigningException">
    /// The request breaks a rule, the certificates may not sign code at the signing time, or the signature that
    /// <paramref name="provider"/> made does not verify.
    /// </exception>
    public static async ValueTask<byte[]> SignAsync(
        string mediaType,
        EnvelopeRequest request,
        ISignatureProvider provider,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(provider);
        if (FormatOf(mediaType) is not { } format)
        {
            throw new SigningException(UnknownMediaType(mediaType));
        }

        request = SigningRules.Check(request);
        var unsigned = format.Prepare(request, SignatureAlgorithm.Of(provider.KeySpec));
        var signature = await provider.SignAsync(unsigned.ToBeSigned, cancellationToken);
        SigningRules.CheckSignature(signature);

        var envelope = unsigned.Complete(signature, timestampToken: null, request.SigningAgent);
        var check = Check(format, envelope, isNew: true);
        if (!check.IsValid)
        {
            throw new SigningException($"The new signature is not valid: {check.Fault.Message}", check.Fault);
        }

        if (request.Timestamp is { } timestamp)
        {
            var token = await timestamp(signature.Signature, cancellationToken);
            if (token.Length == 0)
            {
                throw new SigningException("The timestamp that was asked for is empty; nothing was signed.");
            }

            envelope = unsigned.Complete(signature, token, request.SigningAgent);
        }

        return envelope.Length <= SignatureLimits.EnvelopeBytes
            ? envelope
            : throw new SigningException(
                $"The envelope would have {envelope.Length} bytes, more than {SignatureLimits.EnvelopeBytes}.");
    }

    /// <summary>
    /// Checks an envelope: form, then the leaf's key and algorithm, then the signature, then the signed attributes,
    /// then the rules for the certificate chain, without regard to time.
    /// </summary>
    /// <remarks>
    /// Where <c>notation</c> is laxer than the specification this follows the specification: a critical attribute that
    /// nobody here understands fails unless a verification plugin is named that can take it, the other scheme's time
    /// fails in both formats, keys that occur twice fail, and a JWS signature of RSASSA-PSS must have a salt as long as
    /// the hash (RFC 7518, section 3.5).
    /// </remarks>
    public static EnvelopeVerification Verify(string mediaType, ReadOnlyMemory<byte> envelope) =>
        FormatOf(mediaType) is { } format ? Check(format, envelope, isNew: false) : NotAFormat(mediaType);

    /// <summary>
    /// Reads an envelope for display. The form and the signed attributes are held to the rules; neither the signature
    /// nor the certificates are checked, and critical attributes may be unknown. Decide nothing on this.
    /// </summary>
    public static EnvelopeVerification ReadWithoutVerifying(string mediaType, ReadOnlyMemory<byte> envelope) =>
        FormatOf(mediaType) is { } format
            ? Guard(envelope, () =>
            {
                var raw = format.Read(envelope);
                return HeaderRules.Apply(raw, CertificateParts.Decode(raw.CertificateChain));
            })
            : NotAFormat(mediaType);

    private static EnvelopeVerification Check(IEnvelopeFormat format, ReadOnlyMemory<byte> envelope, bool isNew) =>
        Guard(envelope, () =>
        {
            var raw = format.Read(envelope);
            var chain = CertificateParts.Decode(raw.CertificateChain);
            PrimitiveSignatureRules.Check(raw, chain[0]);
            var content = HeaderRules.Apply(raw, chain);
            if (!isNew)
            {
                // The one who signs may ask for attributes that only the intended verifier knows.
                HeaderRules.CheckCriticalAttributes(content);
            }

            var fault = CertificateChainRules.FindFault(
                chain, CertificatePurpose.CodeSigning, isNew ? content.SigningTime : null);
            return fault is null ? content : throw EnvelopeFaultException.Chain(fault.Rule, fault.Message);
        });

    private static EnvelopeVerification Guard(ReadOnlyMemory<byte> envelope, Func<EnvelopeContent> read)
    {
        try
        {
            return envelope.Length switch
            {
                0 => throw EnvelopeFaultException.Malformed("envelope-empty", "The envelope is empty."),
                > SignatureLimits.EnvelopeBytes => throw EnvelopeFaultException.Malformed(
                    "envelope-size",
                    $"The envelope has {envelope.Length} bytes; at most {SignatureLimits.EnvelopeBytes} are read."),
                _ => EnvelopeVerification.Valid(read()),
            };
        }
        catch (EnvelopeFaultException e)
        {
            return EnvelopeVerification.Invalid(e.Fault);
        }
    }

    private static IEnvelopeFormat? FormatOf(string mediaType) => mediaType switch
    {
        NotaryMediaTypes.Jws => JwsFormat.Instance,
        NotaryMediaTypes.Cose => CoseFormat.Instance,
        _ => null,
    };

    private static EnvelopeVerification NotAFormat(string mediaType) => EnvelopeVerification.Invalid(
        new(EnvelopeFaultKind.Malformed, "envelope-media-type", UnknownMediaType(mediaType)));

    private static string UnknownMediaType(string mediaType) =>
        $"\"{mediaType}\" is not a signature envelope; known are {NotaryMediaTypes.Jws} and {NotaryMediaTypes.Cose}.";
}
