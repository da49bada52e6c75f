namespace Signet.Notary.Trust;

/// <summary>
/// Values by registry scope, found by repository. A look-up costs one probe for each component of the repository's path,
/// however many scopes there are.
/// </summary>
internal sealed class ScopeMap<T>
{
    // A repository has a slash and a registry has none, so both fit into one table. Prefixes end in their slash here.
    private readonly Dictionary<string, T> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _prefixes = new(StringComparer.Ordinal);
    private int _longestPrefix;
    private (bool IsSet, T? Value) _wildcard;

    /// <summary>All values, in no order.</summary>
    public IEnumerable<T> Values =>
        [.. _named.Values, .. _prefixes.Values, .. _wildcard.IsSet ? new[] { _wildcard.Value! } : []];

    /// <summary>Adds a valid scope that is not there yet.</summary>
    public void Add(string scope, T value)
    {
        if (scope == RegistryScope.Wildcard)
        {
            _wildcard = (true, value);
        }
        else if (scope.EndsWith(RegistryScope.PrefixEnd, StringComparison.Ordinal))
        {
            _prefixes.Add(scope[..^1], value);
            _longestPrefix = Math.Max(_longestPrefix, scope.Length - 1);
        }
        else
        {
            _named.Add(scope, value);
        }
    }

    /// <summary>
    /// All that cover a repository: itself, prefixes from the longest on, its registry, <c>*</c>. Or that cover another
    /// scope than <c>*</c>, which is asked for in the same way.
    /// </summary>
    public IEnumerable<(string Scope, T Value)> Find(string repository)
    {
        if (_named.TryGetValue(repository, out var value))
        {
            yield return (repository, value);
        }

        var registry = repository.IndexOf('/', StringComparison.Ordinal);

        // Nothing longer than the longest prefix is looked up: a path without end costs no more than the policy's own.
        var slash = registry < 0 || _longestPrefix == 0
            ? registry
            : repository.LastIndexOf('/', Math.Min(repository.Length, _longestPrefix) - 1);
        while (slash > registry)
        {
            if (TryFind(_prefixes, repository.AsSpan(0, slash + 1), out value))
            {
                yield return ($"{repository.AsSpan(0, slash + 1)}*", value);
            }

            slash = repository.LastIndexOf('/', slash - 1);
        }

        if (registry > 0 && TryFind(_named, repository.AsSpan(0, registry), out value))
        {
            yield return (repository[..registry], value);
        }

        if (_wildcard.IsSet)
        {
            yield return (RegistryScope.Wildcard, _wildcard.Value!);
        }
    }

    private static bool TryFind(Dictionary<string, T> table, ReadOnlySpan<char> key, out T value) =>
        table.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out value!);
}
