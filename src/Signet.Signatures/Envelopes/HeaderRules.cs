using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Envelopes;

/// <summary>
/// The rules for signed attributes, one method each, the same for both formats (signature-specification.md, "Signed
/// Attributes"; signing-scheme.md).
/// </summary>
internal static class HeaderRules
{
    /// <summary>Names that are never extended attributes.</summary>
    private static readonly string[] TimeAndScheme =
    [
        AttributeNames.SigningScheme, AttributeNames.SigningTime, AttributeNames.AuthenticSigningTime,
        AttributeNames.Expiry,
    ];

    private static readonly string[] Plugin =
    [
        AttributeNames.VerificationPlugin, AttributeNames.VerificationPluginMinVersion,
    ];

    /// <summary>Applies all of them and makes the content.</summary>
    public static EnvelopeContent Apply(RawEnvelope envelope, IReadOnlyList<X509Certificate2> chain)
    {
        var header = envelope.Header;
        var scheme = CheckScheme(header);
        var signingTime = CheckSigningTime(header, scheme);
        CheckExpiry(header, signingTime);
        CheckNames(header);
        var critical = CheckCritical(header, scheme, envelope.MediaType);
        var extended = header.Extended
            .Select(a => a with { IsCritical = critical.Contains(new(a.Key, a.IsIntegerLabel)) })
            .ToArray();
        var plugin = CheckPluginAttribute(extended, AttributeNames.VerificationPlugin);
        var minVersion = CheckPluginAttribute(extended, AttributeNames.VerificationPluginMinVersion);
        if (plugin is null && minVersion is not null)
        {
            throw EnvelopeFaultException.Malformed(
                "plugin-missing",
                $"{AttributeNames.VerificationPluginMinVersion} is set, but no {AttributeNames.VerificationPlugin}.");
        }

        if (envelope.Payload.IsEmpty)
        {
            throw EnvelopeFaultException.Malformed("payload-empty", "The envelope has no payload.");
        }

        return new()
        {
            MediaType = envelope.MediaType,
            Payload = envelope.Payload,
            ContentType = header.ContentType,
            Algorithm = header.Algorithm,
            Scheme = scheme,
            SigningTime = signingTime,
            Expiry = header.Expiry,
            ExtendedAttributes = extended,
            CertificateChain = chain,
            Signature = envelope.Signature,
            TimestampToken = envelope.TimestampToken,
            SigningAgent = envelope.SigningAgent,
            VerificationPlugin = plugin,
            VerificationPluginMinVersion = minVersion,
        };
    }

    /// <summary>
    /// A critical attribute that is not understood makes the signature invalid. A verification plugin, when one is
    /// named, is the party that must understand it; the verifier asks the plugin.
    /// </summary>
    public static void CheckCriticalAttributes(EnvelopeContent content)
    {
        if (content.VerificationPlugin is not null)
        {
            return;
        }

        if (content.ExtendedAttributes.FirstOrDefault(a => a.IsCritical) is { } unknown)
        {
            throw new EnvelopeFaultException(new(
                EnvelopeFaultKind.UnknownCriticalAttribute,
                "critical-attribute-unknown",
                "The signature says that a verifier must understand the attribute "
                + $"{new CriticalName(unknown.Key, unknown.IsIntegerLabel)}; this one does not."));
        }
    }

    private static SigningScheme CheckScheme(SignedHeader header) => header.Scheme switch
    {
        AttributeNames.X509Scheme => SigningScheme.X509,
        AttributeNames.X509SigningAuthorityScheme => SigningScheme.X509SigningAuthority,
        null => throw EnvelopeFaultException.Malformed(
            "scheme-missing", $"The attribute {AttributeNames.SigningScheme} is missing."),
        var other => throw EnvelopeFaultException.Malformed(
            "scheme-unknown", $"The signing scheme \"{other}\" is unknown."),
    };

