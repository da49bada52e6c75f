using Signet.Signatures;

namespace Signet.Notary.Blobs;

/// <summary>
/// Names of detached signatures: <c>{blob}.{jws|cose}.sig</c> (signature-specification.md, "Blob signatures").
/// </summary>
public static class BlobSignatureFile
{
    private const string Extension = ".sig";

    /// <summary>The file name of the signature of a blob.</summary>
    /// <param name="blobPath">Path of the blob; only its last part counts.</param>
    /// <param name="envelopeMediaType"><see cref="NotaryMediaTypes.Jws"/> or <see cref="NotaryMediaTypes.Cose"/>.</param>
    public static string NameOf(string blobPath, string envelopeMediaType)
    {
        ArgumentException.ThrowIfNullOrEmpty(blobPath);
        return envelopeMediaType switch
        {
            NotaryMediaTypes.Jws => $"{Path.GetFileName(blobPath)}.jws{Extension}",
            NotaryMediaTypes.Cose => $"{Path.GetFileName(blobPath)}.cose{Extension}",
            _ => throw new ArgumentException($"{envelopeMediaType} is no envelope format", nameof(envelopeMediaType)),
        };
    }

    /// <summary>The envelope's media type, from the name of the signature's file.</summary>
    /// <exception cref="FormatException">The name does not say.</exception>
    public static string MediaTypeOf(string signaturePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(signaturePath);
        var name = Path.GetFileName(signaturePath);
        var parts = name.Split('.');
        if (!name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"invalid signature filename {name}. The file extension must be .sig");
        }

        return parts.Length < 3
            ? throw new FormatException($"invalid signature filename {name}. A valid signature file name must contain signature "
                + "format and .sig file extension")
            : parts[^2] switch
            {
                "jws" => NotaryMediaTypes.Jws,
                "cose" => NotaryMediaTypes.Cose,
                _ => throw new FormatException($"signature format {GoQuote.Text(parts[^2])} not supported\n"
                    + "Supported signature envelope formats are \"jws\" and \"cose\""),
            };
    }
}
