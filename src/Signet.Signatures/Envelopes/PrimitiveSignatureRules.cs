using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Envelopes;

/// <summary>The signature value against the leaf's key, which alone decides the algorithm.</summary>
internal static class PrimitiveSignatureRules
{
    public static void Check(RawEnvelope envelope, X509Certificate2 leaf)
    {
        if (!KeySpecs.TryGet(leaf, out var keySpec, out var fault))
        {
            throw EnvelopeFaultException.Chain(
                "leaf-key-unsupported", $"The signing certificate's key cannot be used: {fault}");
        }

        var algorithm = SignatureAlgorithm.Of(keySpec);
        if (envelope.Header.Algorithm != algorithm)
        {
            throw EnvelopeFaultException.Mismatch(
                "algorithm-mismatch",
                $"The envelope says {envelope.Header.Algorithm.Name}, "
                + $"the signing certificate's key ({algorithm.KeySpecName}) signs with {algorithm.Name}.");
        }

        if (envelope.Signature.Length != algorithm.SignatureBytes)
        {
            throw EnvelopeFaultException.Mismatch(
                "signature-length",
                $"The signature has {envelope.Signature.Length} bytes; "
                + $"{algorithm.Name} gives {algorithm.SignatureBytes}.");
        }

        bool verifies;
        try
        {
            verifies = Verifies(envelope, leaf, algorithm);
        }
        catch (CryptographicException e)
        {
            throw EnvelopeFaultException.Mismatch(
                "signature-unverifiable",
                $"The signature cannot be checked with the signing certificate's key: {e.Message}");
        }

        if (!verifies)
        {
            throw EnvelopeFaultException.Mismatch(
                "signature-mismatch",
                "The signature does not match the content and the signing certificate: one of them was changed.");
        }
    }

    private static bool Verifies(RawEnvelope envelope, X509Certificate2 leaf, SignatureAlgorithm algorithm)
    {
        var data = envelope.ToBeSigned.Span;
        var signature = envelope.Signature.Span;
        if (algorithm.KeySpec is KeySpec.Rsa2048 or KeySpec.Rsa3072 or KeySpec.Rsa4096)
        {
            // Pss means a salt as long as the hash, no other (RFC 7518, section 3.5; RFC 8230, section 2).
            using var rsa = leaf.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(data, signature, algorithm.Hash, RSASignaturePadding.Pss);
        }

        using var ecdsa = leaf.GetECDsaPublicKey();
        return ecdsa is not null
            && ecdsa.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
