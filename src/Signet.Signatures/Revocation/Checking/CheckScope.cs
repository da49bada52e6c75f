using System.Collections.Concurrent;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>How long one certificate may take, and where the faults of caches go.</summary>
internal sealed class CheckScope
{
    /// <summary>The caller gave up; ends the check without a report.</summary>
    public required CancellationToken Caller { get; init; }

    /// <summary>That, or the time for the certificate is used up, which becomes part of the report.</summary>
    public required CancellationToken Token { get; init; }

    /// <summary>That time, for the message; without meaning in work that several checks share, which has no such limit.</summary>
    public TimeSpan Limit { get; init; }

    /// <summary>Faults of caches so far.</summary>
    public ConcurrentQueue<string> CacheFaults { get; init; } = new();

    /// <summary>A scope for work that several checks share.</summary>
    public static CheckScope Shared(CancellationToken token) => new() { Caller = token, Token = token };

    /// <summary>Asks one source, or records that there was no time for it.</summary>
    public async Task<TResult> AskAsync<TResult>(Func<CancellationToken, Task<TResult>> ask, Func<string, TResult> timedOut)
    {
        Caller.ThrowIfCancellationRequested();
        if (!Token.IsCancellationRequested)
        {
            try
            {
                return await ask(Token);
            }
            catch (OperationCanceledException) when (Token.IsCancellationRequested && !Caller.IsCancellationRequested)
            {
                return timedOut($"gave no answer in the {Limit.TotalSeconds:0.###} s that one certificate may take");
            }
        }

        return timedOut($"was not asked, because the {Limit.TotalSeconds:0.###} s that one certificate may take were used up");
    }
}
