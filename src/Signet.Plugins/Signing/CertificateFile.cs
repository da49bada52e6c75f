using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Plugins.Signing;

/// <summary>Reads the certificates of a file: PEM with any number of them, or DER with one.</summary>
public static class CertificateFile
{
    /// <summary>All certificates, in the file's order. PEM blocks of other kinds, a private key for instance, are passed over.</summary>
    /// <param name="path">The file; at most <see cref="PluginLimits.CertificateFileBytes"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PluginException">
    /// <see cref="PluginErrorCode.Validation"/>: the file is missing, too large, or holds no certificate;
    /// <see cref="PluginErrorCode.AccessDenied"/>: it may not be read.
    /// </exception>
    public static async Task<X509Certificate2Collection> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var content = await ReadBytesAsync(path, cancellationToken);
        try
        {
            var certificates = Parse(content);
            if (certificates.Count is 0 or > PluginLimits.CandidateCertificates)
            {
                throw Refused($"has {certificates.Count} certificates; 1 to {PluginLimits.CandidateCertificates} are expected");
            }

            return certificates;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Refused("holds something that is not a certificate in PEM or DER");
        }

        PluginException Refused(string why) => new(PluginErrorCode.Validation, $"the certificate file {path} {why}");
    }

    private static X509Certificate2Collection Parse(byte[] content)
    {
        const byte Sequence = 0x30;
        var certificates = new X509Certificate2Collection();
        if (content is [Sequence, ..])
        {
            certificates.Add(X509CertificateLoader.LoadCertificate(content));
        }
        else
        {
            certificates.ImportFromPem(System.Text.Encoding.Latin1.GetString(content));
        }

        return certificates;
    }

    private static async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return await BoundedReader.ReadAllAsync(stream, PluginLimits.CertificateFileBytes, cancellationToken)
                ?? throw new PluginException(
                    PluginErrorCode.Validation,
                    $"the certificate file {path} is larger than {PluginLimits.CertificateFileBytes} bytes");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PluginException(
                PluginErrorCode.AccessDenied, $"the certificate file {path} may not be read, or is a directory", innerException: e);
        }
        catch (IOException e)
        {
            throw new PluginException(PluginErrorCode.Validation, $"the certificate file {path} cannot be read: {e.Message}", innerException: e);
        }
    }
}
