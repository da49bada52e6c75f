using Signet.Notary.Configuration;
using Signet.Notary.Verification;

namespace Signet.Notary.Trust;

/// <summary>
/// A valid trust policy for OCI artifacts (trust-store-trust-policy.md, "Trust Policy for OCI artifacts"). An invalid one
/// has no instance.
/// </summary>
public sealed class TrustPolicyDocument
{
    private const string Help =
        "To create a trust policy, see: https://notaryproject.dev/docs/quickstart/#create-a-trust-policy";

    private readonly Dictionary<string, TrustPolicyStatement> _byScope;

    private TrustPolicyDocument(
        IReadOnlyList<TrustPolicyStatement> statements,
        IReadOnlyList<string> warnings,
        ReadOnlyMemory<byte> sourceBytes,
        string source)
    {
        Statements = statements;
        Warnings = warnings;
        SourceBytes = sourceBytes;
        Source = source;
        _byScope = new(StringComparer.Ordinal);
        foreach (var statement in statements)
        {
            foreach (var scope in statement.RegistryScopes)
            {
                _byScope.Add(scope, statement);
            }
        }
    }

    /// <summary>The statements, in the order of the document.</summary>
    public IReadOnlyList<TrustPolicyStatement> Statements { get; }

    /// <summary>
    /// What the policy's author should know though the policy is valid: members nobody reads, and every repository set to
    /// <c>skip</c>, which the specification forbids and <c>notation</c> accepts.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The document as it was read.</summary>
    public ReadOnlyMemory<byte> SourceBytes { get; }

    /// <summary>Path of the file, or how the caller named the source.</summary>
    public string Source { get; }

    /// <summary>Reads and validates a document.</summary>
    /// <param name="content">The JSON text.</param>
    /// <param name="source">Where it is from, for messages and verdicts.</param>
    /// <exception cref="TrustPolicyException">It is malformed or invalid; all faults are listed.</exception>
    public static TrustPolicyDocument Parse(ReadOnlyMemory<byte> content, string source)
    {
        var warnings = new List<string>();
        var form = TrustPolicyReader.Read(content, warnings, out var malformed);
        if (form is null)
        {
            throw new TrustPolicyException(
                TrustPolicyError.Malformed, $"malformed trust policy. {Help}\n{source}: {malformed}", [malformed!]);
        }

        var faults = new List<string>();
        var statements = TrustPolicyRules.Validate(form, faults, warnings);
        return faults.Count == 0
            ? new TrustPolicyDocument(statements, warnings, content, source)
            : throw new TrustPolicyException(TrustPolicyError.Invalid, string.Join('\n', faults), faults);
    }

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
            ?? throw new TrustPolicyException(
                TrustPolicyError.Missing,
                $"trust policy is not present. {Help}",
                [$"there is no file {directories.OciTrustPolicyFile}"]);
    }

    /// <summary>
    /// The statement for a repository: the one that names it, else the one for <c>*</c>, else null. Compared exactly,
    /// without expanding or folding anything ("Selecting a trust policy based on artifact URI").
    /// </summary>
    /// <param name="repository"><c>registry/repository</c>, no tag, no digest.</param>
    /// <exception cref="FormatException">It is no such path; then not even <c>*</c> is for it.</exception>
    public PolicyDecision? SelectStatement(string repository)
    {
        if (RegistryScope.FindFault(repository) is { } fault)
        {
            throw new FormatException(fault);
        }

        if (_byScope.TryGetValue(repository, out var statement))
        {
            return Decide(
                statement, repository, repository,
                $"the registryScopes of statement {GoQuote.Text(statement.Name)} name this repository");
        }

        return _byScope.TryGetValue(RegistryScope.Wildcard, out statement)
            ? Decide(
                statement, repository, RegistryScope.Wildcard,
                $"no statement names this repository, and statement {GoQuote.Text(statement.Name)} is for all others (\"*\")")
            : null;
    }

    private static async Task<TrustPolicyDocument?> TryLoadAsync(string path, CancellationToken cancellationToken)
    {
        var file = await GuardedFile.ReadAsync(path, NotaryLimits.TrustPolicyBytes, cancellationToken);
        return file.Status switch
        {
            GuardedReadStatus.Read => Parse(file.Content, path),
            GuardedReadStatus.Missing => null,
            GuardedReadStatus.NotRegular => throw Failure(
                TrustPolicyError.NotRegular,
                $"trust policy is not a regular file (symlinks are not supported). {Help}"),
            GuardedReadStatus.Denied => throw Failure(
                TrustPolicyError.Unreadable,
                $"unable to read trust policy due to file permissions, please verify the permissions of {path}"),
            GuardedReadStatus.Unsafe => throw Failure(
                TrustPolicyError.Unsafe, $"trust policy is not safe to use: {file.Detail}"),
            _ => throw Failure(TrustPolicyError.Unreadable, $"unable to read trust policy: {file.Detail}"),
        };

        TrustPolicyException Failure(TrustPolicyError error, string message) => new(error, message, [file.Detail]);
    }

    private PolicyDecision Decide(TrustPolicyStatement statement, string repository, string scope, string reason) => new()
    {
        Source = Source,
        Statement = statement,
        Scope = scope,
        Repository = repository,
        Reason = reason,
    };
}
