using System.Buffers;
using System.Text.Json;
using Signet.Json;

namespace Signet.Notary.Trust;

/// <summary>Writes a new trust policy with one statement, in the form of <c>notation policy init</c>.</summary>
public static class TrustPolicyWriter
{
    /// <summary>
    /// The document: 2 spaces, no final newline, Go's escapes. Members whose list is empty are left out, as level
    /// <c>skip</c> needs it.
    /// </summary>
    /// <param name="name">Name of the statement.</param>
    /// <param name="level"><c>strict</c> unless the user wants less.</param>
    /// <param name="registryScopes"><c>*</c>, or repositories.</param>
    /// <param name="trustStores">Each <c>type:name</c>.</param>
    /// <param name="trustedIdentities"><c>*</c>, or identities.</param>
    /// <exception cref="TrustPolicyException">They make no valid policy; all faults are listed.</exception>
    public static ReadOnlyMemory<byte> Write(
        string name,
        string level,
        IEnumerable<string> registryScopes,
        IEnumerable<string> trustStores,
        IEnumerable<string> trustedIdentities)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = GoJsonEncoder.Instance };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            writer.WriteStartArray("trustPolicies");
            writer.WriteStartObject();
            writer.WriteString("name", name);
            WriteList(writer, "registryScopes", registryScopes);
            writer.WriteStartObject("signatureVerification");
            writer.WriteString("level", level);
            writer.WriteEndObject();
            WriteList(writer, "trustStores", trustStores);
            WriteList(writer, "trustedIdentities", trustedIdentities);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        _ = TrustPolicyDocument.Parse(buffer.WrittenMemory, "the new trust policy");
        return buffer.WrittenMemory;
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        IReadOnlyList<string> items = [.. values];
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }
}
