using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>
/// Shows the plugin a signature whose key was made a moment ago and is forgotten by now. What it decides is its own matter;
/// that it answers in the right form is not.
/// </summary>
internal sealed class VerificationConformance(
    ConformanceProbe probe, ConformanceOptions options, string contractVersion, ConformanceRecord record)
{
    private static readonly ConformanceRule Rule = ConformanceRules.VerifySignature;

    public async Task RunAsync(IReadOnlyList<string> capabilities, CancellationToken cancellationToken)
    {
        string[] asked =
        [
            .. capabilities
                .Where(c => c is PluginCapability.TrustedIdentityVerifier or PluginCapability.RevocationVerifier)
                .Distinct(StringComparer.Ordinal),
        ];
        if (asked.Length == 0)
        {
            record.NotApplicable("the plugin does not verify", Rule);
            return;
        }

        try
        {
            var ended = await probe.CallAsync(
                Rule,
                PluginProtocol.VerifySignature,
                JsonSerializer.SerializeToUtf8Bytes(Request(asked), PluginRequests.Json.VerifySignatureRequest),
                cancellationToken);
            if (ended.ExitCode != 0)
            {
                JudgeError(PluginErrors.Read(probe.Client.Name, PluginProtocol.VerifySignature, ended));
                return;
            }

            var answer = PluginAnswers.Read(
                probe.Client.Name, PluginProtocol.VerifySignature, ended.Output, PluginAnswers.Verification);
            var fault = FindFault(asked, answer);
            record.PassIf(Rule, fault is null, fault ?? Describe(answer));
        }
        catch (PluginCallException e)
        {
            record.Fail(Rule, e);
        }
    }

    private VerifySignatureRequest Request(string[] asked)
    {
        var made = TestCertificate.Create(
            "signet conformance", KeySpec.Ec256, TimeSpan.FromDays(1), probe.Client.Options.TimeProvider);
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem);
        return new()
        {
            ContractVersion = contractVersion,
            PluginConfig = options.PluginConfig,
            Signature = new()
            {
                CriticalAttributes = new()
                {
                    ContentType = NotaryMediaTypes.Payload,
                    SigningScheme = "notary.x509",
                    VerificationPlugin = probe.Client.Name,
                },
                UnprocessedAttributes = [],
                CertificateChain = [certificate.RawData],
            },
            TrustPolicy = new() { TrustedIdentities = ["*"], SignatureVerification = asked },
        };
    }

    /// <summary>It may refuse a signature that is not of its own making; then what it would answer stays unknown.</summary>
    private void JudgeError(PluginCallException error)
    {
        var isError = error is { Failure: PluginFailure.Refused, Code.Length: > 0 };
        record.PassIf(
            Rule,
            isError,
            isError ? $"it refuses a signature that is not of its own, as it may: {error.Code}: {error.Message}" : error.Message);
    }

    private static string? FindFault(string[] asked, VerifySignatureResponse answer)
    {
        var missing = asked.FirstOrDefault(c => !answer.VerificationResults.ContainsKey(c));
        var extra = answer.VerificationResults.Keys.FirstOrDefault(c => !asked.Contains(c));
        var mute = answer.VerificationResults.FirstOrDefault(r => !r.Value.Success && string.IsNullOrWhiteSpace(r.Value.Reason)).Key;
        return missing is not null ? $"there is no result for {missing}"
            : extra is not null ? $"there is a result for {PluginText.Quoted(extra)}, which was not asked for"
            : mute is not null ? $"the result for {PluginText.Quoted(mute)} is no, and no reason is given"
            : answer.ProcessedAttributes.Count > 0
            ? $"processedAttributes names {PluginText.Quoted(answer.ProcessedAttributes[0])}, which was not in the request"
            : null;
    }

    private static string Describe(VerifySignatureResponse answer) => string.Join(
        "; ", answer.VerificationResults.Select(r => $"{r.Key}: {(r.Value.Success ? "yes" : $"no, {r.Value.Reason}")}"));
}
