using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Signet.Cli.Output;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;

namespace Signet.Cli.Inspection;

/// <summary>The JSON of <c>inspect</c> and <c>blob inspect</c>, member for member what notation 2 prints.</summary>
internal static class InspectionJson
{
    /// <summary>The document of <c>inspect</c>.</summary>
    public static string Format(SignatureInspection inspection, TimeZoneInfo zone) => ReportJson.Format(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", inspection.Artifact.MediaType);
        writer.WriteStartArray("signatures");
        foreach (var signature in inspection.Signatures.Where(s => s.Content is not null))
        {
            writer.WriteStartObject();
            writer.WriteString("digest", signature.Manifest.Digest.ToString());
            WriteMembers(writer, signature, signature.Content!, zone);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The document of <c>blob inspect</c>: one signature, which has no manifest.</summary>
    public static string Format(InspectedSignature signature, TimeZoneInfo zone) => ReportJson.Format(writer =>
    {
        writer.WriteStartObject();
        WriteMembers(writer, signature, signature.Content!, zone);
        writer.WriteEndObject();
    });

    private static void WriteMembers(
        Utf8JsonWriter writer, InspectedSignature signature, EnvelopeContent content, TimeZoneInfo zone)
    {
        writer.WriteString("signatureAlgorithm", content.Algorithm.Name);
        writer.WriteString("signatureEnvelopeType", content.MediaType);
        WriteSorted(writer, "signedAttributes", SignedAttributes(content, zone));
        if (signature.SignedArtifact?.Annotations is { } annotations)
        {
            WriteSorted(writer, "userDefinedAttributes", annotations);
        }
        else
        {
            writer.WriteNull("userDefinedAttributes");
        }

        writer.WriteStartObject("unsignedAttributes");
        if (content.SigningAgent is { } agent)
        {
            writer.WriteString("signingAgent", agent);
        }

        if (content.TimestampToken is { } timestamp)
        {
            WriteTimestamp(writer, timestamp);
        }

        writer.WriteEndObject();
        WriteCertificates(writer, content.CertificateChain);
        WriteArtifact(writer, signature.SignedArtifact!);
    }

    private static Dictionary<string, string> SignedAttributes(EnvelopeContent content, TimeZoneInfo zone)
    {
        var attributes = new Dictionary<string, string>();
        foreach (var attribute in content.ExtendedAttributes)
        {
            attributes[attribute.Key] = AttributeText.Of(attribute);
        }

        // The standard attributes come last: no extended one can take their place.
        attributes["contentType"] = content.ContentType;
        attributes["signingScheme"] = AttributeText.Of(content.Scheme);
        attributes["signingTime"] =
            TimeText.Rfc3339(AttributeText.Shown(content.SigningTime, content.MediaType, zone));
        if (content.Expiry is { } expiry)
        {
            attributes["expiry"] = TimeText.Rfc3339(AttributeText.Shown(expiry, content.MediaType, zone));
        }

        return attributes;
    }

    private static void WriteTimestamp(Utf8JsonWriter writer, ReadOnlyMemory<byte> encoded)
    {
        writer.WriteStartObject("timestampSignature");
        if (TimestampToken.TryRead(encoded, out var token, out var fault))
        {
            writer.WriteString(
                "timestamp", $"[{TimeText.Rfc3339(token.EarliestTime)}, {TimeText.Rfc3339(token.LatestTime)}]");
            WriteCertificates(writer, token.Certificates);
        }
        else
        {
            writer.WriteString("error", AttributeText.Of(fault));
        }

        writer.WriteEndObject();
    }

    private static void WriteCertificates(Utf8JsonWriter writer, IReadOnlyList<X509Certificate2> certificates)
    {
        if (certificates.Count == 0)
        {
            writer.WriteNull("certificates");
            return;
        }

        writer.WriteStartArray("certificates");
        foreach (var certificate in certificates)
        {
            writer.WriteStartObject();
            writer.WriteString("SHA256Fingerprint", CertificateThumbprint.Sha256(certificate));
            writer.WriteString("issuedTo", CertificateName.Format(certificate.SubjectName));
            writer.WriteString("issuedBy", CertificateName.Format(certificate.IssuerName));
            writer.WriteString("expiry", TimeText.Rfc3339(certificate.NotAfter.ToUniversalTime()));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteArtifact(Utf8JsonWriter writer, Descriptor artifact)
    {
        writer.WriteStartObject("signedArtifact");
        writer.WriteString("mediaType", artifact.MediaType);
        writer.WriteString("digest", artifact.Digest.ToString());
        writer.WriteNumber("size", artifact.Size);
        if (artifact.ArtifactType is { } type)
        {
            writer.WriteString("artifactType", type);
        }

        writer.WriteEndObject();
    }

    private static void WriteSorted(
        Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>> members)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in members.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
