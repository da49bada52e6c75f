using Signet.Oci.References;

namespace Signet.Notary.Trust;

/// <summary>The grammar of registry scopes (trust-store-trust-policy.md, "Registry Scopes Constraints").</summary>
public static class RegistryScope
{
    /// <summary>The scope of every repository that no other statement names.</summary>
    public const string Wildcard = "*";

    /// <summary>What a prefix ends in.</summary>
    internal const string PrefixEnd = "/*";

    private const string Remedy = "make sure it is a fully qualified repository without the scheme, protocol or tag. "
        + "For example domain.com/my/repository or a local scope like local/myOCILayout";

    /// <summary>Why <paramref name="scope"/> is no fully qualified repository; null when it is one.</summary>
    public static string? FindFault(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Length > 1 && scope.Contains('*', StringComparison.Ordinal))
        {
            return $"registry scope {GoQuote.Text(scope)} with wild card(s) is not valid, {Remedy}";
        }

        var slash = scope.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsDomain(scope.AsSpan(0, slash)) && RepositoryName.IsValid(scope[(slash + 1)..])
            ? null
            : $"registry scope {GoQuote.Text(scope)} is not valid, {Remedy}";
    }

    /// <summary>
    /// What <paramref name="scope"/> names; null when it is no scope. <c>host/*</c> is none: it would be a second way to
    /// write <c>host</c>.
    /// </summary>
    public static RegistryScopeKind? KindOf(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (scope == Wildcard)
        {
            return RegistryScopeKind.Wildcard;
        }

        if (!scope.Contains('/', StringComparison.Ordinal))
        {
            return IsDomain(scope) ? RegistryScopeKind.Registry : null;
        }

        var isPrefix = scope.EndsWith(PrefixEnd, StringComparison.Ordinal);
        return FindFault(isPrefix ? scope[..^PrefixEnd.Length] : scope) is not null ? null
            : isPrefix ? RegistryScopeKind.Prefix
            : RegistryScopeKind.Repository;
    }

    /// <summary>
    /// True when everything that <paramref name="inner"/> names is named by <paramref name="outer"/> too. Both are valid
    /// scopes; <paramref name="inner"/> may be a repository. Compared exactly, at whole components of the path:
    /// <c>host/team/*</c> covers <c>host/team/app</c>, and neither <c>host/team</c> nor <c>host/teams/app</c>.
    /// </summary>
    public static bool Covers(string outer, string inner)
    {
        ArgumentNullException.ThrowIfNull(outer);
        ArgumentNullException.ThrowIfNull(inner);
        return KindOf(outer) switch
        {
            RegistryScopeKind.Wildcard => true,
            RegistryScopeKind.Registry =>
                inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '/'),
            RegistryScopeKind.Prefix => inner.StartsWith(outer[..^1], StringComparison.Ordinal),
            _ => inner == outer,
        };
    }

    /// <summary>Labels of letters, digits and inner hyphens, separated by dots; then a port when wanted.</summary>
    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var colon = domain.IndexOf(':');
        if (colon >= 0)
        {
            var port = domain[(colon + 1)..];
            if (port.IsEmpty || port.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            domain = domain[..colon];
        }

        foreach (var range in domain.Split('.'))
        {
            if (!IsLabel(domain[range]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
