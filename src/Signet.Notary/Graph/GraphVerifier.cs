using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci.Repositories;

namespace Signet.Notary.Graph;

/// <summary>
/// Verifies an artifact with everything that belongs to it: the platforms of an index and whatever refers to them, by one
/// policy (docs/graph.md).
/// </summary>
/// <remarks>
/// <code>
/// reference ─► manifest (by digest: ║ its referrers)               one wave, by tag too
///           ─► entries of the index ║ lists of all their referrers    GraphVerification.Prefetch
///           ─► walk, level by level                                   GraphWalker
///              each manifest that is no signature, as soon as it is known:
///              ─► ArtifactVerifier, which asks through the same memory   RememberingRepository
///           ─► roles, coverage, rules                               GraphJudgement
///           ─► GraphVerdict
/// </code>
/// Walk and verifications ask through one memory, so a list or manifest that both need is one request.
/// </remarks>
public sealed class GraphVerifier
{
    private readonly TrustPolicyDocument? _policy;
    private readonly ArtifactVerifier? _verifier;
    private readonly VerifierOptions _options;

    /// <summary>A verifier for one policy.</summary>
    public GraphVerifier(TrustPolicyDocument policy, TrustStore trustStore, VerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _options = options ?? new();
        _verifier = new ArtifactVerifier(policy, trustStore, _options);
    }

    private GraphVerifier(VerifierOptions? options) => _options = options ?? new();

    /// <summary>
    /// One that has no policy: it reads the graph and verifies nothing, so that whatever it finds is
    /// <see cref="VerdictKind.Undetermined"/>.
    /// </summary>
    public static GraphVerifier WithoutPolicy(VerifierOptions? options = null) => new(options);

    /// <summary>Verifies one graph. Whatever the repository answers, or does not, becomes a verdict.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<GraphVerdict> VerifyAsync(
        IRepository repository, GraphVerifyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(request);
        await using var verification = new GraphVerification(repository, request, _policy, _verifier, _options, cancellationToken);
        return await verification.RunAsync();
    }
}
