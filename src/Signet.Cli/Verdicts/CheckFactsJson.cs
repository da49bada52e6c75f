using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Signet.Notary.Verification;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Cli.Verdicts;

/// <summary>
/// What a check rests on as data: the plugin it was left to, the answers about revocation and the timestamp, as the schema
/// describes them.
/// </summary>
internal static class CheckFactsJson
{
    /// <summary>Writes the member <c>delegatedTo</c>.</summary>
    public static void Write(Utf8JsonWriter writer, Delegation? delegation)
    {
        if (delegation is null)
        {
            writer.WriteNull("delegatedTo");
            return;
        }

        writer.WriteStartObject("delegatedTo");
        writer.WriteString("plugin", delegation.Plugin);
        writer.WriteString("version", delegation.Version);
        writer.WriteEndObject();
    }

    /// <summary>Writes the member <c>revocation</c>.</summary>
    public static void Write(Utf8JsonWriter writer, RevocationReport? report)
    {
        if (report is null)
        {
            writer.WriteNull("revocation");
            return;
        }

        writer.WriteStartObject("revocation");
        writer.WriteString("status", VerdictNames.Of(report.Status));
        writer.WriteStartArray("certificates");
        foreach (var certificate in report.Certificates)
        {
            writer.WriteStartObject();
            WriteIdentity(writer, certificate.Certificate);
            writer.WriteString("status", VerdictNames.Of(certificate.Status));
            writer.WriteString("method", VerdictNames.Of(certificate.Method));
            writer.WriteStartArray("servers");
            foreach (var source in certificate.Sources)
            {
                Write(writer, source);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("cacheFaults");
        foreach (var fault in report.CacheFaults)
        {
            writer.WriteStringValue(fault);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes the member <c>timestamp</c>.</summary>
    public static void Write(Utf8JsonWriter writer, VerifiedTimestamp? timestamp)
    {
        if (timestamp is null)
        {
            writer.WriteNull("timestamp");
            return;
        }

        var token = timestamp.Token;
        writer.WriteStartObject("timestamp");
        writer.WriteString("time", Time(token.Time));
        writer.WriteString("earliest", Time(token.EarliestTime));
        writer.WriteString("latest", Time(token.LatestTime));
        writer.WriteString("policy", token.Policy);
        writer.WriteString("serialNumber", token.SerialNumber);
        writer.WriteString("trustStore", timestamp.TrustStore.ToString());
        writer.WriteStartArray("authorityChain");
        foreach (var certificate in timestamp.Chain)
        {
            writer.WriteStartObject();
            WriteIdentity(writer, certificate);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RevocationSource source)
    {
        writer.WriteStartObject();
        writer.WriteString("method", VerdictNames.Of(source.Method));
        writer.WriteString("address", source.Address);
        writer.WriteString("status", VerdictNames.Of(source.Status));
        writer.WriteString("failure", source.Failure is { } failure ? VerdictNames.Of(failure) : null);
        writer.WriteString("message", source.Message);
        writer.WriteString("origin", VerdictNames.Of(source.Origin));
        writer.WriteString("thisUpdate", Time(source.ThisUpdate));
        writer.WriteString("nextUpdate", Time(source.NextUpdate));
        writer.WriteString("revokedAt", Time(source.Revocation?.RevokedAt));
        writer.WriteString("reason", source.Revocation?.Reason);
        writer.WriteString("invalidityDate", Time(source.Revocation?.InvalidityDate));
        writer.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter writer, X509Certificate2 certificate)
    {
        writer.WriteString("subject", CertificateName.Format(certificate.SubjectName));
        writer.WriteString("sha256", CertificateThumbprint.Sha256(certificate));
    }

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
