using System.Threading.Channels;

namespace Signet.Notary.Verification;

/// <summary>
/// Room for processes of verification plugins: one calls when there is some. A bounded channel rather than a semaphore,
/// because it has nothing to dispose of and its owner lives as long as anybody verifies.
/// </summary>
internal sealed class PluginSlots
{
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(NotaryLimits.VerificationPluginProcesses);

    /// <summary>Makes a call when there is room for another process.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        await _taken.Writer.WriteAsync(true, cancellationToken);
        try
        {
            return await call();
        }
        finally
        {
            _taken.Reader.TryRead(out _);
        }
    }
}
