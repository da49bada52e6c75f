using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Signet.Plugins.Messages;

namespace Signet.Plugins.Hosting;

/// <summary>One run of a plugin: one command, one request, one answer.</summary>
internal sealed class PluginCall(Func<IPlugin> create, HostStreams streams, DebugLog log, TimeProvider? timeProvider = null)
{
    /// <summary>
    /// How long the plugin's code may go on after an interruption before the answer is given without it: enough to log out
    /// of a token, less than a container's ten seconds between SIGTERM and SIGKILL.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>Runs it; the exit code is 0, or 1 for any failure ("Plugin contract").</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            log.Open();
            var output = await LeaveOnCancelAsync(() => AnswerAsync(args, cancellationToken), cancellationToken);
            await WriteAnswerAsync(output);
            return 0;
        }
#pragma warning disable CA1031 // The funnel: whatever it is, the host gets one error it can read.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return await FailAsync(e);
        }
    }

    private async Task WriteAnswerAsync(ReadOnlyMemory<byte> answer)
    {
        try
        {
            await streams.Output.WriteAsync(answer, CancellationToken.None);
            await streams.Output.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException(
                PluginErrorCode.Error, $"the answer could not be written to standard output: {(e.InnerException ?? e).Message}");
        }
    }

    /// <summary>What goes to standard output.</summary>
    private async Task<ReadOnlyMemory<byte>> AnswerAsync(string[] args, CancellationToken cancellationToken)
    {
        var plugin = create();
        var commands = PluginCommands.Of(plugin);
        if (args is not [var command] || !commands.Contains(command))
        {
            var fault = args is [_] ? "Invalid command" : "Exactly one command is expected";
            throw new PluginException(
                PluginErrorCode.Validation, $"{fault}, valid commands are: {string.Join(", ", commands)}");
        }

        var metadata = MetadataRules.Complete(plugin);
        log.Start(metadata, command);
        var answer = command switch
        {
            PluginProtocol.Version => Encoding.UTF8.GetBytes(
                $"{metadata.Name} - {metadata.Description}\nVersion: {metadata.Version}\n"),
            PluginProtocol.GetMetadata => await GetMetadataAsync(metadata, cancellationToken),
            PluginProtocol.DescribeKey => await DescribeKeyAsync((IKeyDescriber)plugin, cancellationToken),
            PluginProtocol.GenerateSignature => await GenerateSignatureAsync((IRawSigner)plugin, cancellationToken),
            PluginProtocol.GenerateEnvelope => await GenerateEnvelopeAsync((IEnvelopeGenerator)plugin, cancellationToken),
            _ => await VerifySignatureAsync((ISignatureVerifier)plugin, cancellationToken),
        };
        log.Answer(answer.Length);
        return answer;
    }

    private async Task<byte[]> GetMetadataAsync(PluginMetadata metadata, CancellationToken cancellationToken)
    {
        RequestRules.Check(await ReadAsync(PluginJson.Default.GetMetadataRequest, cancellationToken));
        return Write(metadata, PluginJson.Default.PluginMetadata);
    }

    private async Task<byte[]> DescribeKeyAsync(IKeyDescriber plugin, CancellationToken cancellationToken)
    {
        var request = RequestRules.Check(await ReadAsync(PluginJson.Default.DescribeKeyRequest, cancellationToken));
        var answer = AnswerRules.Check(await plugin.DescribeKeyAsync(request, cancellationToken), request);
        return Write(answer, PluginJson.Default.DescribeKeyResponse);
    }

    private async Task<byte[]> GenerateSignatureAsync(IRawSigner plugin, CancellationToken cancellationToken)
    {
        var request = RequestRules.Check(await ReadAsync(PluginJson.Default.GenerateSignatureRequest, cancellationToken));
        var answer = AnswerRules.Check(await plugin.GenerateSignatureAsync(request, cancellationToken), request);
        return Write(answer, PluginJson.Default.GenerateSignatureResponse);
    }

    private async Task<byte[]> GenerateEnvelopeAsync(IEnvelopeGenerator plugin, CancellationToken cancellationToken)
    {
        var request = RequestRules.Check(await ReadAsync(PluginJson.Default.GenerateEnvelopeRequest, cancellationToken));
        var answer = AnswerRules.Check(await plugin.GenerateEnvelopeAsync(request, cancellationToken), request);
        return Write(answer, PluginJson.Default.GenerateEnvelopeResponse);
    }

    private async Task<byte[]> VerifySignatureAsync(ISignatureVerifier plugin, CancellationToken cancellationToken)
    {
        var request = RequestRules.Check(
            await ReadAsync(PluginJson.Default.VerifySignatureRequest, cancellationToken), plugin.VerifierCapabilities);
        var answer = AnswerRules.Check(await plugin.VerifySignatureAsync(request, cancellationToken), request);
        return Write(answer, PluginJson.Default.VerifySignatureResponse);
    }

    private Task<T> ReadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => RequestReader.ReadAsync(streams.Input, type, log, cancellationToken);

    private static byte[] Write<T>(T answer, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        return json.Length < PluginProtocol.MaxMessageBytes
            ? json
            : throw new PluginException(
                PluginErrorCode.Error, $"the answer has {json.Length} bytes and must stay under {PluginProtocol.MaxMessageBytes}");
    }

    /// <summary>
    /// Runs the plugin's code on a thread of its own pool, because a call into a driver cannot be cancelled: after an
    /// interruption it gets <see cref="Grace"/>, and then the call fails without it.
    /// </summary>
    private async Task<T> LeaveOnCancelAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var running = Task.Run(work, CancellationToken.None);
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(() => interrupted.TrySetResult());
        if (await Task.WhenAny(running, interrupted.Task) != running)
        {
            try
            {
                return await running.WaitAsync(Grace, _timeProvider, CancellationToken.None);
            }
            catch (TimeoutException) when (!running.IsCompleted)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }

        return await running;
    }

    private async Task<int> FailAsync(Exception e)
    {
        var failure = Failure.From(e);
        log.Failure(failure, e);
        await WriteErrorAsync(JsonSerializer.SerializeToUtf8Bytes(failure, PluginJson.Default.PluginErrorMessage));
        return 1;
    }

    private async Task WriteErrorAsync(byte[] bytes)
    {
        try
        {
            await streams.Error.WriteAsync(bytes);
            await streams.Error.FlushAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The host went away, or never listened; the exit code is all that is left.
        }
    }
}
