using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>
/// Verifies bundles without a network (docs/bundle.md, "What is verified").
/// </summary>
/// <remarks>
/// <code>
/// file ─► every byte of the archive: headers, digests, index         ExactArchive
///      ─► one bundle manifest ─► its signature, by this machine's policy and trust stores
///                                                                     ArtifactVerifier
///      ─► statement: of the repository that was asked for             BundleStatementReader
///      ─► in the file is what it lists, and nothing else              BundleContents
///      ─► the graph, by the policy, certificates and answers inside   GraphVerifier
///      ─► walked is what is listed, and nothing else
///      ─► where asked for: the graph by this machine's policy         GraphVerifier
/// </code>
/// What comes later is not looked at when something before it does not hold: a policy is not used before its signer is known.
/// </remarks>
public sealed class BundleVerifier
{
    private readonly TrustPolicyDocument _policy;
    private readonly TrustStore _trustStore;
    private readonly BundleVerifierOptions _options;

    /// <summary>A verifier for this machine's policy and trust stores.</summary>
    public BundleVerifier(TrustPolicyDocument policy, TrustStore trustStore, BundleVerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(trustStore);
        _policy = policy;
        _trustStore = trustStore;
        _options = options ?? new();
    }

    /// <summary>What the bundle in a file says of itself. Its archive is looked at whole; nothing else about it is verified.</summary>
    /// <exception cref="OciException">The archive is damaged, or there is none.</exception>
    /// <exception cref="FormatException">It is no bundle.</exception>
    public static async Task<BundleInspection> InspectAsync(string path, CancellationToken cancellationToken = default)
    {
        var contents = await BundleContents.OpenAsync(path, cancellationToken);
        return new(
            await contents.ReadStatementAsync(cancellationToken), await contents.ReadStatementBytesAsync(cancellationToken));
    }

    /// <summary>Verifies the bundle in a file. Whatever is in the file becomes a verdict.</summary>
    /// <exception cref="OciException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<BundleVerdict> VerifyAsync(
        string path, BundleVerifyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var draft = new BundleVerdictDraft(path, request.Scope, _options.TimeProvider);
        if (await draft.OpenAsync(cancellationToken) is not { } contents
            || !await VerifySignatureAsync(draft, contents, request, cancellationToken)
            || await draft.ReadStatementAsync(contents, request.Scope, cancellationToken) is not { } statement)
        {
            return draft.Finish();
        }

        var check = new BundleGraphCheck(contents, statement, _options);
        if (!await check.RunAsync(draft, cancellationToken) || !request.AlsoByOwnPolicy)
        {
            return draft.Finish();
        }

        draft.OwnGraph = await check.VerifyAsync(_policy, _trustStore, cancellationToken);
        draft.AddGraph("bundle.own-policy", draft.OwnGraph, $"by this machine's policy, {_policy.Source}");
        return draft.Finish();
    }

    /// <summary>
    /// The bundle's signature, by the statement for the scope. A statement that does not enforce authenticity takes anybody's
    /// signature, and with it anybody's policy: nothing is verified by such a one.
    /// </summary>
    private async Task<bool> VerifySignatureAsync(
        BundleVerdictDraft draft, BundleContents contents, BundleVerifyRequest request, CancellationToken cancellationToken)
    {
        if (RegistryScope.FindFault(request.Scope) is null
            && _policy.SelectStatement(request.Scope) is { } decision
            && decision.Statement.Level.Authenticity != VerificationAction.Enforce)
        {
            draft.NotEnforced(decision);
            return false;
        }

        if (await draft.ReadRevocationAsync(contents, cancellationToken) is not { } answers)
        {
            return false;
        }

        var verifier = new ArtifactVerifier(
            _policy,
            _trustStore,
            new VerifierOptions { Revocation = BundleGraphCheck.Offline(_options, answers), TimeProvider = _options.TimeProvider });
        var verdict = await verifier.VerifyAsync(
            contents.Archive,
            new VerifyRequest
            {
                Reference = contents.Manifest.Descriptor.Digest.ToString(),
                OriginalReference = contents.Archive.Name,
                Scope = request.Scope,
            },
            cancellationToken);
        return draft.Signed(verdict);
    }
}
