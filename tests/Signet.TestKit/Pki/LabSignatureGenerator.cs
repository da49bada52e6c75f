using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.TestKit.Pki;

/// <summary>Signs with the recipe's hash, the broken ones included, for which .NET writes no algorithm identifier.</summary>
internal sealed class LabSignatureGenerator(X509SignatureGenerator inner, HashAlgorithmName hash, bool isPss)
    : X509SignatureGenerator
{
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => (hash.Name, IsRsa, isPss) switch
    {
        ("SHA1", true, false) => Convert.FromHexString("300d06092a864886f70d0101050500"),
        ("MD5", true, false) => Convert.FromHexString("300d06092a864886f70d0101040500"),
        // RSASSA-PSS with no parameters given: every default stands for SHA-1 (RFC 4055 §3.1).
        ("SHA1", true, true) => Convert.FromHexString("300d06092a864886f70d01010a3000"),
        ("SHA1", false, _) => Convert.FromHexString("300906072a8648ce3d0401"),
        _ => inner.GetSignatureAlgorithmIdentifier(hash),
    };

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => inner.SignData(data, hash);

    protected override PublicKey BuildPublicKey() => inner.PublicKey;

    private bool IsRsa => inner.PublicKey.Oid.Value == "1.2.840.113549.1.1.1";
}
