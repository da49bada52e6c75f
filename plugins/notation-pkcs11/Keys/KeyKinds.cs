using System.Formats.Asn1;
using System.Numerics;
using Notation.Pkcs11.Cryptoki;
using Signet.Plugins.Signing;

namespace Notation.Pkcs11.Keys;

/// <summary>Tells the six kinds of key by what a token says of them.</summary>
internal static class KeyKinds
{
    /// <summary>The kind of an RSA key; null when it is none of the six. <paramref name="name"/> says what it is.</summary>
    public static PluginKeySpec? OfModulus(ReadOnlySpan<byte> modulus, out string name)
    {
        var bits = new BigInteger(modulus, isUnsigned: true, isBigEndian: true).GetBitLength();
        name = $"RSA-{bits}";
        return PluginKeySpec.All.FirstOrDefault(kind => kind.IsRsa && kind.Bits == bits);
    }

    /// <summary>
    /// The kind of an EC key by its CKA_EC_PARAMS, which must name the curve; null when it is none of the six.
    /// </summary>
    public static PluginKeySpec? OfCurve(ReadOnlyMemory<byte> parameters, out string name)
    {
        name = "EC with a curve that is not named";
        try
        {
            var oid = new AsnReader(parameters, AsnEncodingRules.DER).ReadObjectIdentifier();
            name = $"EC with the curve {oid}";
            return oid switch
            {
                "1.2.840.10045.3.1.7" => PluginKeySpec.Ec256,
                "1.3.132.0.34" => PluginKeySpec.Ec384,
                "1.3.132.0.35" => PluginKeySpec.Ec521,
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The numbers of a kind's hash in PSS parameters.</summary>
    public static PssHash PssOf(PluginKeySpec kind) => kind.HashName switch
    {
        "SHA-256" => PssHash.Sha256,
        "SHA-384" => PssHash.Sha384,
        _ => PssHash.Sha512,
    };
}
