using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.TestKit.Registries;

/// <summary>A CA of one test's own, and certificates of it for servers on loopback.</summary>
public sealed class LoopbackCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;

    public LoopbackCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback test CA,O=Example", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        _authority = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(7));
        CaPem = _authority.ExportCertificatePem();
    }

    /// <summary>The CA's certificate.</summary>
    public string CaPem { get; }

    /// <summary>A server certificate for <c>localhost</c> and <c>127.0.0.1</c>, with its key.</summary>
    public X509Certificate2 IssueServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var serial = RandomNumberGenerator.GetBytes(12);
        serial[0] &= 0x7f;
        using var issued = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, serial);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Writes a server's certificate and key as PEM files, as other servers want them.</summary>
    public (string Certificate, string Key) WriteServer(string folder)
    {
        using var server = IssueServer();
        using var key = server.GetECDsaPrivateKey()!;
        var files = (Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        File.WriteAllText(files.Item1, server.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    public void Dispose() => _authority.Dispose();
}
