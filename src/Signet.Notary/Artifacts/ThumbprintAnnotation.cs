using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Signet.Json;
using Signet.Oci;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Artifacts;

/// <summary>
/// The annotation of a signature manifest that lists the SHA-256 thumbprints of its certificates, leaf first, as a JSON
/// array in a string (signature-specification.md, "Storage"). Whoever pushes a manifest writes it: it is a hint where to
/// look first, never a reason to trust, and its absence is no reason not to look.
/// </summary>
internal static class ThumbprintAnnotation
{
    /// <summary>The annotation's name.</summary>
    public const string Key = "io.cncf.notary.x509chain.thumbprint#S256";

    /// <summary>Characters of a value that is read: 16 certificates take about 1100.</summary>
    private const int MaxLength = 8 * 1024;

    /// <summary>The annotation's value for a chain.</summary>
    public static string Write(IEnumerable<X509Certificate2> chain) =>
        $"[{string.Join(',', chain.Select(c => $"\"{CertificateThumbprint.Sha256(c)}\""))}]";

    /// <summary>True when the descriptor of a signature manifest claims one of the thumbprints (lower-case hex).</summary>
    public static bool NamesAnyOf(Descriptor manifest, IReadOnlySet<string> thumbprints)
    {
        if (manifest.Annotations is null
            || !manifest.Annotations.TryGetValue(Key, out var value)
            || value.Length > MaxLength)
        {
            return false;
        }

        var utf8 = System.Text.Encoding.UTF8.GetBytes(value);
        if (StrictJson.FindFault(utf8) is not null)
        {
            return false;
        }

        // The specification's sample is in upper case, notation writes lower case.
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && thumbprints.Contains(reader.GetString()!.ToLowerInvariant()))
            {
                return true;
            }
        }

        return false;
    }
}
