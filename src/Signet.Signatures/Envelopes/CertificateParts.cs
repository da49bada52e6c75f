using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Envelopes;

/// <summary>The certificates of an envelope, as objects.</summary>
internal static class CertificateParts
{
    /// <summary>Decodes each certificate; one that is none, or is followed by other bytes, is a fault.</summary>
    public static IReadOnlyList<X509Certificate2> Decode(IReadOnlyList<ReadOnlyMemory<byte>> chain)
    {
        var certificates = new X509Certificate2[chain.Count];
        for (var i = 0; i < certificates.Length; i++)
        {
            try
            {
                certificates[i] = X509CertificateLoader.LoadCertificate(chain[i].Span);
            }
            catch (CryptographicException e)
            {
                throw Malformed(i, e.Message);
            }

            // The loader also takes PEM, and stops at the end of the outer SEQUENCE.
            if (!certificates[i].RawDataMemory.Span.SequenceEqual(chain[i].Span))
            {
                throw Malformed(i, "it is not exactly one DER certificate");
            }
        }

        return certificates;
    }

    /// <summary>Holds the number and size of certificates to <see cref="SignatureLimits"/>.</summary>
    public static void CheckLimits(IReadOnlyList<ReadOnlyMemory<byte>> chain)
    {
        switch (chain.Count)
        {
            case 0:
                throw EnvelopeFaultException.Malformed("certificate-chain-missing", "The certificate chain is empty.");
            case > SignatureLimits.ChainCertificates:
                throw EnvelopeFaultException.Malformed(
                    "certificate-chain-length",
                    $"The certificate chain has {chain.Count} certificates; "
                    + $"at most {SignatureLimits.ChainCertificates} are read.");
        }

        for (var i = 0; i < chain.Count; i++)
        {
            if (chain[i].Length > SignatureLimits.CertificateBytes)
            {
                throw EnvelopeFaultException.Malformed(
                    "certificate-size",
                    $"Certificate {i + 1} has {chain[i].Length} bytes; "
                    + $"at most {SignatureLimits.CertificateBytes} are read.");
            }
        }
    }

    private static EnvelopeFaultException Malformed(int index, string why) => EnvelopeFaultException.Malformed(
        "certificate-malformed", $"Certificate {index + 1} of the chain cannot be read: {why}.");
}
