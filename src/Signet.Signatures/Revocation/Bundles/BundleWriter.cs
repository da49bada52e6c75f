using System.Text.Json;
using Signet.Json;

namespace Signet.Signatures.Revocation.Bundles;

/// <summary>Writes a bundle's file: the same answers give the same bytes, whatever order they came in.</summary>
internal static class BundleWriter
{
    public static byte[] Write(BundleDocument document)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = GoJsonEncoder.Instance };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            writer.WriteStartObject();
            writer.WriteString("mediaType", BundleDocument.MediaType);
            writer.WriteString("created", BundleDocument.Text(document.Created));
            if (document.ValidUntil is { } validUntil)
            {
                writer.WriteString("validUntil", BundleDocument.Text(validUntil));
            }

            WriteOcsp(writer, document);
            WriteCrls(writer, document);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteOcsp(Utf8JsonWriter writer, BundleDocument document)
    {
        writer.WriteStartArray("ocsp");
        var entries = document.Ocsp
            .OrderBy(e => e.Key.Address, StringComparer.Ordinal)
            .ThenBy(e => Convert.ToHexString(e.Key.CertificateId.Span), StringComparer.Ordinal);
        foreach (var (key, response) in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("address", key.Address);
            writer.WriteBase64String("certificateId", key.CertificateId.Span);
            writer.WriteBase64String("response", response.Span);
            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
    }

    private static void WriteCrls(Utf8JsonWriter writer, BundleDocument document)
    {
        writer.WriteStartArray("crl");
        foreach (var (address, crl) in document.Crls.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("address", address);
            writer.WriteBase64String("base", crl.Base.Span);
            if (crl.Delta is { } delta)
            {
                writer.WriteBase64String("delta", delta.Span);
            }

            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
    }
}
