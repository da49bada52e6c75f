using System.Globalization;

namespace Signet.Signatures.Revocation.Bundles;

/// <summary>What is in a bundle's file.</summary>
internal sealed class BundleDocument
{
    /// <summary>Value of <c>mediaType</c>.</summary>
    public const string MediaType = "application/vnd.signet.revocation-bundle.v1+json";

    /// <summary>Bytes of one entry besides its contents: names of members, quotation marks, line breaks.</summary>
    private const int EntryOverhead = 256;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>When it was written.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>The earliest nextUpdate of its answers; null when it has none.</summary>
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>OCSP responses.</summary>
    public Dictionary<OcspCacheKey, ReadOnlyMemory<byte>> Ocsp { get; } = [];

    /// <summary>Lists, by address.</summary>
    public Dictionary<string, CachedCrl> Crls { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of answers.</summary>
    public int Count => Ocsp.Count + Crls.Count;

    /// <summary>Bytes that an OCSP response takes in the file, at most.</summary>
    public static long SizeOf(OcspCacheKey key, ReadOnlyMemory<byte> response) =>
        EntryOverhead + (6L * key.Address.Length) + Base64(key.CertificateId.Length) + Base64(response.Length);

    /// <summary>Bytes that a list takes in the file, at most.</summary>
    public static long SizeOf(string address, CachedCrl crl) =>
        EntryOverhead + (6L * address.Length) + Base64(crl.Base.Length) + Base64(crl.Delta?.Length ?? 0);

    /// <summary>A time as the file has it.</summary>
    public static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads a time of the file.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text,
        TimeFormat,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out time);

    private static long Base64(int bytes) => (bytes + 2L) / 3 * 4;
}
