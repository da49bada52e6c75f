using Signet.Notary.Configuration;
using Signet.Notary.Verification;

namespace Signet.Notary.Trust;

/// <summary>
/// A valid trust policy for OCI artifacts (trust-store-trust-policy.md, "Trust Policy for OCI artifacts"). An invalid one
/// has no instance.
/// </summary>
public sealed class TrustPolicyDocument
{
    private readonly ScopeMap<Entry> _byScope = new();

    private TrustPolicyDocument(ParsedTrustPolicy parsed, ReadOnlyMemory<byte> sourceBytes, string source)
    {
        Version = parsed.Version;
        Statements = parsed.Statements;
        Findings = parsed.Findings.Items;
        SourceBytes = sourceBytes;
        Source = source;
        foreach (var statement in Statements)
        {
            var entry = new Entry(statement);
            foreach (var scope in statement.RegistryScopes)
            {
                _byScope.Add(scope, entry);
            }
        }
    }

    /// <summary><c>1.0</c>, or <c>signet/1.0</c> (<see cref="TrustPolicyVersions"/>).</summary>
    public string Version { get; }

    /// <summary>The statements, in the order of the document.</summary>
    public IReadOnlyList<TrustPolicyStatement> Statements { get; }

    /// <summary>What the policy's author should know though the policy is valid, each with what to do.</summary>
    public IReadOnlyList<PolicyFinding> Findings { get; }

    /// <summary>
    /// The same as text: members nobody reads, registries as scopes, and every repository set to <c>skip</c>, which the
    /// specification forbids and <c>notation</c> accepts.
    /// </summary>
    public IReadOnlyList<string> Warnings => [.. Findings.Select(f => f.Message)];

    /// <summary>The document as it was read.</summary>
    public ReadOnlyMemory<byte> SourceBytes { get; }

    /// <summary>Path of the file, or how the caller named the source.</summary>
    public string Source { get; }

    /// <summary>Reads and validates a document.</summary>
    /// <param name="content">The JSON text.</param>
    /// <param name="source">Where it is from, for messages and verdicts.</param>
    /// <exception cref="TrustPolicyException">It is malformed or invalid; all faults are listed.</exception>
    public static TrustPolicyDocument Parse(ReadOnlyMemory<byte> content, string source) =>
        new(ParsedTrustPolicy.Of(content, TrustPolicyKind.Oci).Require(source), content, source);

    /// <summary>
    /// Loads the user's policy: <c>trustpolicy.oci.json</c>, or <c>trustpolicy.json</c> when the former does not exist. A
    /// faulty first file is an error, no reason to look at the second.
    /// </summary>
    /// <exception cref="TrustPolicyException">There is none that is valid.</exception>
    public static async Task<TrustPolicyDocument> LoadAsync(
        NotaryDirectories directories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return await TryLoadAsync(directories.OciTrustPolicyFile, cancellationToken)
            ?? await TryLoadAsync(directories.LegacyTrustPolicyFile, cancellationToken)
            ?? throw ParsedTrustPolicy.Missing(directories.OciTrustPolicyFile);
    }

    /// <summary>Loads the policy of an environment (<see cref="PolicyEnvironment"/>).</summary>
    /// <param name="directories">Where policies are.</param>
    /// <param name="environment">Its name; null or empty for the policy outside of environments.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TrustPolicyException">It has none that is valid.</exception>
    /// <exception cref="FormatException">The name is none.</exception>
    public static async Task<TrustPolicyDocument> LoadAsync(
        NotaryDirectories directories, string? environment, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(environment))
        {
            return await LoadAsync(directories, cancellationToken);
        }

        var (path, content) = await PolicyEnvironment.ReadAsync(
            directories, TrustPolicyKind.Oci, environment, cancellationToken);
        return Parse(content, path);
    }

    /// <summary>
    /// The statement for a repository: the one that names it, else the one with the longest prefix of it, else the one for
    /// its registry, else the one for <c>*</c>, else null. A statement that excludes the repository is passed over, and the
    /// next less specific one is asked. Compared exactly, without folding anything ("Selecting a trust policy based on
    /// artifact URI"; prefixes and exclusions only in version <c>signet/1.0</c>).
    /// </summary>
    /// <param name="repository"><c>registry/repository</c>, no tag, no digest.</param>
    /// <exception cref="FormatException">It is no such path; then not even <c>*</c> is for it.</exception>
    public PolicyDecision? SelectStatement(string repository)
    {
        if (RegistryScope.FindFault(repository) is { } fault)
        {
            throw new FormatException(fault);
        }

        var excluding = "";
        foreach (var (scope, entry) in _byScope.Find(repository))
        {
            if (entry.FindExclusion(repository) is not { } exclusion)
            {
                return Decide(entry.Statement, repository, scope, excluding);
            }

            excluding = $"{excluding}; statement {GoQuote.Text(entry.Statement.Name)} excludes it ({GoQuote.Text(exclusion)})";
        }

        return null;
    }

    private static async Task<TrustPolicyDocument?> TryLoadAsync(string path, CancellationToken cancellationToken) =>
        await ParsedTrustPolicy.ReadFileAsync(path, cancellationToken) is { } content ? Parse(content, path) : null;

    private PolicyDecision Decide(TrustPolicyStatement statement, string repository, string scope, string excluding)
    {
        var name = GoQuote.Text(statement.Name);
        return new()
        {
            Source = Source,
            Statement = statement,
            Scope = scope,
            Repository = repository,
            Reason = RegistryScope.KindOf(scope) switch
            {
                RegistryScopeKind.Repository => $"the registryScopes of statement {name} name this repository",
                RegistryScopeKind.Prefix =>
                    $"no statement names this repository, and statement {name} is for all below {GoQuote.Text(scope)}{excluding}",
                RegistryScopeKind.Registry =>
                    $"no statement names this repository, and statement {name} is for its registry ({GoQuote.Text(scope)}){excluding}",
                _ => $"no statement names this repository, and statement {name} is for all others (\"*\"){excluding}",
            },
        };
    }

    /// <summary>A statement with its exclusions ready to be looked up.</summary>
    private sealed class Entry
    {
        private readonly ScopeMap<string>? _exclusions;

        public Entry(TrustPolicyStatement statement)
        {
            Statement = statement;
            if (statement.ExcludedScopes.Count > 0)
            {
                _exclusions = new();
                foreach (var scope in statement.ExcludedScopes)
                {
                    _exclusions.Add(scope, scope);
                }
            }
        }

        public TrustPolicyStatement Statement { get; }

        public string? FindExclusion(string repository) =>
            _exclusions?.Find(repository).Select(e => e.Scope).FirstOrDefault();
    }
}
