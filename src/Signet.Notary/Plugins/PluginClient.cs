using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins;

/// <summary>
/// Calls one plugin, a process a call (plugin-extensibility.md, "Plugin contract"). Answers are validated against the
/// request before they are returned.
/// </summary>
/// <remarks>
/// A plugin that answers with TIMEOUT or THROTTLED is asked once more after <see cref="PluginOptions.RetryDelay"/>, except
/// for signatures and envelopes; <c>notation</c> never asks again.
/// </remarks>
public sealed class PluginClient
{
    private const int Attempts = 2;

    private readonly PluginExecutable _executable;
    private string _contractVersion = PluginProtocol.ContractVersion;

    internal PluginClient(PluginExecutable executable, PluginOptions options)
    {
        _executable = executable;
        Options = options;
    }

    /// <summary>The plugin's name.</summary>
    public string Name => _executable.Name;

    /// <summary>Its executable.</summary>
    public string Path => _executable.Path;

    internal PluginOptions Options { get; }

    internal PluginExecutable Executable => _executable;

    /// <summary>
    /// Asks for name, version and capabilities, and validates them. Later requests are sent in the contract version that
    /// follows from the answer.
    /// </summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public async Task<PluginMetadata> GetMetadataAsync(
        IReadOnlyDictionary<string, string>? pluginConfig, CancellationToken cancellationToken = default)
    {
        var metadata = await CallAsync(
            PluginProtocol.GetMetadata,
            new GetMetadataRequest { PluginConfig = pluginConfig },
            PluginRequests.Json.GetMetadataRequest,
            PluginAnswers.Metadata,
            mayRepeat: true,
            cancellationToken);
        _contractVersion = PluginRules.CheckMetadata(Name, metadata);
        return metadata;
    }

    /// <summary>Asks for the kind of a key; the key id is echoed.</summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public async Task<DescribeKeyResponse> DescribeKeyAsync(
        DescribeKeyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
            PluginProtocol.DescribeKey,
            request with { ContractVersion = _contractVersion },
            PluginRequests.Json.DescribeKeyRequest,
            PluginAnswers.Key,
            mayRepeat: true,
            cancellationToken);
        PluginRules.CheckKey(Name, request, answer);
        return answer;
    }

    /// <summary>
    /// Has bytes signed; the key id is echoed and the algorithm is that of the key. The signature itself is not verified
    /// here but by <see cref="PluginSignatureProvider"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The request names no known kind of key.</exception>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public async Task<GenerateSignatureResponse> GenerateSignatureAsync(
        GenerateSignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var algorithm = PluginRules.FindAlgorithm(request.KeySpec)
            ?? throw new ArgumentException($"\"{request.KeySpec}\" is not a kind of key", nameof(request));
        var answer = await CallAsync(
            PluginProtocol.GenerateSignature,
            request with { ContractVersion = _contractVersion },
            PluginRequests.Json.GenerateSignatureRequest,
            PluginAnswers.Signature,
            mayRepeat: false,
            cancellationToken);
        PluginRules.CheckSignature(Name, request, algorithm, answer);
        return answer;
    }

    /// <summary>
    /// Has an envelope made; its type is echoed. The envelope itself is not verified here but by
    /// <see cref="PluginEnvelopeSigner"/>.
    /// </summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public async Task<GenerateEnvelopeResponse> GenerateEnvelopeAsync(
        GenerateEnvelopeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
            PluginProtocol.GenerateEnvelope,
            request with { ContractVersion = _contractVersion },
            PluginRequests.Json.GenerateEnvelopeRequest,
            PluginAnswers.Envelope,
            mayRepeat: false,
            cancellationToken);
        PluginRules.CheckEnvelope(Name, request, answer);
        return answer;
    }

    /// <summary>
    /// Has a signature verified; every capability that was asked for has a result, and no other, and every unprocessed
    /// attribute was processed.
    /// </summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public async Task<VerifySignatureResponse> VerifySignatureAsync(
        VerifySignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await CallAsync(
            PluginProtocol.VerifySignature,
            request with { ContractVersion = _contractVersion },
            PluginRequests.Json.VerifySignatureRequest,
            PluginAnswers.Verification,
            mayRepeat: true,
            cancellationToken);
        return PluginRules.CheckVerification(Name, request, answer);
    }

    private async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string command,
        TRequest request,
        JsonTypeInfo<TRequest> type,
        Func<JsonElement, TAnswer> read,
        bool mayRepeat,
        CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(request, type);
        if (bytes.Length >= PluginProtocol.MaxMessageBytes)
        {
            throw new PluginCallException(
                PluginFailure.TooLarge,
                $"plugin {Name} {command}: the request has {bytes.Length} bytes; the protocol allows fewer than "
                + $"{PluginProtocol.MaxMessageBytes}");
        }

        using var limit = new CancellationTokenSource(Options.Timeout, Options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                PluginLog.Request(Options.Logger, command, bytes);
                var ended = await PluginProcess.RunAsync(_executable, command, bytes, Options, both.Token);
                PluginLog.Response(Options.Logger, command, ended);
                if (ended.ExitCode == 0)
                {
                    return PluginAnswers.Read(Name, command, ended.Output, read);
                }

                var failure = PluginErrors.Read(Name, command, ended);
                if (!mayRepeat || attempt == Attempts || !IsTransient(failure))
                {
                    throw failure;
                }

                await Task.Delay(Options.RetryDelay, Options.TimeProvider, both.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PluginCallException(
                PluginFailure.TimedOut,
                $"plugin {Name} {command}: execution timeout: it did not end in {Options.Timeout.TotalSeconds:0.###} seconds and "
                + "was ended. If it waits for a person, answer sooner; else ask its vendor",
                e);
        }
    }

    /// <summary>"Error codes": the host may try again.</summary>
    private static bool IsTransient(PluginCallException failure) =>
        failure is { Failure: PluginFailure.Refused, Code: PluginErrorCode.Timeout or PluginErrorCode.Throttled };
}
