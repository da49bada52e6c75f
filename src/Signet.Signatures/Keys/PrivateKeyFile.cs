using System.Formats.Asn1;
using System.Security.Cryptography;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Keys;

/// <summary>
/// Reads a private key in PEM: PKCS#8 (<c>PRIVATE KEY</c>), PKCS#1 (<c>RSA PRIVATE KEY</c>) or SEC 1
/// (<c>EC PRIVATE KEY</c>). Every buffer that held the key is cleared.
/// </summary>
internal static class PrivateKeyFile
{
    private const string EncryptedHint =
        "tls: failed to parse private key: the key is encrypted, and no passphrase can be given; "
        + "decrypt it first, for example with \"openssl pkey -in <file> -out <new file>\"";

    /// <summary>The key; an <see cref="RSA"/> or an <see cref="ECDsa"/>, which the caller disposes.</summary>
    /// <exception cref="SigningKeyException">There is no key in it that can be used.</exception>
    public static AsymmetricAlgorithm Read(ReadOnlySpan<byte> pem)
    {
        var text = new char[pem.Length];
        try
        {
            for (var i = 0; i < pem.Length; i++)
            {
                text[i] = (char)pem[i];
            }

            return Read((ReadOnlySpan<char>)text);
        }
        finally
        {
            Array.Clear(text);
        }
    }

    private static AsymmetricAlgorithm Read(ReadOnlySpan<char> text)
    {
        // The headers of an encrypted PKCS#1 or SEC 1 key (RFC 1421) make the block unreadable as modern PEM.
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new SigningKeyException(EncryptedHint);
        }

        var skipped = new List<string>();
        while (PemEncoding.TryFind(text, out var block))
        {
            var label = text[block.Label];
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                return Decode(label, text[block.Base64Data], block.DecodedDataLength);
            }

            skipped.Add(label.ToString());
            text = text[block.Location.End..];
        }

        throw new SigningKeyException(skipped.Count == 0
            ? "tls: failed to find any PEM data in key input"
            : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of "
                + $"the following types: [{string.Join(' ', skipped)}]");
    }

    private static AsymmetricAlgorithm Decode(ReadOnlySpan<char> label, ReadOnlySpan<char> base64, int length)
    {
        var der = new byte[length];
        try
        {
            if (!Convert.TryFromBase64Chars(base64, der, out _))
            {
                throw new SigningKeyException("tls: failed to parse private key: its PEM block is broken");
            }

            return label switch
            {
                "PRIVATE KEY" => IsRsa(der)
                    ? Import(RSA.Create(), key => key.ImportPkcs8PrivateKey(der, out _))
                    : Import(ECDsa.Create(), key => key.ImportPkcs8PrivateKey(der, out _)),
                "RSA PRIVATE KEY" => Import(RSA.Create(), key => key.ImportRSAPrivateKey(der, out _)),
                "EC PRIVATE KEY" => Import(ECDsa.Create(), key => key.ImportECPrivateKey(der, out _)),
                _ => throw new SigningKeyException(
                    $"tls: failed to parse private key: a key of type \"{label}\" is not supported; use RSA or ECDSA in PKCS#8"),
            };
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            throw new SigningKeyException("tls: failed to parse private key: it is malformed", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>The key's type, from PrivateKeyInfo (RFC 5208 §5).</summary>
    private static bool IsRsa(byte[] pkcs8)
    {
        var info = new AsnReader(pkcs8, AsnEncodingRules.BER).ReadSequence();
        info.ReadIntegerBytes();
        var oid = info.ReadSequence().ReadObjectIdentifier();
        return oid switch
        {
            CertificateOids.Rsa => true,
            CertificateOids.EcPublicKey => false,
            _ => throw new SigningKeyException(
                $"tls: failed to parse private key: the key type {oid} is not supported; use RSA or ECDSA"),
        };
    }

    private static T Import<T>(T key, Action<T> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
