using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Plugins.Signing;

/// <summary>
/// One of the six kinds of key, and what follows from it: hash, algorithm, width of the signature
/// (signature-specification.md, "Algorithm Selection"; plugin-extensibility.md, "Key Spec").
/// </summary>
public sealed class PluginKeySpec
{
    /// <summary>RSA, 2048 bits.</summary>
    public static readonly PluginKeySpec Rsa2048 = new("RSA-2048", 2048, HashAlgorithmName.SHA256);

    /// <summary>RSA, 3072 bits.</summary>
    public static readonly PluginKeySpec Rsa3072 = new("RSA-3072", 3072, HashAlgorithmName.SHA384);

    /// <summary>RSA, 4096 bits.</summary>
    public static readonly PluginKeySpec Rsa4096 = new("RSA-4096", 4096, HashAlgorithmName.SHA512);

    /// <summary>ECDSA on P-256.</summary>
    public static readonly PluginKeySpec Ec256 = new("EC-256", 256, HashAlgorithmName.SHA256);

    /// <summary>ECDSA on P-384.</summary>
    public static readonly PluginKeySpec Ec384 = new("EC-384", 384, HashAlgorithmName.SHA384);

    /// <summary>ECDSA on P-521.</summary>
    public static readonly PluginKeySpec Ec521 = new("EC-521", 521, HashAlgorithmName.SHA512);

    private PluginKeySpec(string name, int bits, HashAlgorithmName hash)
    {
        Name = name;
        Bits = bits;
        Hash = hash;
        IsRsa = name.StartsWith("RSA", StringComparison.Ordinal);
        FieldBytes = IsRsa ? 0 : (bits + 7) / 8;
        SignatureBytes = IsRsa ? bits / 8 : 2 * FieldBytes;
        HashName = hash.Name!.Insert(3, "-");
        SigningAlgorithm = $"{(IsRsa ? "RSASSA-PSS" : "ECDSA")}-{HashName}";
    }

    /// <summary>All six.</summary>
    public static IReadOnlyList<PluginKeySpec> All { get; } = [Rsa2048, Rsa3072, Rsa4096, Ec256, Ec384, Ec521];

    /// <summary>The protocol's name, for example <c>EC-256</c>.</summary>
    public string Name { get; }

    /// <summary>Size of the key in bits.</summary>
    public int Bits { get; }

    /// <summary>True for RSA, false for ECDSA.</summary>
    public bool IsRsa { get; }

    /// <summary>The only hash this kind of key signs with.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>The protocol's name of <see cref="Hash"/>, for example <c>SHA-256</c>.</summary>
    public string HashName { get; }

    /// <summary>The protocol's name of the signing algorithm, for example <c>RSASSA-PSS-SHA-384</c>.</summary>
    public string SigningAlgorithm { get; }

    /// <summary>Bytes of a signature: of the modulus, or of r‖s.</summary>
    public int SignatureBytes { get; }

    /// <summary>Bytes of r, and of s; 0 for RSA.</summary>
    public int FieldBytes { get; }

    /// <summary>The kind of that name; null when there is none. Case counts.</summary>
    public static PluginKeySpec? Find(string? name) => All.FirstOrDefault(spec => spec.Name == name);

    /// <summary>The kind of a certificate's key.</summary>
    /// <exception cref="PluginException">
    /// <see cref="PluginErrorCode.Validation"/>: the Notary Project has no algorithm for such a key.
    /// </exception>
    public static PluginKeySpec Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var kind = CertificateKey.Describe(certificate, out var description);
        return kind ?? throw new PluginException(
            PluginErrorCode.Validation,
            $"the key of the certificate \"{certificate.Subject}\" cannot sign for the Notary Project: it is {description}; "
            + "use RSA with 2048, 3072 or 4096 bits, or ECDSA on P-256, P-384 or P-521");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
