using System.Text;
using System.Text.Json;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>How the plugin refuses what it must refuse. None of these requests names a key that exists.</summary>
internal sealed class ErrorConformance(ConformanceProbe probe, ConformanceRecord record)
{
    private const string UnknownCommand = "signet-conformance";
    private const string UnknownKeyId = "signet-conformance-no-such-key";
    private const int PaddingBytes = 1024 * 1024;

    private const string OtherVerification =
        "\"contractVersion\":\"99.0\",\"signature\":{\"criticalAttributes\":{\"contentType\":\"t\",\"signingScheme\":\"notary.x509\"},"
        + "\"certificateChain\":[\"AQ==\"]},\"trustPolicy\":{\"trustedIdentities\":[\"*\"],\"signatureVerification\":[\""
        + PluginCapability.TrustedIdentityVerifier + "\"]}}";

    private static readonly string[] Codes =
    [
        PluginErrorCode.Validation, PluginErrorCode.UnsupportedContractVersion, PluginErrorCode.AccessDenied,
        PluginErrorCode.Timeout, PluginErrorCode.Throttled, PluginErrorCode.Error,
    ];

    /// <summary>Tries the rules for every plugin.</summary>
    public async Task RunAsync(IReadOnlyList<string> capabilities, CancellationToken cancellationToken)
    {
        await ExpectAsync(ConformanceRules.UnknownCommand, UnknownCommand, "{}", Codes, cancellationToken);
        if (ConformanceProbe.CommandOf(capabilities) is not { } command)
        {
            record.NotApplicable(
                "the plugin has none of the known capabilities",
                ConformanceRules.EmptyRequest,
                ConformanceRules.MalformedRequest,
                ConformanceRules.ContractVersion,
                ConformanceRules.WholeRequest,
                ConformanceRules.EmptyKeyId);
            return;
        }

        string[] validation = [PluginErrorCode.Validation];
        string[] version = [PluginErrorCode.UnsupportedContractVersion];
        await ExpectAsync(ConformanceRules.EmptyRequest, command, "", validation, cancellationToken);
        await ExpectAsync(ConformanceRules.MalformedRequest, command, "{\"contractVersion\":", validation, cancellationToken);
        var isRefused = await ExpectAsync(
            ConformanceRules.ContractVersion, command, Other(command, ""), version, cancellationToken);
        if (isRefused)
        {
            var padding = $"\"signetConformance\":\"{new string('x', PaddingBytes)}\",";
            await ExpectAsync(ConformanceRules.WholeRequest, command, Other(command, padding), version, cancellationToken);
        }
        else
        {
            record.NotRun($"{ConformanceRules.ContractVersion.Name} is broken, which this rule builds on", ConformanceRules.WholeRequest);
        }

        if (command == PluginProtocol.VerifySignature)
        {
            record.NotApplicable("the plugin does not sign", ConformanceRules.EmptyKeyId);
        }
        else
        {
            await ExpectAsync(
                ConformanceRules.EmptyKeyId, command, Request(command, "1.0", "", config: null), validation, cancellationToken);
        }
    }

    /// <summary>Asks for a key that does not exist, with the settings of the one that does: the last of all key rules.</summary>
    public async Task RunUnknownKeyAsync(
        IReadOnlyList<string> capabilities, IReadOnlyDictionary<string, string>? config, CancellationToken cancellationToken)
    {
        if (ConformanceProbe.CommandOf(capabilities) is not { } command || command == PluginProtocol.VerifySignature)
        {
            record.NotApplicable("the plugin does not sign", ConformanceRules.UnknownKey);
        }
        else if (record.Denial is not null)
        {
            record.NotRun("access was denied before, and another try could lock a token", ConformanceRules.UnknownKey);
        }
        else
        {
            await ExpectAsync(
                ConformanceRules.UnknownKey, command, Request(command, "1.0", UnknownKeyId, config), Codes, cancellationToken);
        }
    }

    /// <summary>A request of a contract version that nobody speaks, with something before its members.</summary>
    private static string Other(string command, string padding) =>
        "{" + padding + (command == PluginProtocol.VerifySignature
            ? OtherVerification
            : Request(command, "99.0", UnknownKeyId, config: null)[1..]);

    private static string Request(
        string command, string contractVersion, string keyId, IReadOnlyDictionary<string, string>? config) =>
        Encoding.UTF8.GetString(command == PluginProtocol.DescribeKey
            ? JsonSerializer.SerializeToUtf8Bytes(
                new() { ContractVersion = contractVersion, KeyId = keyId, PluginConfig = config },
                PluginRequests.Json.DescribeKeyRequest)
            : JsonSerializer.SerializeToUtf8Bytes(
                new GenerateEnvelopeRequest
                {
                    ContractVersion = contractVersion,
                    KeyId = keyId,
                    PluginConfig = config,
                    PayloadType = NotaryMediaTypes.Payload,
                    SignatureEnvelopeType = NotaryMediaTypes.Jws,
                    Payload = ConformancePayload.Write(NotaryMediaTypes.Jws),
                },
                PluginRequests.Json.GenerateEnvelopeRequest));

    /// <summary>The call ends with 1 and an error object of one of these codes.</summary>
    private async Task<bool> ExpectAsync(
        ConformanceRule rule, string command, string request, string[] codes, CancellationToken cancellationToken)
    {
        try
        {
            var ended = await probe.CallAsync(rule, command, Encoding.UTF8.GetBytes(request), cancellationToken);
            var (isKept, seen) = Judge(command, ended, codes);
            record.PassIf(rule, isKept, seen);
            return isKept;
        }
        catch (PluginCallException e)
        {
            record.Fail(rule, e.Message);
            return false;
        }
    }

    private (bool IsKept, string Seen) Judge(string command, PluginOutput ended, string[] codes)
    {
        if (ended.ExitCode == 0)
        {
            return (false, "it ended with 0, as if it had succeeded");
        }

        var error = PluginErrors.Read(probe.Client.Name, command, ended);
        return error.Failure != PluginFailure.Refused ? (false, $"no error object: {error.Message}")
            : string.IsNullOrEmpty(error.Code) ? (false, $"no errorCode: {error.Message}")
            : !codes.Contains(error.Code) ? (false, $"{error.Code} and not {string.Join(" or ", codes)}: {error.Message}")
            : ended.ExitCode != 1 ? (false, $"exit status {ended.ExitCode} and not 1, with {error.Code}")
            : (true, $"{error.Code}: {error.Message}");
    }
}
