using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Signet.Json;
using Signet.Signatures;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Revocation;

/// <summary>
/// A revocation list as <c>notation</c> keeps it: one line of JSON, <c>{"baseCRL":"…","deltaCRL":"…"}</c>, base64 of the
/// DER, the delta left out when there is none; the file's name is the SHA-256 of the address.
/// </summary>
internal static class CrlCacheFormat
{
    private static ReadOnlySpan<byte> Start => "{\"baseCRL\":\""u8;

    private static ReadOnlySpan<byte> Middle => "\",\"deltaCRL\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    public static string FileName(string address) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)));

    /// <summary>The file's content, written into one buffer of its size: it can have 86 MiB.</summary>
    public static byte[] Write(CachedCrl crl)
    {
        var delta = crl.Delta is { } der ? Middle.Length + Base64.GetMaxEncodedToUtf8Length(der.Length) : 0;
        var file = new byte[Start.Length + Base64.GetMaxEncodedToUtf8Length(crl.Base.Length) + delta + End.Length];
        Start.CopyTo(file);
        var position = Start.Length;
        position += Encode(crl.Base.Span, file.AsSpan(position));
        if (crl.Delta is { } second)
        {
            Middle.CopyTo(file.AsSpan(position));
            position += Middle.Length;
            position += Encode(second.Span, file.AsSpan(position));
        }

        End.CopyTo(file.AsSpan(position));
        return file;
    }

    /// <exception cref="FormatException">The file is not of this form.</exception>
    public static CachedCrl Read(byte[] file)
    {
        if (StrictJson.FindFault(file) is { } fault)
        {
            throw new FormatException(fault.TrimEnd('.'));
        }

        using var json = JsonDocument.Parse(file);
        return json.RootElement.ValueKind == JsonValueKind.Object
            ? new(
                Member(json.RootElement, "baseCRL") ?? throw new FormatException("it has no \"baseCRL\""),
                Member(json.RootElement, "deltaCRL") is { } delta ? (ReadOnlyMemory<byte>?)delta : null)
            : throw new FormatException("it is no JSON object");
    }

    private static byte[]? Member(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (member.ValueKind != JsonValueKind.String || !member.TryGetBytesFromBase64(out var der))
        {
            throw new FormatException($"its \"{name}\" is not base64");
        }

        return der.Length <= SignatureLimits.CrlBytes
            ? der
            : throw new FormatException($"its \"{name}\" is larger than the limit of {SignatureLimits.CrlBytes} bytes");
    }

    private static int Encode(ReadOnlySpan<byte> der, Span<byte> text)
    {
        _ = Base64.EncodeToUtf8(der, text, out _, out var written);
        return written;
    }
}
