using System.Text.Json;
using Signet.Json;
using Signet.Signatures.Revocation.Fetching;

namespace Signet.Signatures.Revocation.Bundles;

/// <summary>
/// Reads a bundle's file strictly: what a file of this media type may not have, and what has two of a kind, is refused as a
/// whole, so that no two readers see different bundles.
/// </summary>
internal static class BundleReader
{
    /// <exception cref="FormatException">It is no bundle.</exception>
    public static BundleDocument Read(ReadOnlyMemory<byte> content)
    {
        if (content.Length > SignatureLimits.RevocationBundleBytes)
        {
            throw Fault($"it is larger than the limit of {SignatureLimits.RevocationBundleBytes} bytes");
        }

        if (StrictJson.FindFault(content.Span) is { } fault)
        {
            throw Fault(ForeignText.Escape(fault.TrimEnd('.')));
        }

        using var json = JsonDocument.Parse(content);
        return Read(json.RootElement);
    }

    private static BundleDocument Read(JsonElement root)
    {
        RequireMembers(root, "the document", ["mediaType", "created", "ocsp", "crl"], ["validUntil"]);
        if (Text(root, "mediaType") is var mediaType && mediaType != BundleDocument.MediaType)
        {
            throw Fault($"its media type is {ForeignText.Quote(mediaType)} instead of \"{BundleDocument.MediaType}\"");
        }

        var document = new BundleDocument
        {
            Created = Time(root, "created"),
            ValidUntil = root.TryGetProperty("validUntil", out _) ? Time(root, "validUntil") : null,
        };
        foreach (var entry in Entries(root, "ocsp", document))
        {
            RequireMembers(entry, "an entry of \"ocsp\"", ["address", "certificateId", "response"], []);
            var key = new OcspCacheKey(
                Address(entry), Bytes(entry, "certificateId", SignatureLimits.OcspResponseBytes));
            if (!document.Ocsp.TryAdd(key, Bytes(entry, "response", SignatureLimits.OcspResponseBytes)))
            {
                throw Fault($"it has two OCSP responses of {ForeignText.Quote(key.Address)} about the same certificate");
            }
        }

        foreach (var entry in Entries(root, "crl", document))
        {
            RequireMembers(entry, "an entry of \"crl\"", ["address", "base"], ["delta"]);
            var crl = new CachedCrl(Bytes(entry, "base", SignatureLimits.CrlBytes), null);
            if (entry.TryGetProperty("delta", out _))
            {
                crl = crl with { Delta = Bytes(entry, "delta", SignatureLimits.CrlBytes) };
            }

            if (!document.Crls.TryAdd(Address(entry), crl))
            {
                throw Fault($"it has two lists of {ForeignText.Quote(Address(entry))}");
            }
        }

        return document;
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement root, string name, BundleDocument document)
    {
        var entries = root.GetProperty(name);
        if (entries.ValueKind != JsonValueKind.Array)
        {
            throw Fault($"\"{name}\" is no array");
        }

        return document.Count + entries.GetArrayLength() <= SignatureLimits.RevocationBundleEntries
            ? entries.EnumerateArray()
            : throw Fault($"it has more than the limit of {SignatureLimits.RevocationBundleEntries} answers");
    }

    private static void RequireMembers(JsonElement element, string what, string[] required, string[] optional)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Fault($"{what} is no object");
        }

        var missing = required.ToHashSet(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!missing.Remove(member.Name) && !optional.Contains(member.Name))
            {
                throw Fault($"{what} has the unknown member {ForeignText.Quote(member.Name)}");
            }
        }

        if (missing.Count > 0)
        {
            throw Fault($"{what} has no member \"{required.First(missing.Contains)}\"");
        }
    }

    private static string Address(JsonElement entry)
    {
        var address = Text(entry, "address");
        return address.Length <= SignatureLimits.RevocationAddressLength
            ? address
            : throw Fault($"an address is longer than the limit of {SignatureLimits.RevocationAddressLength} characters");
    }

    private static string Text(JsonElement element, string name)
    {
        var value = element.GetProperty(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"\"{name}\" is no text");
    }

    private static DateTimeOffset Time(JsonElement element, string name) =>
        BundleDocument.TryParse(Text(element, name), out var time)
            ? time
            : throw Fault($"\"{name}\" is no time of the form 2026-01-31T12:00:00Z");

    private static byte[] Bytes(JsonElement element, string name, int maxBytes)
    {
        var value = element.GetProperty(name);
        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out var bytes))
        {
            throw Fault($"\"{name}\" is no base64");
        }

        return bytes.Length <= maxBytes
            ? bytes
            : throw Fault($"\"{name}\" is larger than the limit of {maxBytes} bytes");
    }

    private static FormatException Fault(string what) =>
        new($"the file is no revocation bundle: {what}");
}
