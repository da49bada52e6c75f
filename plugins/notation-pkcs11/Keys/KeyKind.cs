using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Notation.Pkcs11.Cryptoki;

namespace Notation.Pkcs11.Keys;

/// <summary>One of the six kinds of key that the Notary Project knows, and what follows from it.</summary>
/// <param name="Name">Its name in the protocol (keySpec).</param>
/// <param name="Bits">Of the modulus or the curve.</param>
/// <param name="Hash">The one hash it signs with.</param>
/// <param name="HashName">The hash in the protocol.</param>
/// <param name="Curve">Object identifier of the curve; null for RSA.</param>
/// <param name="Pss">The hash in PSS parameters; null for ECDSA.</param>
internal sealed record KeyKind(
    string Name, int Bits, HashAlgorithmName Hash, string HashName, string? Curve, PssHash? Pss)
{
    private static readonly KeyKind[] All =
    [
        new("RSA-2048", 2048, HashAlgorithmName.SHA256, "SHA-256", null, PssHash.Sha256),
        new("RSA-3072", 3072, HashAlgorithmName.SHA384, "SHA-384", null, PssHash.Sha384),
        new("RSA-4096", 4096, HashAlgorithmName.SHA512, "SHA-512", null, PssHash.Sha512),
        new("EC-256", 256, HashAlgorithmName.SHA256, "SHA-256", "1.2.840.10045.3.1.7", null),
        new("EC-384", 384, HashAlgorithmName.SHA384, "SHA-384", "1.3.132.0.34", null),
        new("EC-521", 521, HashAlgorithmName.SHA512, "SHA-512", "1.3.132.0.35", null),
    ];

    /// <summary>It is RSA and not ECDSA.</summary>
    public bool IsRsa => Pss is not null;

    /// <summary>Bytes of a signature.</summary>
    public int SignatureBytes => IsRsa ? Bits / 8 : (Bits + 7) / 8 * 2;

    /// <summary>The algorithm in the protocol.</summary>
    public string SigningAlgorithm => (IsRsa ? "RSASSA-PSS-" : "ECDSA-") + HashName;

    /// <summary>The kind of an RSA key; <paramref name="name"/> also says what it is when it is none of the six.</summary>
    public static KeyKind? OfModulus(ReadOnlySpan<byte> modulus, out string name)
    {
        var bits = new BigInteger(modulus, isUnsigned: true, isBigEndian: true).GetBitLength();
        name = $"RSA-{bits}";
        return Array.Find(All, kind => kind.IsRsa && kind.Bits == bits);
    }

    /// <summary>The kind of an EC key by its CKA_EC_PARAMS, a named curve.</summary>
    public static KeyKind? OfCurve(ReadOnlyMemory<byte> parameters, out string name)
    {
        name = "EC with unnamed curve";
        try
        {
            var oid = new AsnReader(parameters, AsnEncodingRules.DER).ReadObjectIdentifier();
            name = $"EC with curve {oid}";
            return Array.Find(All, kind => kind.Curve == oid);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
