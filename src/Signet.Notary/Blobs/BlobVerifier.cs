using Signet.Notary.Artifacts;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Notary.Verification.Steps;
using Signet.Oci;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Blobs;

/// <summary>
/// Verifies blobs against a trust policy for blobs: the steps are those of <see cref="ArtifactVerifier"/>, and the last one
/// reads the content (trust-store-trust-policy.md, "Signature Evaluation").
/// </summary>
public sealed class BlobVerifier
{
    private readonly BlobTrustPolicyDocument _policy;
    private readonly TrustStore _trustStore;
    private readonly VerifierOptions _options;
    private readonly PluginSlots _pluginSlots = new();

    /// <summary>A verifier for one policy.</summary>
    public BlobVerifier(BlobTrustPolicyDocument policy, TrustStore trustStore, VerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(trustStore);
        _policy = policy;
        _trustStore = trustStore;
        _options = options ?? new();
    }

    /// <summary>Verifies one blob.</summary>
    /// <exception cref="IOException">The content cannot be read: nothing can be said about it.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Verdict> VerifyAsync(BlobVerifyRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var draft = new BlobVerdictDraft(request, _options.TimeProvider);
        if (draft.SelectStatement(_policy) is not { } policy)
        {
            return draft.Finish();
        }

        if (policy.Statement.Level.Integrity == VerificationAction.Skip)
        {
            return draft.Skip();
        }

        using var deadline = new Deadline(_options.MaxDuration, _options.TimeProvider, cancellationToken);
        var stores = await TrustedCertificates.LoadAsync(_trustStore, policy.Statement, cancellationToken);
        // Reading a large file takes longer than servers may; only the caller ends it.
        var content = new BlobContent(request, cancellationToken);
        var now = _options.TimeProvider.GetUtcNow();
        var plugins = new PluginAccess(
            _options.Plugins, request.PluginConfig.Count > 0 ? request.PluginConfig : null, _pluginSlots);

        // Each evaluation makes its target before it first waits for anything, so all hashes are known after this.
        var evaluating = request.Signatures.Select(signature => SignatureEvaluator.EvaluateAsync(
            FetchedCandidateOf(signature),
            envelope => new SignatureContext
            {
                Content = envelope,
                Policy = policy,
                Trusted = stores,
                Target = TargetOf(request, content, envelope),
                UserMetadata = request.UserMetadata,
                Now = now,
                Revocation = _options.Revocation,
                PluginAccess = plugins,
                Deadline = deadline,
            },
            deadline.Token)).ToList();
        content.Complete();
        return draft.Conclude(await Task.WhenAll(evaluating), stores);
    }

    /// <summary>A blob has no media type of its own: the caller's is compared, and without one it is as was signed.</summary>
    private static SignedTarget TargetOf(BlobVerifyRequest request, BlobContent content, EnvelopeContent envelope)
    {
        content.Expect(envelope.Algorithm.Hash);
        return new(
            "blob",
            () => content.DescribeAsync(envelope.Algorithm.Hash, request.MediaType ?? SignedMediaType(envelope)),
            "integrity check failed. signature does not match the given blob",
            "do not use the blob: it, or its signature, is not what the signer published. Get both again");
    }

    private static string SignedMediaType(EnvelopeContent envelope) =>
        TargetArtifact.TryRead(envelope.Payload.Span, out var signed, out _) ? signed.MediaType : BlobMediaType.Default;

    private static FetchedCandidate FetchedCandidateOf(BlobSignature signature)
    {
        var descriptor = Descriptor.Of(signature.MediaType, signature.Envelope.Span);
        return new()
        {
            Candidate = new(descriptor, 0, ClaimsTrustedCertificate: true),
            EnvelopeDescriptor = descriptor,
            Envelope = signature.Envelope.ToArray(),
            Fault = signature.Envelope.IsEmpty
                ? Checks.Broken(
                    IntegrityStep.Rule,
                    VerificationAction.Enforce,
                    VerdictKind.Invalid,
                    "signature cannot be nil or empty",
                    "get the signature again from where the blob is from",
                    new Evidence("signature", signature.Name))
                : null,
        };
    }
}
