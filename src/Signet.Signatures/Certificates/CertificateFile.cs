using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Signet.Signatures.Certificates;

/// <summary>Reads certificate files as <c>notation</c> takes them: PEM, or DER, one certificate or several.</summary>
public static class CertificateFile
{
    /// <summary>The message for bytes that are no certificate; scripts know it from <c>notation</c>.</summary>
    public const string Malformed = "x509: malformed certificate";

    private const string CertificateLabel = "CERTIFICATE";

    /// <summary>
    /// The certificates in <paramref name="content"/>, in order. PEM when it has a PEM block, and then every block must be
    /// a CERTIFICATE (a private key in a trust store is an accident to hear about); otherwise DER certificates one after
    /// the other. Empty only when the content is. The caller disposes the certificates.
    /// </summary>
    /// <exception cref="FormatException">Something in it is no certificate; starts with <see cref="Malformed"/>.</exception>
    public static IReadOnlyList<X509Certificate2> Read(ReadOnlyMemory<byte> content)
    {
        var certificates = new List<X509Certificate2>();
        try
        {
            if (content.Span.IndexOf("-----BEGIN "u8) >= 0)
            {
                ReadPem(content.Span, certificates);
            }
            else
            {
                ReadDer(content, certificates);
            }

            return certificates;
        }
        catch (FormatException)
        {
            certificates.ForEach(certificate => certificate.Dispose());
            throw;
        }
    }

    /// <summary>One certificate from its DER, with nothing before or after it. The caller disposes it.</summary>
    /// <exception cref="FormatException">It is no certificate; starts with <see cref="Malformed"/>.</exception>
    public static X509Certificate2 ReadDer(ReadOnlyMemory<byte> der)
    {
        if (der.Length > SignatureLimits.CertificateBytes)
        {
            throw new FormatException(
                $"{Malformed}: {der.Length} bytes are more than the limit of {SignatureLimits.CertificateBytes}");
        }

        X509Certificate2? certificate = null;
        try
        {
            // The loader takes PEM too, and ignores what follows; a certificate here is one DER sequence and no more.
            if (!AsnDecoder.TryReadEncodedValue(
                    der.Span, AsnEncodingRules.DER, out var tag, out _, out _, out var consumed)
                || tag != Asn1Tag.Sequence || consumed != der.Length)
            {
                throw new FormatException(Malformed);
            }

            certificate = X509CertificateLoader.LoadCertificate(der.Span);
            if (ParsedCertificate.TryRead(certificate, out var fault) is null)
            {
                throw new FormatException(fault);
            }

            var result = certificate;
            certificate = null;
            return result;
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            throw new FormatException(Malformed, e);
        }
        finally
        {
            certificate?.Dispose();
        }
    }

    /// <summary>The certificates as PEM text, each block ended by a line feed.</summary>
    public static string WritePem(IEnumerable<X509Certificate2> certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var text = new StringBuilder();
        foreach (var certificate in certificates)
        {
            text.Append(certificate.ExportCertificatePem()).Append('\n');
        }

        return text.ToString();
    }

    private static void ReadPem(ReadOnlySpan<byte> content, List<X509Certificate2> certificates)
    {
        // Latin-1 maps every byte to one character, so what stands between the blocks cannot make the reading fail.
        ReadOnlySpan<char> text = Encoding.Latin1.GetString(content);
        while (PemEncoding.TryFind(text, out var block))
        {
            var label = text[block.Label];
            if (!label.SequenceEqual(CertificateLabel))
            {
                throw new FormatException($"{Malformed}: the file has a block \"{label}\", and only {CertificateLabel} may be in it");
            }

            var der = new byte[block.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(text[block.Base64Data], der, out var written) || written != der.Length)
            {
                throw new FormatException(Malformed);
            }

            // A block that cannot be read would otherwise be passed over in silence.
            if (text[..block.Location.Start].Contains("-----BEGIN ", StringComparison.Ordinal))
            {
                throw new FormatException($"{Malformed}: a PEM block is broken");
            }

            Add(certificates, der);
            text = text[block.Location.End..];
        }

        if (text.Contains("-----BEGIN ", StringComparison.Ordinal))
        {
            throw new FormatException($"{Malformed}: a PEM block is broken");
        }
    }

    private static void ReadDer(ReadOnlyMemory<byte> content, List<X509Certificate2> certificates)
    {
        while (!content.IsEmpty)
        {
            var length = content.Length;
            if (AsnDecoder.TryReadEncodedValue(content.Span, AsnEncodingRules.DER, out _, out _, out _, out var consumed))
            {
                length = consumed;
            }

            Add(certificates, content[..length]);
            content = content[length..];
        }
    }

    private static void Add(List<X509Certificate2> certificates, ReadOnlyMemory<byte> der)
    {
        if (certificates.Count == SignatureLimits.FileCertificates)
        {
            throw new FormatException(
                $"{Malformed}: the file has more than the limit of {SignatureLimits.FileCertificates} certificates");
        }

        certificates.Add(ReadDer(der));
    }
}