    /// <summary>Each scheme has its own time attribute, required; the other scheme's is forbidden.</summary>
    private static DateTimeOffset CheckSigningTime(SignedHeader header, SigningScheme scheme)
    {
        var plain = (Time: header.SigningTime, Name: AttributeNames.SigningTime);
        var authentic = (Time: header.AuthenticSigningTime, Name: AttributeNames.AuthenticSigningTime);
        var (own, other) = scheme == SigningScheme.X509 ? (plain, authentic) : (authentic, plain);
        if (other.Time is not null)
        {
            throw EnvelopeFaultException.Malformed(
                "time-of-other-scheme",
                $"The attribute {other.Name} may not stand beside the signing scheme {header.Scheme}.");
        }

        // 0001-01-01T00:00:00Z is how notation writes "no time".
        return own.Time is { } time && time != DateTimeOffset.MinValue
            ? time
            : throw EnvelopeFaultException.Malformed(
                "time-missing",
                $"The attribute {own.Name} is missing, which the signing scheme {header.Scheme} requires.");
    }

    private static void CheckExpiry(SignedHeader header, DateTimeOffset signingTime)
    {
        if (header.Expiry is { } expiry && expiry <= signingTime)
        {
            throw EnvelopeFaultException.Malformed(
                "expiry-not-after-signing", $"The expiry {expiry:O} is not after the signing time {signingTime:O}.");
        }
    }

    /// <summary>
    /// A name that differs from one of ours in case alone would be ours to <c>notation</c> and not to us: neither
    /// reading is taken.
    /// </summary>
    private static void CheckNames(SignedHeader header)
    {
        foreach (var attribute in header.Extended)
        {
            if (!attribute.IsIntegerLabel
                && (TimeAndScheme.Contains(attribute.Key, StringComparer.OrdinalIgnoreCase)
                    || (Plugin.Contains(attribute.Key, StringComparer.OrdinalIgnoreCase) && !Plugin.Contains(attribute.Key))))
            {
                throw EnvelopeFaultException.Malformed(
                    "attribute-name-case", $"The attribute \"{attribute.Key}\" differs from a known one in case alone.");
            }
        }
    }

    /// <summary>
    /// <c>crit</c> lists what it must, nothing twice and nothing that is not there (RFC 7515, section 4.1.11; RFC 9052,
    /// section 3.1).
    /// </summary>
    private static HashSet<CriticalName> CheckCritical(SignedHeader header, SigningScheme scheme, string mediaType)
    {
        var required = new List<CriticalName> { new(AttributeNames.SigningScheme) };
        if (scheme == SigningScheme.X509SigningAuthority)
        {
            required.Add(new(AttributeNames.AuthenticSigningTime));
        }

        if (header.Expiry is not null)
        {
            required.Add(new(AttributeNames.Expiry));
        }

        var seen = new HashSet<CriticalName>();
        foreach (var name in header.Critical)
        {
            if (!seen.Add(name))
            {
                throw EnvelopeFaultException.Malformed("crit-duplicate", $"crit lists {name} twice.");
            }

            if (!required.Contains(name)
                && !header.Extended.Any(a => a.Key == name.Name && a.IsIntegerLabel == name.IsInteger)
                && !(mediaType == NotaryMediaTypes.Cose && IsTolerated(name, header)))
            {
                throw EnvelopeFaultException.Malformed(
                    "crit-not-present", $"crit lists {name}, which is not there or may not be listed.");
            }
        }

        var missing = required.Find(name => !seen.Contains(name));
        return missing.Name is null
            ? seen
            : throw EnvelopeFaultException.Malformed(
                "crit-missing", $"crit does not list {missing}, which must be critical.");
    }

    /// <summary>
    /// COSE does not forbid listing what every verifier knows: alg, content type, and the signing time when it is there.
    /// JWS does forbid it.
    /// </summary>
    private static bool IsTolerated(CriticalName name, SignedHeader header) => name.IsInteger
        ? name.Name is "1" or "3"
        : name.Name == AttributeNames.SigningTime && header.SigningTime is not null;

    /// <summary>The plugin attributes are critical text that is not blank.</summary>
    private static string? CheckPluginAttribute(SignedAttribute[] extended, string name)
    {
        var attribute = extended.FirstOrDefault(a => a.Key == name && !a.IsIntegerLabel);
        if (attribute is null)
        {
            return null;
        }

        if (attribute.Value is not string text || string.IsNullOrWhiteSpace(text))
        {
            throw EnvelopeFaultException.Malformed(
                "plugin-attribute-value", $"The attribute {name} is not a text with something in it.");
        }

        return attribute.IsCritical
            ? text
            : throw EnvelopeFaultException.Malformed(
                "crit-missing", $"crit does not list \"{name}\", which must be critical.");
    }
}
