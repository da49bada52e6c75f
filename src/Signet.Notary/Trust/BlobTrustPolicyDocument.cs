using Signet.Notary.Configuration;
using Signet.Notary.Verification;

namespace Signet.Notary.Trust;

/// <summary>
/// A valid trust policy for blobs (trust-store-trust-policy.md, "Trust Policy for arbitrary blobs"). An invalid one has no
/// instance.
/// </summary>
public sealed class BlobTrustPolicyDocument
{
    private readonly Dictionary<string, TrustPolicyStatement> _byName = new(StringComparer.Ordinal);

    private BlobTrustPolicyDocument(ParsedTrustPolicy parsed, ReadOnlyMemory<byte> sourceBytes, string source)
    {
        Version = parsed.Version;
        Statements = parsed.Statements;
        Findings = parsed.Findings.Items;
        SourceBytes = sourceBytes;
        Source = source;
        foreach (var statement in Statements)
        {
            _byName.Add(statement.Name, statement);
        }
    }

    /// <summary><c>1.0</c>, or <c>signet/1.0</c> (<see cref="TrustPolicyVersions"/>).</summary>
    public string Version { get; }

    /// <summary>The statements, in the order of the document.</summary>
    public IReadOnlyList<TrustPolicyStatement> Statements { get; }

    /// <summary>What the policy's author should know though the policy is valid, each with what to do.</summary>
    public IReadOnlyList<PolicyFinding> Findings { get; }

    /// <summary>The same as text.</summary>
    public IReadOnlyList<string> Warnings => [.. Findings.Select(f => f.Message)];

    /// <summary>The document as it was read.</summary>
    public ReadOnlyMemory<byte> SourceBytes { get; }

    /// <summary>Path of the file, or how the caller named the source.</summary>
    public string Source { get; }

    /// <summary>Reads and validates a document.</summary>
    /// <param name="content">The JSON text.</param>
    /// <param name="source">Where it is from, for messages and verdicts.</param>
    /// <exception cref="TrustPolicyException">It is malformed or invalid; all faults are listed.</exception>
    public static BlobTrustPolicyDocument Parse(ReadOnlyMemory<byte> content, string source) =>
        new(ParsedTrustPolicy.Of(content, TrustPolicyKind.Blob).Require(source), content, source);

    /// <summary>Loads the user's policy, <c>trustpolicy.blob.json</c>, or that of an environment.</summary>
    /// <param name="directories">Where policies are.</param>
    /// <param name="environment">Name of the environment; null or empty for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TrustPolicyException">There is none that is valid.</exception>
    /// <exception cref="FormatException">The environment's name is none.</exception>
    public static async Task<BlobTrustPolicyDocument> LoadAsync(
        NotaryDirectories directories, string? environment = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        if (string.IsNullOrEmpty(environment))
        {
            var own = directories.BlobTrustPolicyFile;
            return await ParsedTrustPolicy.ReadFileAsync(own, cancellationToken) is { } found
                ? Parse(found, own)
                : throw ParsedTrustPolicy.Missing(own);
        }

        var (path, content) = await PolicyEnvironment.ReadAsync(
            directories, TrustPolicyKind.Blob, environment, cancellationToken);
        return Parse(content, path);
    }

    /// <summary>
    /// The statement of that name, compared exactly; without a name the global one; else null. A name that no statement
    /// has never falls back to the global one.
    /// </summary>
    /// <param name="name">Name of a statement; null for the global one.</param>
    /// <returns>The decision; its scope and repository are empty, since a blob has none.</returns>
    /// <exception cref="FormatException">The name is empty or blank.</exception>
    public PolicyDecision? SelectStatement(string? name = null)
    {
        if (name is not null && string.IsNullOrWhiteSpace(name))
        {
            throw new FormatException("policy name cannot be empty");
        }

        var statement = name is null ? Statements.FirstOrDefault(s => s.IsGlobal) : _byName.GetValueOrDefault(name);
        return statement is null ? null : new()
        {
            Source = Source,
            Statement = statement,
            Scope = "",
            Repository = "",
            Reason = name is null
                ? $"no statement was asked for by name, and statement {GoQuote.Text(statement.Name)} is the global one"
                : $"statement {GoQuote.Text(statement.Name)} was asked for by name",
        };
    }
}
