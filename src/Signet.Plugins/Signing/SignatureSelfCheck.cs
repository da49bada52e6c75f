using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Plugins.Signing;

/// <summary>
/// Verifies a signature with the leaf's key before it leaves the plugin. That finds what key services get wrong and would
/// show only at the verifier: the longest salt instead of one as long as the hash, DER instead of r‖s, a key rotated
/// between certificate and signature, a payload hashed twice.
/// </summary>
/// <remarks>
/// <see cref="PluginHost"/> does this for every answer of <c>generate-signature</c>; a plugin calls it where it can say
/// more about the cause. The strictest reading counts: salt as long as the hash, although <c>notation</c> takes any in JWS.
/// </remarks>
public static class SignatureSelfCheck
{
    /// <summary>Returns when the signature is the leaf's over the payload.</summary>
    /// <param name="leaf">The signing certificate.</param>
    /// <param name="payload">The bytes that were to be signed, not hashed.</param>
    /// <param name="signature">RSASSA-PSS, or ECDSA as r‖s.</param>
    /// <exception cref="PluginException">
    /// <see cref="PluginErrorCode.Error"/>: it is not; <see cref="PluginErrorCode.Validation"/>: the leaf's key is none of
    /// the six kinds.
    /// </exception>
    public static void Verify(X509Certificate2 leaf, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        var keySpec = PluginKeySpec.Of(leaf);
        if (FindFault(leaf, keySpec, payload, signature) is { } fault)
        {
            throw new PluginException(
                PluginErrorCode.Error,
                $"the signature that was made does not hold and is not returned: {fault} "
                + $"(certificate \"{leaf.Subject}\", {keySpec.SigningAlgorithm})");
        }
    }

    private static string? FindFault(
        X509Certificate2 leaf, PluginKeySpec keySpec, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != keySpec.SignatureBytes)
        {
            return $"it has {signature.Length} bytes and must have {keySpec.SignatureBytes}"
                + (keySpec.IsRsa ? "" : "; ECDSA signatures are r and s in fixed width, not DER");
        }

        try
        {
            return Verifies(leaf, keySpec, payload, signature)
                ? null
                : "it does not verify with the certificate's key; either another key made it, "
                    + (keySpec.IsRsa ? "or its padding is not RSASSA-PSS with a salt as long as the hash" : "or another hash was signed");
        }
        catch (CryptographicException)
        {
            // A point off its curve; OpenSSL's words for it vary between versions.
            return "the certificate's key is malformed";
        }
    }

    private static bool Verifies(
        X509Certificate2 leaf, PluginKeySpec keySpec, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        if (keySpec.IsRsa)
        {
            using var rsa = leaf.GetRSAPublicKey()!;
            return rsa.VerifyData(payload, signature, keySpec.Hash, RSASignaturePadding.Pss);
        }

        using var ecdsa = leaf.GetECDsaPublicKey()!;
        return ecdsa.VerifyData(payload, signature, keySpec.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
