namespace Signet.Oci.Remote;

/// <summary>Which registries are spoken to without TLS.</summary>
public static class PlainHttpRules
{
    /// <summary>
    /// True when <paramref name="registry"/> (host, with port when there is one) is to be spoken to over plain HTTP:
    /// when <paramref name="insecureRegistry"/> says so for this call, when it is listed in
    /// <paramref name="insecureRegistries"/>, and for the literal host <c>localhost</c> with an explicit port. Loopback
    /// addresses are not special: <c>127.0.0.1:5000</c> is spoken to over TLS, as <c>notation</c> does.
    /// </summary>
    public static bool IsPlainHttp(string registry, IEnumerable<string> insecureRegistries, bool insecureRegistry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(insecureRegistries);
        return insecureRegistry
            || insecureRegistries.Contains(registry, StringComparer.Ordinal)
            || (registry.StartsWith("localhost:", StringComparison.Ordinal) && registry.Length > "localhost:".Length);
    }
}
