using Signet.Notary.Signing;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Plugins;

/// <summary>
/// One signature of a plugin, whose failures say which plugin it was, in the words of <c>notation</c>. That names the
/// plugin only once it has its metadata; here every failure of the plugin does. A timestamp authority's is not its failure.
/// </summary>
internal sealed class PluginSigningSession(string plugin, ISigningSession session) : ISigningSession
{
    public KeySpec? KeySpec => session.KeySpec;

    public Task<SignedEnvelope> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        NamedAsync(plugin, () => session.SignAsync(payload, cancellationToken));

    /// <summary>Runs a step, and puts the name of the plugin before the message of its failure.</summary>
    public static async Task<T> NamedAsync<T>(string plugin, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (PluginCallException e)
        {
            throw new PluginCallException(e.Failure, Named(plugin, e), e) { Code = e.Code, Metadata = e.Metadata };
        }
        catch (SigningException e)
        {
            throw e.Fault is { } fault
                ? new SigningException(Named(plugin, e), fault)
                : new SigningException(Named(plugin, e), e);
        }
    }

    private static string Named(string plugin, Exception e) => $"failed to sign with the plugin {plugin}: {e.Message}";
}
