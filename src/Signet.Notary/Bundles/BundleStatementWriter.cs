using System.Text.Json;
using Signet.Json;
using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>Writes a statement: equal statements give equal bytes.</summary>
internal static class BundleStatementWriter
{
    public static byte[] Write(BundleStatement statement)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = GoJsonEncoder.Instance };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            writer.WriteStartObject();
            writer.WriteString("mediaType", BundleMediaTypes.Statement);
            writer.WriteString("created", BundleNames.Of(statement.Created));
            WriteOptional(writer, "createdBy", statement.CreatedBy);
            writer.WriteString("reference", statement.Reference);
            writer.WriteString("repository", statement.Repository);
            WriteOptional(writer, "tag", statement.Tag);
            writer.WriteStartObject("root");
            Write(writer, statement.Root);
            WriteOptional(writer, "environment", statement.Environment);
            WriteTrust(writer, statement);
            WriteRevocation(writer, statement.Revocation);
            WriteNodes(writer, statement.Nodes);
            writer.WriteStartArray("content");
            foreach (var descriptor in statement.Content)
            {
                writer.WriteStartObject();
                Write(writer, descriptor);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteTrust(Utf8JsonWriter writer, BundleStatement statement)
    {
        writer.WriteStartObject("policy");
        writer.WriteString("digest", statement.Policy.Digest.ToString());
        writer.WriteNumber("size", statement.Policy.Size);
        writer.WriteString("statement", statement.Policy.Statement);
        writer.WriteEndObject();
        writer.WriteStartArray("certificates");
        foreach (var certificate in statement.Certificates)
        {
            writer.WriteStartObject();
            writer.WriteString("store", certificate.Store.ToString());
            writer.WriteString("file", certificate.File);
            writer.WriteString("digest", certificate.Digest.ToString());
            writer.WriteNumber("size", certificate.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRevocation(Utf8JsonWriter writer, BundleRevocation revocation)
    {
        writer.WriteStartObject("revocation");
        writer.WriteString("digest", revocation.Digest.ToString());
        writer.WriteNumber("size", revocation.Size);
        WriteOptional(writer, "validUntil", revocation.ValidUntil is { } until ? BundleNames.Of(until) : null);
        writer.WriteStartArray("answers");
        foreach (var answer in revocation.Answers)
        {
            writer.WriteStartObject();
            writer.WriteString("method", answer.Method);
            writer.WriteString("address", answer.Address);
            writer.WriteString("certificate", answer.Certificate);
            writer.WriteString("status", answer.Status);
            writer.WriteString("thisUpdate", BundleNames.Of(answer.ThisUpdate));
            writer.WriteString("nextUpdate", BundleNames.Of(answer.NextUpdate));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter writer, IReadOnlyList<BundleNode> nodes)
    {
        writer.WriteStartArray("nodes");
        foreach (var node in nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("digest", node.Digest.ToString());
            writer.WriteString("role", BundleNames.Of(node.Role));
            writer.WriteString("verdict", BundleNames.Of(node.Kind));
            writer.WriteBoolean("required", node.IsRequired);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The members of a descriptor and the end of its object.</summary>
    private static void Write(Utf8JsonWriter writer, Descriptor descriptor)
    {
        writer.WriteString("mediaType", descriptor.MediaType);
        writer.WriteString("digest", descriptor.Digest.ToString());
        writer.WriteNumber("size", descriptor.Size);
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
