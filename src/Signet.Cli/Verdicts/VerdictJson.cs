using System.Globalization;
using System.Text.Json;
using Signet.Cli.Output;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;

namespace Signet.Cli.Verdicts;

/// <summary>A verdict as the JSON document that docs/schemas/verdict.schema.json describes.</summary>
internal static class VerdictJson
{
    /// <summary>
    /// The document, two blanks of indent, with a final line break. One verdict is an object; a list is an object with
    /// <c>verdicts</c> in the order the references were given.
    /// </summary>
    public static string Format(IReadOnlyList<Verdict> verdicts, bool isList) => ReportJson.Format(writer =>
    {
        if (isList)
        {
            writer.WriteStartObject();
            writer.WriteString("verdict", VerdictNames.Of(verdicts.Max(v => v.Kind)));
            writer.WriteNumber("exitCode", VerdictExitCode.Of(verdicts));
            writer.WriteStartArray("verdicts");
            foreach (var verdict in verdicts)
            {
                Write(writer, verdict);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        else
        {
            Write(writer, verdicts[0]);
        }
    });

    /// <summary>One verdict as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Verdict verdict)
    {
        writer.WriteStartObject();
        writer.WriteString("verdict", VerdictNames.Of(verdict.Kind));
        writer.WriteBoolean("accepted", verdict.IsAccepted);
        writer.WriteNumber("exitCode", VerdictExitCode.Of(verdict.Kind));
        writer.WriteString("summary", verdict.Summary);
        writer.WriteString("reference", verdict.Reference);
        writer.WriteString("resolvedReference", verdict.ResolvedReference);
        WriteDescriptor(writer, "artifact", verdict.Artifact);
        writer.WriteString("time", Time(verdict.Time));
        WritePolicy(writer, verdict.Policy);
        WriteChecks(writer, verdict.Checks);
        writer.WriteStartArray("signatures");
        foreach (var signature in verdict.Signatures)
        {
            WriteSignature(writer, signature);
        }

        writer.WriteEndArray();
        writer.WriteString("trustedSignature", verdict.TrustedSignature?.Manifest.Digest.ToString());
        writer.WriteStartObject("userMetadata");
        foreach (var (key, value) in verdict.UserMetadata.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
        writer.WriteNumber("ignoredSignatures", verdict.IgnoredCount);
        writer.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter writer, PolicyDecision? policy)
    {
        if (policy is null)
        {
            writer.WriteNull("policy");
            return;
        }

        writer.WriteStartObject("policy");
        writer.WriteString("source", policy.Source);
        writer.WriteString("statement", policy.Statement.Name);
        writer.WriteString("scope", policy.Scope);
        writer.WriteString("repository", policy.Repository);
        writer.WriteString("reason", policy.Reason);
        var level = policy.Statement.Level;
        writer.WriteStartObject("level");
        writer.WriteString("name", level.Name);
        writer.WriteString("integrity", VerdictNames.Of(level.Integrity));
        writer.WriteString("authenticity", VerdictNames.Of(level.Authenticity));
        writer.WriteString("authenticTimestamp", VerdictNames.Of(level.AuthenticTimestamp));
        writer.WriteString("expiry", VerdictNames.Of(level.Expiry));
        writer.WriteString("revocation", VerdictNames.Of(level.Revocation));
        writer.WriteEndObject();
        WriteStrings(writer, "trustStores", policy.Statement.TrustStores.Select(s => s.ToString()));
        WriteStrings(writer, "trustedIdentities", policy.Statement.TrustedIdentities);
        writer.WriteEndObject();
    }

    private static void WriteSignature(Utf8JsonWriter writer, SignatureVerdict signature)
    {
        writer.WriteStartObject();
        writer.WriteString("digest", signature.Manifest.Digest.ToString());
        writer.WriteString("verdict", VerdictNames.Of(signature.Kind));
        writer.WriteBoolean("ignored", signature.IsIgnored);
        writer.WriteString("envelopeMediaType", signature.EnvelopeMediaType);
        WriteContent(writer, signature.Content);
        WriteChecks(writer, signature.Checks);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, EnvelopeContent? content)
    {
        if (content is null)
        {
            writer.WriteNull("content");
            return;
        }

        writer.WriteStartObject("content");
        writer.WriteString("algorithm", content.Algorithm.Name);
        writer.WriteString("signingTime", Time(content.SigningTime));
        writer.WriteString("expiry", content.Expiry is { } expiry ? Time(expiry) : null);
        writer.WriteString("signingAgent", content.SigningAgent);
        writer.WriteStartArray("certificateChain");
        foreach (var certificate in content.CertificateChain)
        {
            writer.WriteStartObject();
            writer.WriteString("subject", CertificateName.Format(certificate.SubjectName));
            writer.WriteString("sha256", CertificateThumbprint.Sha256(certificate));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The member <c>checks</c>.</summary>
    public static void WriteChecks(Utf8JsonWriter writer, IReadOnlyList<Check> checks)
    {
        writer.WriteStartArray("checks");
        foreach (var check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", check.Rule);
            writer.WriteString("status", VerdictNames.Of(check.Status));
            writer.WriteString("action", check.Action is { } action ? VerdictNames.Of(action) : null);
            writer.WriteString("message", check.Message);
            writer.WriteStartArray("evidence");
            foreach (var evidence in check.Evidence)
            {
                writer.WriteStartObject();
                writer.WriteString("name", evidence.Name);
                writer.WriteString("value", evidence.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("remedy", check.Remedy);
            writer.WriteString("caveat", check.Caveat);
            CheckFactsJson.Write(writer, check.DelegatedTo);
            CheckFactsJson.Write(writer, check.Revocation);
            CheckFactsJson.Write(writer, check.Timestamp);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteDescriptor(Utf8JsonWriter writer, string name, Descriptor? descriptor)
    {
        if (descriptor is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("mediaType", descriptor.MediaType);
        writer.WriteString("digest", descriptor.Digest.ToString());
        writer.WriteNumber("size", descriptor.Size);
        writer.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>A time in UTC with the fractions there are.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
