using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Plugins.Messages;
using Signet.Plugins.Signing;

namespace Signet.Plugins.Hosting;

/// <summary>
/// Checks a plugin's answer against the request before it is written. The host checks it again; here the message can say
/// what is wrong with the plugin, and a wrong signature never gets out.
/// </summary>
internal static class AnswerRules
{
    /// <summary>"describe-key": the key id is echoed, the kind is one of the six.</summary>
    public static DescribeKeyResponse Check(DescribeKeyResponse? answer, DescribeKeyRequest request)
    {
        var present = Require(answer);
        CheckKeyId(present.KeyId, request.KeyId);
        return PluginKeySpec.Find(present.KeySpec) is not null
            ? present
            : throw Wrong($"keySpec \"{Printable.Line(present.KeySpec)}\" is none of {string.Join(", ", PluginKeySpec.All)}");
    }

    /// <summary>
    /// "generate-signature": the key id is echoed; algorithm, leaf and signature belong to the key that was asked for, and
    /// the signature verifies.
    /// </summary>
    public static GenerateSignatureResponse Check(GenerateSignatureResponse? answer, GenerateSignatureRequest request)
    {
        var present = Require(answer);
        CheckKeyId(present.KeyId, request.KeyId);
        var spec = PluginKeySpec.Find(request.KeySpec)!;
        if (present.SigningAlgorithm != spec.SigningAlgorithm)
        {
            throw Wrong(
                $"signingAlgorithm \"{Printable.Line(present.SigningAlgorithm)}\" is not {spec.SigningAlgorithm}, the only one for a key of kind {spec.Name}");
        }

        if (present.CertificateChain is not { Count: > 0 and <= PluginLimits.ChainCertificates } chain)
        {
            throw Wrong($"certificateChain must have 1 to {PluginLimits.ChainCertificates} certificates");
        }

        var leaf = Load(chain, 0);
        for (var i = 1; i < chain.Count; i++)
        {
            Load(chain, i).Dispose();
        }

        using (leaf)
        {
            if (PluginKeySpec.Of(leaf) != spec)
            {
                throw Wrong($"the first certificate's key is of kind {PluginKeySpec.Of(leaf)}, and {spec} was asked for");
            }

            SignatureSelfCheck.Verify(leaf, request.Payload.Span, present.Signature.Span);
        }

        return present;
    }

    /// <summary>"generate-envelope": an envelope of the type that was asked for.</summary>
    public static GenerateEnvelopeResponse Check(GenerateEnvelopeResponse? answer, GenerateEnvelopeRequest request)
    {
        var present = Require(answer);
        if (present.SignatureEnvelopeType != request.SignatureEnvelopeType)
        {
            throw Wrong(
                $"signatureEnvelopeType is \"{Printable.Line(present.SignatureEnvelopeType)}\" and \"{Printable.Line(request.SignatureEnvelopeType)}\" was asked for");
        }

        if (present.SignatureEnvelope.IsEmpty)
        {
            throw Wrong("signatureEnvelope is empty");
        }

        return present.Annotations?.Any(a => string.IsNullOrEmpty(a.Key) || a.Value is null) == true
            ? throw Wrong("annotations must have names and texts")
            : present;
    }

    /// <summary>
    /// "verify-signature": one result for each capability that was asked for and no other, each failure with its reason.
    /// </summary>
    public static VerifySignatureResponse Check(VerifySignatureResponse? answer, VerifySignatureRequest request)
    {
        var present = Require(answer);
        var results = present.VerificationResults ?? throw Wrong("verificationResults is missing");
        var asked = request.TrustPolicy.SignatureVerification;
        foreach (var capability in asked)
        {
            if (!results.TryGetValue(capability, out var result) || result is null)
            {
                throw Wrong($"verificationResults has no result for {capability}, which was asked for");
            }

            if (!result.Success && string.IsNullOrWhiteSpace(result.Reason))
            {
                throw Wrong($"the result for {capability} says no and gives no reason");
            }
        }

        if (results.Keys.FirstOrDefault(c => !asked.Contains(c)) is { } extra)
        {
            throw Wrong($"verificationResults has a result for {Printable.Line(extra)}, which was not asked for");
        }

        return present.ProcessedAttributes is { } processed && !processed.Any(string.IsNullOrEmpty)
            ? present
            : throw Wrong("processedAttributes must be a list of names; it may be empty");
    }

    private static T Require<T>(T? answer)
        where T : class => answer ?? throw Wrong("it is null");

    /// <summary>Byte for byte: a host takes any other id for another key.</summary>
    private static void CheckKeyId(string? answered, string asked)
    {
        if (!string.Equals(answered, asked, StringComparison.Ordinal))
        {
            throw Wrong("its keyId is not the request's, byte for byte");
        }
    }

    private static X509Certificate2 Load(IReadOnlyList<ReadOnlyMemory<byte>> chain, int index)
    {
        try
        {
            if (chain[index].Length is > 0 and <= PluginLimits.CertificateBytes)
            {
                return X509CertificateLoader.LoadCertificate(chain[index].Span);
            }
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        throw Wrong($"element {index} of certificateChain is not a certificate in DER");
    }

    private static PluginException Wrong(string what) =>
        new(PluginErrorCode.Error, $"the plugin's own answer breaks a rule of the protocol and is not sent: {what}");
}
