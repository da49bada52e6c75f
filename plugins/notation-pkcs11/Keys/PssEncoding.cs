using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Notation.Pkcs11.Keys;

/// <summary>
/// EMSA-PSS (RFC 8017, §9.1.1), for tokens that know RSA without padding only. Salt as long as the hash, MGF1 with the
/// same hash.
/// </summary>
internal static class PssEncoding
{
    /// <summary>The encoded message for a modulus whose length is a whole number of bytes.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm, int modulusBits) =>
        Encode(hash, algorithm, modulusBits, RandomNumberGenerator.GetBytes(hash.Length));

    internal static byte[] Encode(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm, int modulusBits, byte[] salt)
    {
        var encoded = new byte[modulusBits / 8];
        var masked = encoded.AsSpan(0, encoded.Length - hash.Length - 1);
        var digest = encoded.AsSpan(masked.Length, hash.Length);
        // H = Hash(eight zero bytes ‖ mHash ‖ salt)
        byte[] prefix = [0, 0, 0, 0, 0, 0, 0, 0];
        CryptographicOperations.HashData(algorithm, [.. prefix, .. hash, .. salt], digest);
        // DB = zeros ‖ 01 ‖ salt, under the mask
        masked[^(salt.Length + 1)] = 1;
        salt.CopyTo(masked[^salt.Length..]);
        Mask(masked, digest, algorithm);
        // emBits is one less than the modulus has, so that the number stays below it.
        masked[0] &= 0x7F;
        encoded[^1] = 0xBC;
        return encoded;
    }

    /// <summary>MGF1 (RFC 8017, §B.2.1), applied.</summary>
    private static void Mask(Span<byte> data, ReadOnlySpan<byte> seed, HashAlgorithmName algorithm)
    {
        Span<byte> counter = stackalloc byte[sizeof(uint)];
        var block = new byte[seed.Length];
        for (var (done, number) = (0, 0u); done < data.Length; done += block.Length, number++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(counter, number);
            CryptographicOperations.HashData(algorithm, [.. seed, .. counter], block);
            for (var i = 0; i < Math.Min(block.Length, data.Length - done); i++)
            {
                data[done + i] ^= block[i];
            }
        }
    }
}
