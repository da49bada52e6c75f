using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Signet.Signatures.Certificates;

/// <summary>
/// A certificate's public key, read from its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7, RFC 3279 §2.3, RFC 5480 §2). A key
/// of a kind nobody here can use is kept with <see cref="Fault"/>, so that each rule can name it.
/// </summary>
internal sealed class PublicKeyInfo
{
    /// <summary>OpenSSL refuses larger moduli too; verification time grows with the square of the size.</summary>
    private const int MaxRsaBits = 16384;

    private readonly RSAParameters _rsa;
    private readonly ECPoint _point;
    private readonly ECCurve _curve;

    /// <summary>Any RSA key from here up is strong enough to sign for an authority; the leaf has its own rule.</summary>
    private const int LowestRsaBits = 2048;

    private PublicKeyInfo(string fault) => Fault = fault;

    private PublicKeyInfo(RSAParameters rsa)
    {
        _rsa = rsa;
        IsRsa = true;
        // notation counts whole bytes, so a modulus of 2047 bits is a key of 2048.
        Bits = rsa.Modulus!.Length * 8;
    }

    private PublicKeyInfo(ECCurve curve, ECPoint point, int bits)
    {
        _curve = curve;
        _point = point;
        IsEc = true;
        Bits = bits;
    }

    /// <summary>An RSA key (<c>rsaEncryption</c>).</summary>
    public bool IsRsa { get; }

    /// <summary>A key on P-256, P-384 or P-521.</summary>
    public bool IsEc { get; }

    /// <summary>Size in bits; 0 when <see cref="Fault"/> is set.</summary>
    public int Bits { get; }

    /// <summary>Why the key cannot be used; null when it can.</summary>
    public string? Fault { get; }

    /// <summary>The key itself: content of the BIT STRING, without the byte that counts unused bits.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private set; }

    /// <summary>
    /// Why the key may not sign for an authority, certificates, lists or answers; null when it may. As strong as
    /// "Key Length" asks of the leaf: RSA from 2048 bits up, P-256, P-384, P-521.
    /// </summary>
    public string? AuthorityFault => this switch
    {
        { Fault: { } fault } => fault,
        { IsRsa: true, Bits: < LowestRsaBits } => $"rsa key size {Bits} bits is too small; {LowestRsaBits} is the least",
        _ => null,
    };

    /// <summary>Reads one SubjectPublicKeyInfo.</summary>
    /// <exception cref="AsnContentException">It is not well formed.</exception>
    public static PublicKeyInfo Read(AsnReader reader)
    {
        var info = reader.ReadSequence();
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var key = info.ReadBitString(out var unusedBits);
        info.ThrowIfNotEmpty();
        if (unusedBits != 0)
        {
            return new PublicKeyInfo("its public key is malformed");
        }

        var read = oid switch
        {
            CertificateOids.Rsa => ReadRsa(key),
            CertificateOids.EcPublicKey => ReadEc(algorithm, key),
            CertificateOids.RsaPss => new PublicKeyInfo(
                "its key is marked for RSASSA-PSS only (RFC 4055); use a key of type rsaEncryption"),
            _ => new PublicKeyInfo($"its key type {oid} is not supported; use RSA or ECDSA"),
        };
        read.Encoded = key;
        return read;
    }

    /// <summary>The key for verifying. The caller disposes it.</summary>
    /// <exception cref="CryptographicException">The key is not one, for example a point off its curve.</exception>
    public RSA CreateRsa() => RSA.Create(_rsa);

    /// <inheritdoc cref="CreateRsa"/>
    public ECDsa CreateEcdsa() => ECDsa.Create(new ECParameters { Curve = _curve, Q = _point });

    /// <summary>True when <paramref name="key"/> is the private half of this key.</summary>
    public bool Matches(AsymmetricAlgorithm key)
    {
        switch (key)
        {
            case RSA rsa when IsRsa:
                var numbers = rsa.ExportParameters(includePrivateParameters: false);
                return numbers.Modulus.AsSpan().SequenceEqual(_rsa.Modulus)
                    && numbers.Exponent.AsSpan().SequenceEqual(_rsa.Exponent);
            case ECDsa ec when IsEc && ec.KeySize == Bits:
                var point = ec.ExportParameters(includePrivateParameters: false).Q;
                return point.X.AsSpan().SequenceEqual(_point.X) && point.Y.AsSpan().SequenceEqual(_point.Y);
            default:
                return false;
        }
    }

    private static PublicKeyInfo ReadRsa(byte[] key)
    {
        var outer = new AsnReader(key, AsnEncodingRules.DER);
        var numbers = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var modulus = Unsigned(numbers.ReadIntegerBytes().Span);
        var exponent = Unsigned(numbers.ReadIntegerBytes().Span);
        numbers.ThrowIfNotEmpty();

        if (modulus.Length == 0 || modulus.Length * 8 > MaxRsaBits)
        {
            return new PublicKeyInfo($"its RSA key of {modulus.Length * 8} bits is not supported");
        }

        // With exponent 1 every number is its own signature; even exponents have no inverse.
        var isExponentSound = exponent.Length is > 0 and <= 8 && (exponent[^1] & 1) == 1
            && (exponent.Length > 1 || exponent[0] > 1);
        return isExponentSound
            ? new PublicKeyInfo(new RSAParameters { Modulus = modulus, Exponent = exponent })
            : new PublicKeyInfo("its RSA public exponent is not supported");
    }

    private static PublicKeyInfo ReadEc(AsnReader algorithm, byte[] key)
    {
        // Only a curve by its name: parameters written out let anybody choose the base point (CVE-2020-0601).
        if (!algorithm.HasData || algorithm.PeekTag() != Asn1Tag.ObjectIdentifier)
        {
            return new PublicKeyInfo("its elliptic curve is not given by name");
        }

        var oid = algorithm.ReadObjectIdentifier();
        var (curve, bits) = oid switch
        {
            CertificateOids.P256 => (ECCurve.NamedCurves.nistP256, 256),
            CertificateOids.P384 => (ECCurve.NamedCurves.nistP384, 384),
            CertificateOids.P521 => (ECCurve.NamedCurves.nistP521, 521),
            _ => (default, 0),
        };
        if (bits == 0)
        {
            return new PublicKeyInfo($"its elliptic curve {oid} is not supported; use P-256, P-384 or P-521");
        }

        var width = (bits + 7) / 8;
        const byte uncompressed = 4;
        return key.Length == 1 + (2 * width) && key[0] == uncompressed
            ? new PublicKeyInfo(curve, new ECPoint { X = key[1..(1 + width)], Y = key[(1 + width)..] }, bits)
            : new PublicKeyInfo("its elliptic curve point is not in uncompressed form");
    }

    private static byte[] Unsigned(ReadOnlySpan<byte> integer) =>
        (integer[0] & 0x80) != 0 ? [] : integer.TrimStart((byte)0).ToArray();
}
