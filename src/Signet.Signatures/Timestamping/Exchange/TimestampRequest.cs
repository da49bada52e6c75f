using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Signet.Signatures.Timestamping.Tokens;

namespace Signet.Signatures.Timestamping.Exchange;

/// <summary>What an authority is asked (TimeStampReq, RFC 3161 §2.4.1).</summary>
internal sealed record TimestampRequest
{
    private const int Version = 1;

    /// <summary>Bytes of a nonce. With its first bit clear it is a positive number of at most 159 bits, as Go's are.</summary>
    private const int NonceBytes = 20;

    /// <summary>DER of the request.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>DER of its messageImprint.</summary>
    public required ReadOnlyMemory<byte> MessageImprint { get; init; }

    /// <summary>Content bytes of its nonce.</summary>
    public required ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>
    /// Asks for a token over <paramref name="signature"/> that brings its certificates along. No policy and no extensions:
    /// what the trust policy asks of a token is checked by whoever verifies.
    /// </summary>
    /// <remarks>
    /// The nonce is always new and random. One that a caller could choose, or that could be guessed, would let an old answer
    /// pass for a new one.
    /// </remarks>
    public static TimestampRequest Create(ReadOnlyMemory<byte> signature, HashAlgorithmName hash)
    {
        var imprint = WriteImprint(signature.Span, hash);
        var random = RandomNumberGenerator.GetBytes(NonceBytes);
        random[0] &= 0x7F;
        var nonce = new BigInteger(random, isUnsigned: true, isBigEndian: true);

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version);
            writer.WriteEncodedValue(imprint);
            writer.WriteInteger(nonce);
            writer.WriteBoolean(true);
        }

        return new TimestampRequest
        {
            Encoded = writer.Encode(),
            MessageImprint = imprint,
            Nonce = nonce.ToByteArray(isBigEndian: true),
        };
    }

    private static byte[] WriteImprint(ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(TimestampOids.OidOf(hash));
                // Not asked for by RFC 5754, and sent by every client: authorities exist that take nothing else.
                writer.WriteNull();
            }

            writer.WriteOctetString(CryptographicOperations.HashData(hash, signature));
        }

        return writer.Encode();
    }
}
