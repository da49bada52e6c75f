using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Signatures.Keys;

namespace Signet.TestKit.Pki;

/// <summary>A chain of test certificates, leaf first, with all their keys.</summary>
public sealed class LabChain
{
    internal LabChain(IReadOnlyList<LabCertificate> members) => Members = members;

    /// <summary>Leaf first, root last.</summary>
    public IReadOnlyList<LabCertificate> Members { get; }

    public LabCertificate Leaf => Members[0];

    public LabCertificate Root => Members[^1];

    /// <summary>The certificates, leaf first.</summary>
    public IReadOnlyList<X509Certificate2> Certificates => [.. Members.Select(m => m.Certificate)];

    /// <summary>The certificates in PEM, leaf first.</summary>
    public string ChainPem => string.Concat(Members.Select(m => m.CertificatePem));

    /// <summary>The leaf's key in PEM, PKCS#8.</summary>
    public string KeyPem => Leaf.KeyPem;

    /// <summary>A signer with the leaf's key and the whole chain; the caller disposes it.</summary>
    public LocalSignatureProvider CreateProvider() =>
        LocalSignatureProvider.Load(Encoding.ASCII.GetBytes(KeyPem), Encoding.ASCII.GetBytes(ChainPem));

    /// <summary>The same members in another order, or fewer, or some twice; indices count from the leaf.</summary>
    public LabChain Pick(params int[] indices) => new([.. indices.Select(i => Members[i])]);

    /// <summary>This chain with another appended as it is.</summary>
    public LabChain Append(LabChain other) => new([.. Members, .. other.Members]);
}
