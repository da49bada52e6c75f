namespace Signet.Oci.Remote.Authentication;

/// <summary>
/// The tokens of one registry. Requests that need the same token at the same time wait for one fetch, and one caller
/// giving up does not take the fetch from the others.
/// </summary>
internal sealed class TokenCache(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<AccessToken> _tokens = [];
    private readonly Dictionary<string, Task<AccessToken>> _fetches = new(StringComparer.Ordinal);

    /// <summary>A token that is still good for <paramref name="scopes"/>.</summary>
    public AccessToken? Find(IReadOnlyList<string> scopes)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _tokens.RemoveAll(t => t.Expires <= now);
            return _tokens.Find(t => TokenScopes.Cover(t.Scopes, scopes));
        }
    }

    /// <summary>Takes out a token that the registry refused.</summary>
    public void Remove(string value)
    {
        lock (_lock)
        {
            _tokens.RemoveAll(t => t.Value == value);
        }
    }

    /// <summary>The token that <paramref name="fetch"/> brings, shared with everybody who asks for it meanwhile.</summary>
    public Task<AccessToken> FetchAsync(
        IReadOnlyList<string> scopes, Func<Task<AccessToken>> fetch, CancellationToken cancellationToken)
    {
        var key = string.Join(' ', scopes);
        lock (_lock)
        {
            if (!_fetches.TryGetValue(key, out var running))
            {
                running = Task.Run(() => RunAsync(key, fetch), CancellationToken.None);
                _fetches.Add(key, running);
            }

            return running.WaitAsync(cancellationToken);
        }
    }

    private async Task<AccessToken> RunAsync(string key, Func<Task<AccessToken>> fetch)
    {
        try
        {
            var token = await fetch();
            lock (_lock)
            {
                _tokens.Add(token);
            }

            return token;
        }
        finally
        {
            lock (_lock)
            {
                _fetches.Remove(key);
            }
        }
    }
}
