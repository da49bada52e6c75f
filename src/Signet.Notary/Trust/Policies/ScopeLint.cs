using Signet.Oci.References;

namespace Signet.Notary.Trust.Policies;

/// <summary>Scopes that are valid and apply to nothing, or to something else than their author thinks.</summary>
internal static class ScopeLint
{
    public static void Check(TrustPolicyStatement statement, PolicyFindings findings)
    {
        var where = $"trust policy statement {GoQuote.Text(statement.Name)}";
        foreach (var scope in statement.RegistryScopes.Concat(statement.ExcludedScopes).Where(IsNamed))
        {
            var slash = scope.IndexOf('/', StringComparison.Ordinal);
            var host = slash < 0 ? scope : scope[..slash];
            if (!RepositoryName.IsValidRegistry(host))
            {
                findings.Warn(
                    "scope.unreachable", statement.Name,
                    $"{where} has the scope {GoQuote.Text(scope)}, whose registry no reference can name",
                    "correct the host or its port");
            }
            else if (host.Any(char.IsAsciiLetterUpper))
            {
                findings.Warn(
                    "scope.case", statement.Name,
                    $"{where} has the scope {GoQuote.Text(scope)} with upper-case letters in its registry: scopes are compared exactly, "
                    + "and it does not apply to a reference in lower case",
                    $"write {GoQuote.Text(host.ToLowerInvariant() + scope[host.Length..])}");
            }
            else if (slash < 0 && host is not ("localhost" or "local") && !host.AsSpan().ContainsAny('.', ':'))
            {
                findings.Warn(
                    "scope.host", statement.Name,
                    $"{where} is for a registry named {GoQuote.Text(scope)}, which looks like a repository without its registry",
                    $"write for example \"docker.io/library/{scope.ToLowerInvariant()}\"");
            }
        }
    }

    private static bool IsNamed(string scope) => RegistryScope.KindOf(scope) is not (null or RegistryScopeKind.Wildcard);
}
