using System.Security.Cryptography;

namespace Signet.Signatures;

/// <summary>
/// The signature algorithm that goes with a <see cref="Signatures.KeySpec"/>: the leaf key decides, a header may only
/// agree (signature-specification.md, "Algorithm Selection").
/// </summary>
public sealed class SignatureAlgorithm
{
    private static readonly SignatureAlgorithm[] Table =
    [
        new(KeySpec.Rsa2048, "RSA-2048", "RSASSA-PSS-SHA-256", "PS256", -37, HashAlgorithmName.SHA256, 256),
        new(KeySpec.Rsa3072, "RSA-3072", "RSASSA-PSS-SHA-384", "PS384", -38, HashAlgorithmName.SHA384, 384),
        new(KeySpec.Rsa4096, "RSA-4096", "RSASSA-PSS-SHA-512", "PS512", -39, HashAlgorithmName.SHA512, 512),
        new(KeySpec.Ec256, "EC-256", "ECDSA-SHA-256", "ES256", -7, HashAlgorithmName.SHA256, 64),
        new(KeySpec.Ec384, "EC-384", "ECDSA-SHA-384", "ES384", -35, HashAlgorithmName.SHA384, 96),
        new(KeySpec.Ec521, "EC-521", "ECDSA-SHA-512", "ES512", -36, HashAlgorithmName.SHA512, 132),
    ];

    private SignatureAlgorithm(
        KeySpec keySpec, string keySpecName, string name, string jwsName, int coseId, HashAlgorithmName hash, int size)
    {
        KeySpec = keySpec;
        KeySpecName = keySpecName;
        Name = name;
        JwsName = jwsName;
        CoseId = coseId;
        Hash = hash;
        SignatureBytes = size;
    }

    /// <summary>All six, in the order of the specification's table.</summary>
    public static IReadOnlyList<SignatureAlgorithm> All => Table;

    /// <summary>The kind of key.</summary>
    public KeySpec KeySpec { get; }

    /// <summary>The key's name in the plugin protocol, for example <c>EC-256</c>.</summary>
    public string KeySpecName { get; }

    /// <summary>The algorithm's name in the plugin protocol and in <c>inspect</c>, for example <c>ECDSA-SHA-256</c>.</summary>
    public string Name { get; }

    /// <summary><c>alg</c> in JWS (RFC 7518).</summary>
    public string JwsName { get; }

    /// <summary><c>alg</c> in COSE (RFC 9053, RFC 8230).</summary>
    public int CoseId { get; }

    /// <summary>Hash of the algorithm, also of a blob's digest and of a timestamp's imprint.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>Exact length of a signature in bytes (ECDSA: r and s side by side at fixed width).</summary>
    public int SignatureBytes { get; }

    /// <summary>The algorithm of a key.</summary>
    public static SignatureAlgorithm Of(KeySpec keySpec) => Table[(int)keySpec];
}
