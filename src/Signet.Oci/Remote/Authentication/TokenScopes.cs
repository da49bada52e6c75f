namespace Signet.Oci.Remote.Authentication;

/// <summary>Token scopes, <c>type:name:action[,action…]</c> (Docker Registry v2 authentication, "Token Scope").</summary>
internal static class TokenScopes
{
    public static string Pull(string repository) => $"repository:{repository}:pull";

    public static string PullAndPush(string repository) => $"repository:{repository}:pull,push";

    public static string Delete(string repository) => $"repository:{repository}:delete,pull";

    /// <summary>
    /// One sorted scope for each resource, with its actions merged and sorted; <c>*</c> takes in the others. Equal wishes
    /// have equal text, so that they share a token.
    /// </summary>
    public static IReadOnlyList<string> Merge(IEnumerable<string> scopes)
    {
        var resources = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var scope in scopes)
        {
            var colon = scope.LastIndexOf(':');
            if (colon <= 0 || scope.IndexOf(':', StringComparison.Ordinal) == colon)
            {
                resources.TryAdd(scope, []); // Not of the known form: passed on as it is.
                continue;
            }

            if (!resources.TryGetValue(scope[..colon], out var actions))
            {
                resources[scope[..colon]] = actions = new SortedSet<string>(StringComparer.Ordinal);
            }

            actions.UnionWith(scope[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. resources
            .Where(r => r.Value.Count > 0 || r.Key.IndexOf(':', StringComparison.Ordinal) < 0)
            .Select(r => r.Value.Count == 0 ? r.Key : r.Key + ":" + Actions(r.Value))];
    }

    /// <summary>True when a token for <paramref name="granted"/> can be used for <paramref name="needed"/>.</summary>
    public static bool Cover(IReadOnlyList<string> granted, IReadOnlyList<string> needed) =>
        needed.All(n => granted.Contains(n, StringComparer.Ordinal)) || Merge(granted.Concat(needed)).SequenceEqual(granted);

    private static string Actions(SortedSet<string> actions) => actions.Contains("*") ? "*" : string.Join(',', actions);
}
