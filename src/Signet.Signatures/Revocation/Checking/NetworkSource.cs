namespace Signet.Signatures.Revocation.Checking;

/// <summary>Asks the transport; what goes wrong there becomes a value.</summary>
internal static class NetworkSource
{
    /// <summary>The answer, or why there is none.</summary>
    public static async Task<(ReadOnlyMemory<byte> Content, (RevocationFailure Failure, string Message)? Fault)> AskAsync(
        IRevocationTransport transport, RevocationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await transport.SendAsync(request, cancellationToken), null);
        }
        catch (RevocationTransportException e)
        {
            return (default, (e.Failure, e.Message));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Not this library's transport, which tells its own time limits apart from the caller's wish.
            return (default, (RevocationFailure.TimedOut, "the request was given up by the transport"));
        }
    }

    /// <summary>Why nothing is asked, with what the caches had.</summary>
    public static (RevocationFailure Failure, string Message) Offline(string? cached) => (
        RevocationFailure.Offline,
        cached is null
            ? "no cached answer; network access is off"
            : $"no cached answer that can be used ({cached}); network access is off");
}
