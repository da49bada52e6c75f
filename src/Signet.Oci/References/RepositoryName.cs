namespace Signet.Oci.References;

/// <summary>The grammar of repository names, tags and registry hosts (distribution-spec, "Pulling manifests").</summary>
public static class RepositoryName
{
    /// <summary>Longest tag the specification allows.</summary>
    public const int MaxTagLength = 128;

    /// <summary>
    /// True for a repository path: components in lower case, separated by slashes; inside a component one dot, one or
    /// two underscores, or any number of hyphens between letters and digits.
    /// </summary>
    /// <remarks>Scanned by hand: the specification's expression backtracks without bound on long runs of hyphens.</remarks>
    public static bool IsValid(string? repository)
    {
        if (string.IsNullOrEmpty(repository))
        {
            return false;
        }

        foreach (var component in repository.AsSpan().Split('/'))
        {
            if (!IsComponent(repository.AsSpan(component)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for a tag: a word character, then up to 127 word characters, dots or hyphens.</summary>
    public static bool IsValidTag(string? tag)
    {
        if (string.IsNullOrEmpty(tag) || tag.Length > MaxTagLength || !IsWord(tag[0]))
        {
            return false;
        }

        foreach (var c in tag)
        {
            if (!IsWord(c) && c is not ('.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// True for a tag in the form of a digest, <c>sha256-…</c>: what the referrers tag schema keeps its indexes under
    /// (distribution-spec, "Referrers Tag Schema").
    /// </summary>
    public static bool IsDigestTag(string? tag)
    {
        var dash = tag?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash > 0 && (Digest.TryParse($"{tag![..dash]}:{tag[(dash + 1)..]}", out _)
            || (tag is { Length: > 7 } && tag[..dash] is "sha384" or "sha512"
                && Digest.TryParse($"sha256:{tag![(dash + 1)..]}", out _)));
    }

    /// <summary>
    /// True for a registry: a DNS name, an IPv4 address or an IPv6 address in brackets, with a port when wanted. No
    /// scheme, no path, no user.
    /// </summary>
    public static bool IsValidRegistry(string? registry)
    {
        if (string.IsNullOrEmpty(registry) || registry.Length > 255 + 6)
        {
            return false;
        }

        var host = registry.AsSpan();
        if (host[0] == '[')
        {
            var end = host.IndexOf(']');
            return end > 0
                && host[1..end].Contains(':')
                && !host[1..end].Contains('%')
                && System.Net.IPAddress.TryParse(host[1..end], out _)
                && IsPortSuffix(host[(end + 1)..]);
        }

        var colon = host.IndexOf(':');
        if (colon >= 0)
        {
            if (!IsPortSuffix(host[colon..]))
            {
                return false;
            }

            host = host[..colon];
        }

        foreach (var range in host.Split('.'))
        {
            var label = host[range];
            if (label.IsEmpty || !char.IsAsciiLetterOrDigit(label[0]) || !char.IsAsciiLetterOrDigit(label[^1]))
            {
                return false;
            }

            foreach (var c in label)
            {
                if (!IsWord(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsComponent(ReadOnlySpan<char> component)
    {
        if (component.IsEmpty || !IsLowerOrDigit(component[0]) || !IsLowerOrDigit(component[^1]))
        {
            return false;
        }

        for (var i = 0; i < component.Length; i++)
        {
            if (IsLowerOrDigit(component[i]))
            {
                continue;
            }

            var start = i;
            while (!IsLowerOrDigit(component[i + 1]))
            {
                i++;
            }

            var separator = component[start..(i + 1)];
            if (separator is not ("." or "_" or "__") && separator.ContainsAnyExcept('-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPortSuffix(ReadOnlySpan<char> suffix) =>
        suffix.IsEmpty
        || (suffix[0] == ':'
            && suffix.Length is > 1 and <= 6
            && !suffix[1..].ContainsAnyExceptInRange('0', '9')
            && int.Parse(suffix[1..], System.Globalization.CultureInfo.InvariantCulture) <= ushort.MaxValue);

    private static bool IsLowerOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
