using System.Buffers;
using System.Text.Json;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// A signature in the words of <c>verify-signature</c> (plugin-extensibility.md, "Verification workflow using plugin",
/// step 5).
/// </summary>
/// <remarks>
/// All extended attributes that can be told are sent, and as <c>unprocessedAttributes</c> only critical ones, as the
/// specification says. <c>notation</c> names all of them there and demands all back; a plugin written for it gets every
/// value it knows and may name more than it was asked for.
/// </remarks>
internal static class AttributesForPlugin
{
    /// <summary>The verifier's own: it finds the plugin by them.</summary>
    private static readonly string[] Processed =
        ["io.cncf.notary.verificationPlugin", "io.cncf.notary.verificationPluginMinVersion"];

    /// <summary>Names of the attributes that the verifier does not know and the plugin must process.</summary>
    public static IReadOnlyList<string> Unprocessed(EnvelopeContent content) =>
        [.. Extended(content).Where(a => a.IsCritical).Select(a => a.Key)];

    /// <summary>
    /// A critical attribute that the protocol cannot carry: a COSE label that is a number, or a value that is not text, a
    /// number or null. <c>notation</c> passes over the former, so nobody processes it, and sends the latter somehow.
    /// </summary>
    public static string? FindUnprocessable(EnvelopeContent content) =>
        content.ExtendedAttributes.FirstOrDefault(a => a.IsCritical && !CanBeSent(a)) is { } attribute
            ? attribute.IsIntegerLabel ? $"label {attribute.Key}" : GoQuote.Text(attribute.Key)
            : null;

    /// <summary>The signature as the request has it.</summary>
    public static SignatureToVerify Describe(EnvelopeContent content) => new()
    {
        CriticalAttributes = new()
        {
            ContentType = content.ContentType,
            SigningScheme = content.Scheme == SigningScheme.X509 ? "notary.x509" : "notary.x509.signingAuthority",
            Expiry = content.Expiry,
            AuthenticSigningTime = content.Scheme == SigningScheme.X509SigningAuthority ? content.SigningTime : null,
            VerificationPlugin = content.VerificationPlugin,
            VerificationPluginMinVersion = content.VerificationPluginMinVersion,
            ExtendedAttributes = Values(content),
        },
        UnprocessedAttributes = Unprocessed(content),
        CertificateChain = [.. content.CertificateChain.Select(c => (ReadOnlyMemory<byte>)c.RawData)],
    };

    private static IEnumerable<SignedAttribute> Extended(EnvelopeContent content) =>
        content.ExtendedAttributes.Where(a => CanBeSent(a) && !Processed.Contains(a.Key, StringComparer.Ordinal));

    private static bool CanBeSent(SignedAttribute attribute) => !attribute.IsIntegerLabel && attribute.Value switch
    {
        null or string or long => true,
        double number => double.IsFinite(number),
        _ => false,
    };

    private static Dictionary<string, JsonElement> Values(EnvelopeContent content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var attribute in Extended(content))
            {
                writer.WritePropertyName(attribute.Key);
                Write(writer, attribute.Value);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.EnumerateObject()
            .ToDictionary(m => m.Name, m => m.Value.Clone(), StringComparer.Ordinal);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case long integer:
                writer.WriteNumberValue(integer);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
