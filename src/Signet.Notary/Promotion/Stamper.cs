using Signet.Notary.Graph;
using Signet.Notary.Signing;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Repositories;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Promotion;

/// <summary>Signs with the destination's key what it has not signed yet.</summary>
internal sealed class Stamper(IRepository repository, ISigner signer, PromotionRequest request, TimeProvider time)
{
    /// <summary>The signature by the key that is there already, or a new one.</summary>
    public async Task<Stamp> StampAsync(Descriptor artifact, CancellationToken cancellationToken)
    {
        if (await FindAsync(artifact, cancellationToken) is { } existing)
        {
            return existing;
        }

        var signed = await new ArtifactSigner(repository, signer).SignAsync(Options(artifact), cancellationToken);
        return new(artifact.Bare(), signed.SignatureManifest, signed.Content, IsNew: true);
    }

    /// <summary>
    /// The signature by the key that is there already; null when there is none. Whoever may push can hide it behind a hundred
    /// others: then it is made once more, which does no harm.
    /// </summary>
    public async Task<Stamp?> FindAsync(Descriptor artifact, CancellationToken cancellationToken)
    {
        var part = new GraphPart(artifact.Bare(), GraphRole.Artifact, null);
        await foreach (var entry in repository.ListReferrersAsync(
            artifact.Digest, NotaryMediaTypes.Signature, cancellationToken))
        {
            part.Signatures.Add(entry);
            if (part.Signatures.Count == new VerifierOptions().MaxSignatures)
            {
                break;
            }
        }

        var existing = new ExistingSignatures(repository, signer, Options(artifact), time.GetUtcNow());
        await existing.FindAsync([part], artifact, cancellationToken);
        return part.Existing is { } manifest ? await ReadAsync(part.Descriptor, manifest, cancellationToken) : null;
    }

    private async Task<Stamp?> ReadAsync(Descriptor artifact, Descriptor manifest, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(NotaryLimits.GraphDuration, time, cancellationToken);
        var fetched = await new CandidateFetcher(repository, artifact, new VerifierOptions().MaxBytes)
            .FetchAsync(new Candidate(manifest, 0, false), deadline);
        return fetched.Envelope is { } envelope
            && SignatureEnvelope.Verify(fetched.EnvelopeDescriptor!.MediaType, envelope) is { IsValid: true } verified
                ? new(artifact, manifest, verified.Content, IsNew: false)
                : null;
    }

    private SignOptions Options(Descriptor artifact) => new()
    {
        Reference = artifact.Digest.ToString(),
        EnvelopeMediaType = request.Stamp.MediaType,
        Expiry = request.Stamp.Expiry,
        SigningAgent = request.Stamp.SigningAgent,
        Timestamp = request.Stamp.Timestamp,
        UserMetadata = request.UserMetadata,
    };
}
