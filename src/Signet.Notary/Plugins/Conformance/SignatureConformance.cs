using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Keys;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>Signs bytes through the plugin three times, and looks at every rule of the answers by itself.</summary>
internal sealed class SignatureConformance(ConformanceSigner signer, string keyId, ConformanceRecord record, TimeProvider clock)
{
    public static ReadOnlySpan<ConformanceRule> Rules => new[]
    {
        ConformanceRules.SignatureAnswer, ConformanceRules.SignatureAlgorithm, ConformanceRules.SignatureWidth,
        ConformanceRules.SignatureVerifies, ConformanceRules.SignatureChain, ConformanceRules.SignatureJws,
        ConformanceRules.SignatureCose, ConformanceRules.SignatureAgain,
    };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SignEnvelopeAsync(ConformanceRules.SignatureJws, NotaryMediaTypes.Jws, cancellationToken);
        if (signer.Signatures.Count == 0)
        {
            // The failure belongs to the answer; without one there is nothing else to look at.
            return;
        }

        await SignEnvelopeAsync(ConformanceRules.SignatureCose, NotaryMediaTypes.Cose, cancellationToken);
        await SignAgainAsync(cancellationToken);
        Judge(ConformanceRules.SignatureAnswer, FindAnswerFault, "the key's id, a signature, certificates");
        Judge(ConformanceRules.SignatureAlgorithm, FindAlgorithmFault, signer.Algorithm.Name);
        Judge(ConformanceRules.SignatureWidth, FindWidthFault, $"{signer.Algorithm.SignatureBytes} bytes");
        Judge(ConformanceRules.SignatureVerifies, FindSignatureFault, "each verifies with the first certificate's key");
        Judge(ConformanceRules.SignatureChain, FindChainFault, DescribeChain(signer.Signatures[0].Answer));
    }

    private async Task SignEnvelopeAsync(ConformanceRule rule, string mediaType, CancellationToken cancellationToken)
    {
        if (record.Denial is not null)
        {
            record.NotRun("access was denied", rule);
            return;
        }

        signer.Purpose = rule;
        try
        {
            var now = clock.GetUtcNow();
            var envelope = await SignatureEnvelope.SignAsync(
                mediaType,
                new()
                {
                    Payload = ConformancePayload.Write(mediaType),
                    SigningTime = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
                },
                signer,
                cancellationToken);
            var check = SignatureEnvelope.Verify(mediaType, envelope);
            record.PassIf(
                rule, check.IsValid, check.IsValid ? $"an envelope of {envelope.Length} bytes verifies" : check.Fault.Message);
        }
        catch (SigningException e)
        {
            record.Fail(rule, e.Message);
        }
        catch (PluginCallException e)
        {
            record.Fail(signer.Signatures.Count == 0 ? ConformanceRules.SignatureAnswer : rule, e);
        }
    }

    private async Task SignAgainAsync(CancellationToken cancellationToken)
    {
        if (record.Denial is not null)
        {
            record.NotRun("access was denied", ConformanceRules.SignatureAgain);
            return;
        }

        signer.Purpose = ConformanceRules.SignatureAgain;
        try
        {
            var payload = signer.Signatures[0].Payload;
            var signature = await signer.SignAsync(payload, cancellationToken);
            var fault = signature.FindFault(payload.Span, signer.KeySpec);
            record.PassIf(ConformanceRules.SignatureAgain, fault is null, fault?.Message ?? "the second signature verifies too");
        }
        catch (PluginCallException e)
        {
            record.Fail(ConformanceRules.SignatureAgain, e);
        }
    }

    private void Judge(
        ConformanceRule rule, Func<ReadOnlyMemory<byte>, GenerateSignatureResponse, string?> findFault, string good)
    {
        var fault = signer.Signatures.Select(s => findFault(s.Payload, s.Answer)).FirstOrDefault(f => f is not null);
        record.PassIf(rule, fault is null, fault ?? good);
    }

    private string? FindAnswerFault(ReadOnlyMemory<byte> payload, GenerateSignatureResponse answer) =>
        answer.KeyId != keyId ? $"keyId is {PluginText.Quoted(answer.KeyId)}"
        : answer.Signature.IsEmpty ? "there is no signature"
        : answer.CertificateChain.Count == 0 ? "there is no certificateChain"
        : null;

    private string? FindAlgorithmFault(ReadOnlyMemory<byte> payload, GenerateSignatureResponse answer) =>
        answer.SigningAlgorithm == signer.Algorithm.Name
            ? null
            : $"{PluginText.Quoted(answer.SigningAlgorithm)} and not \"{signer.Algorithm.Name}\", the one of {signer.Algorithm.KeySpecName}";

    private string? FindWidthFault(ReadOnlyMemory<byte> payload, GenerateSignatureResponse answer) =>
        answer.Signature.Length == signer.Algorithm.SignatureBytes
            ? null
            : $"{answer.Signature.Length} bytes and not {signer.Algorithm.SignatureBytes}"
                + (answer.Signature is { IsEmpty: false, Span: [0x30, ..] } ? "; it looks like DER" : "");

    private string? FindSignatureFault(ReadOnlyMemory<byte> payload, GenerateSignatureResponse answer) =>
        answer.CertificateChain.Count == 0
            ? "there is no certificate to verify it with"
            : new PrimitiveSignature(answer.Signature, answer.CertificateChain).FindFault(payload.Span, signer.KeySpec)?.Message;

    private string? FindChainFault(ReadOnlyMemory<byte> payload, GenerateSignatureResponse answer)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            foreach (var certificate in answer.CertificateChain)
            {
                chain.Add(X509CertificateLoader.LoadCertificate(certificate.Span));
            }

            return CertificateChainRules.FindFault([.. chain], CertificatePurpose.CodeSigning, clock.GetUtcNow())?.Message;
        }
        catch (CryptographicException)
        {
            return $"element {chain.Count} is not a certificate in DER";
        }
        finally
        {
            foreach (var certificate in chain)
            {
                certificate.Dispose();
            }
        }
    }

    private static string DescribeChain(GenerateSignatureResponse answer) =>
        $"{answer.CertificateChain.Count} certificate{(answer.CertificateChain.Count == 1 ? "" : "s")}, leaf to root";
}
