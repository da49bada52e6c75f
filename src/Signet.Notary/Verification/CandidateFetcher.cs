using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Oci.Repositories;
using Signet.Signatures;

namespace Signet.Notary.Verification;

/// <summary>
/// Fetches signature manifests and envelopes. Whatever is wrong with one candidate becomes its own check and touches no
/// other (attack A7).
/// </summary>
internal sealed class CandidateFetcher(IRepository repository, Descriptor artifact, long maxBytes)
{
    /// <summary>Name of the evidence that holds the repository's words for a failure.</summary>
    public const string CauseEvidence = "cause";

    private long _remainingBytes = maxBytes;

    /// <summary>Fetches one: its manifest, then its envelope.</summary>
    public async Task<FetchedCandidate> FetchAsync(Candidate candidate, Deadline deadline)
    {
        try
        {
            Take(candidate.Manifest, OciLimits.Default.ManifestBytes);
            var manifest = await repository.FetchManifestAsync(candidate.Manifest.Bare(), deadline.Token);
            if (!SignatureManifest.TryRead(manifest, artifact, out var envelope, out var fault))
            {
                return new() { Candidate = candidate, Fault = Describe(fault) };
            }

            Take(envelope, SignatureLimits.EnvelopeBytes);
            return new()
            {
                Candidate = candidate,
                EnvelopeDescriptor = envelope,
                Envelope = await repository.FetchBlobAsync(envelope.Bare(), SignatureLimits.EnvelopeBytes, deadline.Token),
            };
        }
        catch (BytesUsedUpException e)
        {
            return new() { Candidate = candidate, Fault = Unreached(candidate, e.Message) };
        }
        catch (OciException e)
        {
            return new() { Candidate = candidate, Error = e, Fault = Describe(candidate, e) };
        }
        catch (OperationCanceledException) when (deadline.EndedWork)
        {
            return new() { Candidate = candidate, Fault = Unreached(candidate, deadline.Failure.Message) };
        }
    }

    /// <summary>
    /// Counts content before it is fetched. What alone is too large is refused without being counted, and what does not
    /// fit any more is left out without ending the work: a few huge ones must not crowd out a small good one.
    /// </summary>
    private void Take(Descriptor descriptor, long maxItemBytes)
    {
        if (descriptor.Size < 0 || descriptor.Size > maxItemBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"{descriptor.Digest} is announced with {descriptor.Size} bytes; at most {maxItemBytes} are read");
        }

        if (Interlocked.Add(ref _remainingBytes, -descriptor.Size) < 0)
        {
            Interlocked.Add(ref _remainingBytes, descriptor.Size);
            throw new BytesUsedUpException("the bytes that the signatures of one artifact may have together are used up");
        }
    }

    private static Check Describe(SignatureManifestFault fault) => new()
    {
        Rule = fault.Rule,
        Status = CheckStatus.Failed,
        Message = fault.Message,
        Outcome = VerdictKind.Invalid,
        Remedy = fault.Rule == SignatureManifest.SubjectRule
            ? "this signature was made for another artifact: find out who put it there, and remove it"
            : "remove the manifest from the repository: it is not a signature",
    };

    private static Check Describe(Candidate candidate, OciException error) => new()
    {
        Rule = "fetch",
        Status = error.IsTransient ? CheckStatus.Undetermined : CheckStatus.Failed,
        Message = $"unable to retrieve digital signature with digest \"{candidate.Manifest.Digest}\": {error.Message}",
        Evidence = [new(CauseEvidence, error.Message)],
        Outcome = error.IsTransient ? VerdictKind.Undetermined : VerdictKind.Invalid,
        Remedy = error.IsTransient
            ? "try again: the registry did not deliver it"
            : "remove the signature from the repository: its content is missing or damaged",
    };

    private static Check Unreached(Candidate candidate, string reason) => new()
    {
        Rule = "fetch",
        Status = CheckStatus.Undetermined,
        Message = $"signature {candidate.Manifest.Digest} was not examined: {reason}",
        Outcome = VerdictKind.Undetermined,
        Remedy = "remove what is no signature from the artifact's referrers",
    };

    private sealed class BytesUsedUpException(string message) : Exception(message);
}
