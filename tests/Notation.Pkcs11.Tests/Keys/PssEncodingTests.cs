using System.Numerics;
using System.Security.Cryptography;
using Notation.Pkcs11.Keys;

namespace Notation.Pkcs11.Tests.Keys;

public sealed class PssEncodingTests
{
    [Theory]
    [InlineData(2048, "SHA256")]
    [InlineData(3072, "SHA384")]
    [InlineData(4096, "SHA512")]
    public void What_is_encoded_here_verifies_as_PSS_after_the_bare_RSA_operation(int bits, string hash)
    {
        using var rsa = RSA.Create(bits);
        var key = rsa.ExportParameters(true);
        var algorithm = new HashAlgorithmName(hash);
        byte[] payload = [1, 2, 3];
        for (var i = 0; i < 4; i++)
        {
            var encoded = PssEncoding.Encode(CryptographicOperations.HashData(algorithm, payload), algorithm, bits);
            var power = BigInteger.ModPow(Number(encoded), Number(key.D!), Number(key.Modulus!));
            var signature = new byte[bits / 8];
            power.ToByteArray(isUnsigned: true, isBigEndian: true).CopyTo(signature, bits / 8 - power.GetByteCount(isUnsigned: true));
            Assert.True(rsa.VerifyData(payload, signature, algorithm, RSASignaturePadding.Pss));
        }
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
