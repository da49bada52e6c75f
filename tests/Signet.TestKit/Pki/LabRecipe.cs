using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Revocation;

namespace Signet.TestKit.Pki;

/// <summary>
/// How one certificate of a test chain is to be made. Start from <see cref="Leaf"/>, <see cref="TimestampLeaf"/> or
/// <see cref="Authority"/> and break what the test is about: <c>recipe with { … }</c>.
/// </summary>
public sealed record LabRecipe
{
    /// <summary>CN; the subject is <c>C=US, ST=WA, L=Seattle, O=Example, CN=…</c> unless <see cref="Subject"/> is set.</summary>
    public required string CommonName { get; init; }

    /// <summary>The whole subject, DER by way of the object.</summary>
    public X500DistinguishedName? Subject { get; init; }

    /// <summary>Issuer name to write, when it is not to be the issuer's subject.</summary>
    public X500DistinguishedName? IssuerName { get; init; }

    /// <summary>Kind of the key.</summary>
    public LabKeyKind Key { get; init; } = LabKeyKind.P256;

    /// <summary>Which key of that kind; null gives every position of a chain its own.</summary>
    public int? KeySlot { get; init; }

    /// <summary>basicConstraints with this <c>cA</c>; null leaves the extension out.</summary>
    public bool? IsAuthority { get; init; }

    public bool IsBasicConstraintsCritical { get; init; } = true;

    /// <summary>pathLenConstraint; null leaves it out.</summary>
    public int? PathLength { get; init; }

    /// <summary>keyUsage; null leaves the extension out.</summary>
    public X509KeyUsageFlags? KeyUsage { get; init; }

    public bool IsKeyUsageCritical { get; init; } = true;

    /// <summary>extKeyUsage, object identifiers; null leaves the extension out.</summary>
    public IReadOnlyList<string>? Purposes { get; init; }

    public bool IsPurposesCritical { get; init; }

    public DateTimeOffset NotBefore { get; init; } = PkiLab.NotBefore;

    public DateTimeOffset NotAfter { get; init; } = PkiLab.NotAfter;

    /// <summary>Hash that the issuer signs with.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>The issuer, when it has an RSA key, signs with RSASSA-PSS.</summary>
    public bool IsSignedWithPss { get; init; }

    /// <summary>One bit of the issuer's signature is flipped afterwards.</summary>
    public bool HasBrokenSignature { get; init; }

    /// <summary>Further extensions.</summary>
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    /// <summary>Serial number; null for a random one.</summary>
    public ReadOnlyMemory<byte>? SerialNumber { get; init; }

    /// <summary>This recipe with extensions that say where revocation can be found out; empty lists add nothing.</summary>
    /// <param name="ocspUrls">Responders (authorityInfoAccess).</param>
    /// <param name="crlUrls">Lists, each a distribution point of its own.</param>
    /// <param name="freshest">Delta lists (freshestCRL), each a distribution point of its own.</param>
    public LabRecipe WithRevocation(
        IReadOnlyList<string>? ocspUrls = null, IReadOnlyList<string>? crlUrls = null, IReadOnlyList<string>? freshest = null)
    {
        var extensions = new List<X509Extension>(Extensions);
        if (ocspUrls is { Count: > 0 })
        {
            extensions.Add(LabExtensions.OcspResponders(ocspUrls));
        }

        if (crlUrls is { Count: > 0 })
        {
            extensions.Add(LabExtensions.CrlDistributionPoints([.. crlUrls.Select(u => new LabCrlPoint(u))]));
        }

        if (freshest is { Count: > 0 })
        {
            extensions.Add(LabExtensions.FreshestCrl([.. freshest.Select(u => new LabCrlPoint(u))]));
        }

        return this with { Extensions = extensions };
    }

    /// <summary>A good code-signing leaf.</summary>
    public static LabRecipe Leaf(string commonName = "leaf.example.com") => new()
    {
        CommonName = commonName,
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        Purposes = [LabPurposes.CodeSigning],
    };

    /// <summary>A good leaf of a timestamping authority.</summary>
    public static LabRecipe TimestampLeaf(string commonName = "tsa.example.com") => new()
    {
        CommonName = commonName,
        KeyUsage = X509KeyUsageFlags.DigitalSignature,
        Purposes = [LabPurposes.TimeStamping],
        IsPurposesCritical = true,
    };

    /// <summary>A good root or intermediate.</summary>
    public static LabRecipe Authority(string commonName) => new()
    {
        CommonName = commonName,
        IsAuthority = true,
        KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
    };
}
