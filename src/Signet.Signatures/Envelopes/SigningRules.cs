using Signet.Signatures.Keys;

namespace Signet.Signatures.Envelopes;

/// <summary>What a request must be before a key is touched, and what the key's holder must return.</summary>
internal static class SigningRules
{
    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "alg", "cty", "crit", AttributeNames.SigningScheme, AttributeNames.SigningTime,
        AttributeNames.AuthenticSigningTime, AttributeNames.Expiry,
    };

    /// <summary>Checks the request and returns it with its times in whole seconds.</summary>
    public static EnvelopeRequest Check(EnvelopeRequest request)
    {
        if (request.Payload.IsEmpty)
        {
            throw new SigningException("The payload is empty; there is nothing to sign.");
        }

        if (!IsMediaType(request.ContentType))
        {
            throw new SigningException($"\"{request.ContentType}\" is not a media type.");
        }

        var checkedRequest = request with
        {
            SigningTime = WholeSeconds(request.SigningTime),
            Expiry = request.Expiry is { } e ? WholeSeconds(e) : null,
        };
        if (checkedRequest.SigningTime.UtcDateTime == DateTime.MinValue)
        {
            throw new SigningException("The signing time is not set.");
        }

        if (checkedRequest.Expiry <= checkedRequest.SigningTime)
        {
            throw new SigningException("The expiry cannot be equal or before the signing time.");
        }

        CheckAttributes(request.ExtendedAttributes);
        return checkedRequest;
    }

    /// <summary>A signature value and at least one certificate, within the limits.</summary>
    public static void CheckSignature(PrimitiveSignature signature)
    {
        if (signature.Signature.IsEmpty)
        {
            throw new SigningException("The key's holder returned an empty signature.");
        }

        try
        {
            CertificateParts.CheckLimits(signature.CertificateChain);
        }
        catch (EnvelopeFaultException e)
        {
            throw new SigningException($"The key's holder returned unusable certificates: {e.Message}", e.Fault);
        }
    }

    /// <summary>
    /// One slash with something on each side and no space around it: what both formats' readers ask of a content type.
    /// </summary>
    public static bool IsMediaType(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && slash < text.Length - 1
            && slash == text.LastIndexOf('/')
            && !char.IsWhiteSpace(text[0])
            && !char.IsWhiteSpace(text[^1]);
    }

    private static void CheckAttributes(IReadOnlyList<SignedAttribute> attributes)
    {
        var seen = new HashSet<(string, bool)>();
        foreach (var attribute in attributes)
        {
            if (attribute.Key.Length == 0)
            {
                throw new SigningException("An extended attribute has no name.");
            }

            if (!attribute.IsIntegerLabel && ReservedNames.Contains(attribute.Key))
            {
                throw new SigningException(
                    $"\"{attribute.Key}\" cannot be an extended attribute: the envelope sets it itself.");
            }

            if (!seen.Add((attribute.Key, attribute.IsIntegerLabel)))
            {
                throw new SigningException($"The extended attribute \"{attribute.Key}\" is given twice.");
            }
        }

        if (attributes.Count > SignatureLimits.CborItems / 2)
        {
            throw new SigningException(
                $"{attributes.Count} extended attributes are more than {SignatureLimits.CborItems / 2}.");
        }
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) =>
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
