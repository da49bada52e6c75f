using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Artifacts;
using Signet.Notary.Signing;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Repositories;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Graph;

/// <summary>
/// Finds the parts of a graph that need no further signature: those with one that holds, is for exactly this manifest, is by
/// the certificate that would sign now, has the metadata that would be signed and has not expired. A signature by another
/// certificate of the same key does not count: who trusts the new certificate need not trust the old one.
/// </summary>
internal sealed class ExistingSignatures(IRepository repository, ISigner signer, SignOptions options, DateTimeOffset now)
{
    public async Task FindAsync(IReadOnlyList<GraphPart> parts, Descriptor root, CancellationToken cancellationToken)
    {
        if (parts.All(p => p.Signatures.Count == 0))
        {
            return;
        }

        var certificate = await CertificateAsync(root, cancellationToken);
        using var deadline = new Deadline(NotaryLimits.GraphDuration, TimeProvider.System, cancellationToken);
        await Task.WhenAll(parts.Select(part => FindAsync(part, certificate, deadline)));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// The certificate that would sign. Only a signature tells, because a plugin says it nowhere else: one is made over the
    /// artifact, and thrown away.
    /// </summary>
    private async Task<X509Certificate2> CertificateAsync(Descriptor root, CancellationToken cancellationToken)
    {
        var session = await signer.OpenAsync(
            SigningTarget.Artifact, options.ForEnvelope() with { Timestamp = null }, cancellationToken);
        var payload = TargetArtifact.Write(options.EnvelopeMediaType, root.Bare(), options.UserMetadata);
        return (await session.SignAsync(payload, cancellationToken)).Content.CertificateChain[0];
    }

    private async Task FindAsync(GraphPart part, X509Certificate2 certificate, Deadline deadline)
    {
        var fetcher = new CandidateFetcher(repository, part.Descriptor.Bare(), new VerifierOptions().MaxBytes);
        foreach (var (manifest, position) in part.Signatures.Select((s, i) => (s, i)))
        {
            // What cannot be fetched or read is no reason not to sign.
            var fetched = await fetcher.FetchAsync(new Candidate(manifest, position, false), deadline);
            if (fetched.Envelope is { } envelope
                && SignatureEnvelope.Verify(fetched.EnvelopeDescriptor!.MediaType, envelope) is { IsValid: true } verified
                && Suffices(verified.Content, part.Descriptor, certificate))
            {
                part.Existing = manifest.Bare();
                return;
            }
        }
    }

    private bool Suffices(EnvelopeContent content, Descriptor artifact, X509Certificate2 certificate) =>
        content.CertificateChain[0].RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)
        && TargetArtifact.TryRead(content.Payload.Span, out var signed, out _)
        && signed.NamesSameContent(artifact)
        && HasSameMetadata(signed)
        && (content.Expiry is not { } expiry || expiry > now)
        && (options.Timestamp is null || content.TimestampToken is not null)
        && CertificateValidity.Of(certificate).NotAfter >= now;

    private bool HasSameMetadata(Descriptor signed)
    {
        var annotations = signed.Annotations ?? new Dictionary<string, string>();
        return annotations.Count == options.UserMetadata.Count
            && options.UserMetadata.All(m => annotations.TryGetValue(m.Key, out var value) && value == m.Value);
    }
}
