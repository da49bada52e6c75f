using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.TestKit.Pki;

/// <summary>A test certificate with its key.</summary>
public sealed class LabCertificate
{
    internal LabCertificate(LabRecipe recipe, X509Certificate2 certificate, int keySlot)
    {
        Recipe = recipe;
        Certificate = certificate;
        KeySlot = keySlot;
    }

    /// <summary>How it was made.</summary>
    public LabRecipe Recipe { get; }

    /// <summary>The certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Which cached key it has.</summary>
    public int KeySlot { get; }

    /// <summary>DER of the certificate.</summary>
    public ReadOnlyMemory<byte> Der => Certificate.RawDataMemory;

    /// <summary>The certificate in PEM, ended by a line feed.</summary>
    public string CertificatePem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>The private key in PEM, PKCS#8, ended by a line feed.</summary>
    public string KeyPem
    {
        get
        {
            using var key = CreateKey();
            return key.ExportPkcs8PrivateKeyPem() + "\n";
        }
    }

    /// <summary>The private key; the caller disposes it.</summary>
    public AsymmetricAlgorithm CreateKey() => LabKeys.Get(Recipe.Key, KeySlot);
}
