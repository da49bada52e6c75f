using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Signet.Json;
using Signet.Signatures;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Revocation;

/// <summary>
/// An OCSP response in the cache (docs/cache.md): one line of JSON with the address, the DER of certificate id and
/// response in base64, and when it ends. The file's name is the SHA-256 of the address, a zero byte and the id.
/// </summary>
/// <param name="Key">What was asked.</param>
/// <param name="Response">The response, DER.</param>
/// <param name="NextUpdate">Until when it may be used.</param>
internal sealed record OcspCacheFormat(OcspCacheKey Key, ReadOnlyMemory<byte> Response, DateTimeOffset NextUpdate)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string FileName(OcspCacheKey key) => Convert.ToHexStringLower(
        SHA256.HashData([.. Encoding.UTF8.GetBytes(key.Address), 0, .. key.CertificateId.Span]));

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = GoJsonEncoder.Instance }))
        {
            writer.WriteStartObject();
            writer.WriteString("address", Key.Address);
            writer.WriteBase64String("certificateId", Key.CertificateId.Span);
            writer.WriteString("nextUpdate", NextUpdate.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteBase64String("response", Response.Span);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">The file is not of this form.</exception>
    public static OcspCacheFormat Read(byte[] file)
    {
        if (StrictJson.FindFault(file) is { } fault)
        {
            throw new FormatException(fault.TrimEnd('.'));
        }

        using var json = JsonDocument.Parse(file);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is no JSON object");
        }

        var nextUpdate = DateTimeOffset.TryParseExact(
            Text(root, "nextUpdate"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException("its \"nextUpdate\" is no time");
        return new(new OcspCacheKey(Text(root, "address"), Bytes(root, "certificateId")), Bytes(root, "response"), nextUpdate);
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()!
            : throw new FormatException($"it has no \"{name}\"");

    private static byte[] Bytes(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
        && member.TryGetBytesFromBase64(out var bytes) && bytes.Length <= SignatureLimits.OcspResponseBytes
            ? bytes
            : throw new FormatException($"its \"{name}\" is not base64 of at most {SignatureLimits.OcspResponseBytes} bytes");
}
