using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>A key with a self-signed certificate, for trying things out; never for production.</summary>
/// <param name="KeyPem">Private key, PKCS#8 in PEM.</param>
/// <param name="CertificatePem">Certificate in PEM.</param>
/// <param name="NotAfter">When the certificate expires.</param>
public sealed record TestCertificate(string KeyPem, string CertificatePem, DateTimeOffset NotAfter)
{
    /// <summary>
    /// Makes one as <c>notation certificate generate-test</c> does: subject and issuer
    /// <c>C=US, ST=WA, L=Seattle, O=Notary, CN=commonName</c>, a small random serial number, critical keyUsage
    /// digitalSignature, extKeyUsage codeSigning, no basicConstraints.
    /// </summary>
    /// <param name="commonName">CN; no characters are refused here.</param>
    /// <param name="keySpec">Kind of key to generate.</param>
    /// <param name="validity">Time from now until expiry.</param>
    /// <param name="timeProvider">Says what now is.</param>
    public static TestCertificate Create(
        string commonName, KeySpec keySpec, TimeSpan validity, TimeProvider timeProvider)
    {
        ArgumentException.ThrowIfNullOrEmpty(commonName);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var now = timeProvider.GetUtcNow();
        var notBefore = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var notAfter = notBefore + validity;
        var subject = Name(commonName);

        using AsymmetricAlgorithm key = CreateKey(keySpec);
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, SignatureAlgorithm.Of(keySpec).Hash);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(CertificateOids.CodeSigning)], critical: false));

        var generator = key is RSA rsaKey
            ? X509SignatureGenerator.CreateForRSA(rsaKey, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
        // One byte below 0x80: short to read aloud, and still different for most keys on one machine.
        byte[] serial = [(byte)RandomNumberGenerator.GetInt32(1, 128)];
        using var certificate = request.Create(subject, generator, notBefore, notAfter, serial);
        return new TestCertificate(
            key.ExportPkcs8PrivateKeyPem() + "\n", certificate.ExportCertificatePem() + "\n", notAfter);
    }

    /// <summary>Key and certificate, both in PEM.</summary>
    public void Deconstruct(out string keyPem, out string certificatePem)
    {
        keyPem = KeyPem;
        certificatePem = CertificatePem;
    }

    private static AsymmetricAlgorithm CreateKey(KeySpec keySpec) => keySpec switch
    {
        KeySpec.Rsa2048 => RSA.Create(2048),
        KeySpec.Rsa3072 => RSA.Create(3072),
        KeySpec.Rsa4096 => RSA.Create(4096),
        KeySpec.Ec256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        KeySpec.Ec384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        KeySpec.Ec521 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        _ => throw new ArgumentOutOfRangeException(nameof(keySpec)),
    };

    private static X500DistinguishedName Name(string commonName)
    {
        (string Oid, string Value)[] attributes =
        [
            ("2.5.4.6", "US"), ("2.5.4.8", "WA"), ("2.5.4.7", "Seattle"), ("2.5.4.10", "Notary"), ("2.5.4.3", commonName),
        ];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (oid, value) in attributes)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    writer.WriteCharacterString(
                        CertificateName.IsPrintable(value) ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String,
                        value);
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }
}
