using Signet.Notary.Configuration;

namespace Signet.Notary.Trust;

/// <summary>
/// Several policies on one machine: that of the environment <c>prod</c> is <c>policies/prod.oci.json</c> (for blobs
/// <c>policies/prod.blob.json</c>) below the configuration directory. An environment without a file is an error, never the
/// policy outside of environments.
/// </summary>
public static class PolicyEnvironment
{
    private const int MaxLength = 64;

    /// <summary>
    /// Why <paramref name="name"/> is no name of an environment; null when it is one: lower-case letters, digits and inner
    /// hyphens, at most 64. No upper case, because some file systems take <c>Prod</c> and <c>prod</c> for one file.
    /// </summary>
    public static string? FindFault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxLength && name[0] != '-' && name[^1] != '-'
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                ? null
                : $"{GoQuote.Text(name)} is no name of an environment: use lower-case letters, digits and inner hyphens, at most "
                    + $"{MaxLength}";
    }

    /// <summary>The policy file of an environment; it need not exist.</summary>
    /// <exception cref="FormatException">The name is none.</exception>
    public static string FileOf(NotaryDirectories directories, TrustPolicyKind kind, string name)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return FindFault(name) is { } fault
            ? throw new FormatException(fault)
            : Path.Combine(
                directories.EnvironmentPoliciesDirectory, $"{name}.{(kind == TrustPolicyKind.Oci ? "oci" : "blob")}.json");
    }

    /// <summary>The environments that have a policy for OCI artifacts or blobs, in order.</summary>
    public static IReadOnlyList<string> List(NotaryDirectories directories, TrustPolicyKind kind)
    {
        ArgumentNullException.ThrowIfNull(directories);
        var end = kind == TrustPolicyKind.Oci ? ".oci.json" : ".blob.json";
        return Directory.Exists(directories.EnvironmentPoliciesDirectory)
            ? [.. Directory.EnumerateFiles(directories.EnvironmentPoliciesDirectory, $"*{end}")
                .Select(path => Path.GetFileName(path)[..^end.Length])
                .Where(name => FindFault(name) is null)
                .Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>The file of the environment.</summary>
    internal static async Task<(string Path, byte[] Content)> ReadAsync(
        NotaryDirectories directories, TrustPolicyKind kind, string name, CancellationToken cancellationToken)
    {
        var path = FileOf(directories, kind, name);

        // Who can write the directory above can put another folder of policies in this one's place (attack H5).
        if (WriteGuard.FindDirectoryFault(directories.ConfigDirectory) is { } fault)
        {
            throw new TrustPolicyException(TrustPolicyError.Unsafe, $"trust policy is not safe to use: {fault}", [fault]);
        }

        return await ParsedTrustPolicy.ReadFileAsync(path, cancellationToken) is { } content
            ? (path, content)
            : throw new TrustPolicyException(
                TrustPolicyError.Missing,
                $"the environment {GoQuote.Text(name)} has no trust policy. Put one at {path}; environments with one: "
                + (List(directories, kind) is { Count: > 0 } known ? string.Join(", ", known) : "none"),
                [$"there is no file {path}"]);
    }
}
