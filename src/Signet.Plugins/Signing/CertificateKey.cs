using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Plugins.Signing;

/// <summary>Looks at the public key of a certificate (RFC 5280 §4.1.2.7, RFC 3279 §2.3, RFC 5480 §2).</summary>
internal static class CertificateKey
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string EcPublicKey = "1.2.840.10045.2.1";

    /// <summary>Its kind; null with a description, for a message, when it is none of the six.</summary>
    public static PluginKeySpec? Describe(X509Certificate2 certificate, out string description)
    {
        try
        {
            var key = certificate.PublicKey;
            switch (key.Oid.Value)
            {
                case Rsa:
                    return DescribeRsa(certificate, out description);
                case EcPublicKey:
                    return DescribeEc(key.EncodedParameters?.RawData ?? [], out description);
                case RsaPss:
                    description = "an RSA key marked for RSASSA-PSS only (RFC 4055)";
                    return null;
                default:
                    description = $"a key of type {key.Oid.Value}";
                    return null;
            }
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            description = "malformed";
            return null;
        }
    }

    private static PluginKeySpec? DescribeRsa(X509Certificate2 certificate, out string description)
    {
        using var rsa = certificate.GetRSAPublicKey()!;
        // Whole bytes, as notation counts: a modulus of 2047 bits is a key of 2048.
        var bits = rsa.ExportParameters(includePrivateParameters: false).Modulus!.Length * 8;
        description = $"RSA with {bits} bits";
        return PluginKeySpec.All.FirstOrDefault(spec => spec.IsRsa && spec.Bits == bits);
    }

    /// <summary>The curve has to be a named one: parameters spelled out can differ from the curve they resemble.</summary>
    private static PluginKeySpec? DescribeEc(byte[] parameters, out string description)
    {
        var reader = new AsnReader(parameters, AsnEncodingRules.DER);
        if (!reader.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
        {
            description = "ECDSA on a curve without a name";
            return null;
        }

        var curve = reader.ReadObjectIdentifier();
        description = $"ECDSA on the curve {curve}";
        return curve switch
        {
            "1.2.840.10045.3.1.7" => PluginKeySpec.Ec256,
            "1.3.132.0.34" => PluginKeySpec.Ec384,
            "1.3.132.0.35" => PluginKeySpec.Ec521,
            _ => null,
        };
    }
}
