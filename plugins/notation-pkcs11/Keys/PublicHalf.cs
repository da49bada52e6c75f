using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Signet.Plugins.Signing;

namespace Notation.Pkcs11.Keys;

/// <summary>A public key, to be compared: kind, and modulus or point.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Value">RSA: the modulus without leading zeros. EC: the uncompressed point.</param>
internal sealed record PublicHalf(PluginKeySpec Kind, byte[] Value)
{
    private const string RsaKey = "1.2.840.113549.1.1.1";

    private const string EcKey = "1.2.840.10045.2.1";

    public bool Equals(PublicHalf? other) =>
        other is not null && Kind == other.Kind && Value.AsSpan().SequenceEqual(other.Value);

    public override int GetHashCode() => HashCode.Combine(Kind, Value.Length, Value.Length > 4 ? Value[^1] : 0);

    /// <summary>The key of a certificate; null when it is none of the six kinds.</summary>
    public static PublicHalf? Of(X509Certificate2 certificate)
    {
        var key = certificate.PublicKey;
        return Of(key.Oid.Value, key.EncodedParameters?.RawData ?? [], key.EncodedKeyValue.RawData);
    }

    /// <summary>The key of a SubjectPublicKeyInfo (RFC 5280, §4.1.2.7); null when it is none of the six kinds.</summary>
    public static PublicHalf? OfSubjectPublicKeyInfo(byte[] info)
    {
        try
        {
            var sequence = new AsnReader(info, AsnEncodingRules.DER).ReadSequence();
            var algorithm = sequence.ReadSequence();
            var oid = algorithm.ReadObjectIdentifier();
            var parameters = algorithm.HasData ? algorithm.ReadEncodedValue() : default;
            return Of(oid, parameters, sequence.ReadBitString(out _));
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>An RSA key by its modulus.</summary>
    public static PublicHalf? OfModulus(byte[] modulus) =>
        KeyKinds.OfModulus(modulus, out _) is { } kind ? new(kind, [.. modulus.SkipWhile(b => b == 0)]) : null;

    /// <summary>
    /// An EC key by CKA_EC_PARAMS and CKA_EC_POINT: by the specification an OCTET STRING around the point, on some tokens
    /// the bare point. Null when the point is not an uncompressed one of the curve.
    /// </summary>
    public static PublicHalf? OfPoint(byte[] parameters, byte[] point)
    {
        if (KeyKinds.OfCurve(parameters, out _) is not { } kind)
        {
            return null;
        }

        var length = kind.SignatureBytes + 1;
        var bare = point.Length == length ? point : Unwrap(point);
        return bare?.Length == length && bare[0] == 4 ? new(kind, bare) : null;
    }

    /// <summary>The content of an OCTET STRING with nothing after it; null for anything else.</summary>
    private static byte[]? Unwrap(byte[] point)
    {
        try
        {
            return AsnDecoder.TryReadPrimitiveOctetString(point, AsnEncodingRules.BER, out var inner, out var consumed)
                && consumed == point.Length
                ? inner.ToArray()
                : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static PublicHalf? Of(string? oid, ReadOnlyMemory<byte> parameters, byte[] key)
    {
        try
        {
            return oid switch
            {
                RsaKey => OfModulus(new AsnReader(key, AsnEncodingRules.DER).ReadSequence().ReadIntegerBytes().ToArray()),
                EcKey => OfPoint(parameters.ToArray(), key),
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
