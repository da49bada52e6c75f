using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Oci.Repositories;
using Signet.Signatures;

namespace Signet.Notary.Verification;

/// <summary>
/// Lists and reads the signatures of an artifact without verifying them. By digest, resolving and listing go out
/// together, so that a list takes one wave of requests; reading takes two more, manifests and envelopes, whatever the
/// number of signatures up to the concurrency bound.
/// </summary>
public sealed class SignatureListing
{
    private readonly IRepository _repository;
    private readonly SignatureListingOptions _options;

    /// <summary>A listing of one repository.</summary>
    public SignatureListing(IRepository repository, SignatureListingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        _repository = repository;
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxSignatures, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Concurrency, nameof(options));
    }

    /// <summary>The signature manifests of the artifact that a tag or digest names.</summary>
    /// <exception cref="OciException">The artifact or its signatures could not be listed.</exception>
    public async Task<SignatureList> ListAsync(string reference, CancellationToken cancellationToken = default)
    {
        using var deadline = new Deadline(_options.MaxDuration, _options.TimeProvider, cancellationToken);
        return await GuardAsync(() => ListAsync(reference, deadline), deadline);
    }

    /// <summary>
    /// The signatures of the artifact that a tag or digest names, with what they say. A signature that cannot be fetched
    /// or read is in the result with its fault.
    /// </summary>
    /// <exception cref="OciException">The artifact or its signatures could not be listed.</exception>
    public async Task<SignatureInspection> InspectAsync(string reference, CancellationToken cancellationToken = default)
    {
        using var deadline = new Deadline(_options.MaxDuration, _options.TimeProvider, cancellationToken);
        return await GuardAsync(
            async () =>
            {
                var list = await ListAsync(reference, deadline);
                var fetcher = new CandidateFetcher(_repository, list.Artifact, _options.MaxBytes);
                using var places = new SemaphoreSlim(_options.Concurrency);
                var signatures = await Task.WhenAll(list.Signatures.Select(async (manifest, position) =>
                {
                    await places.WaitAsync(deadline.Token);
                    try
                    {
                        return Read(await fetcher.FetchAsync(new(manifest, position, false), deadline));
                    }
                    finally
                    {
                        places.Release();
                    }
                }));
                return new SignatureInspection
                {
                    Artifact = list.Artifact,
                    ResolvedReference = list.ResolvedReference,
                    Signatures = signatures,
                    IsLimitReached = list.IsLimitReached,
                };
            },
            deadline);
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work, Deadline deadline)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (deadline.EndedWork)
        {
            throw deadline.Failure;
        }
    }

    private async Task<SignatureList> ListAsync(string reference, Deadline deadline)
    {
        var resolving = ArtifactResolver.ResolveAsync(_repository, reference, deadline.Token);
        Descriptor artifact;
        (List<Descriptor> Signatures, bool IsLimitReached) listed;
        if (Digest.TryParse(reference, out var digest))
        {
            var listing = CollectAsync(digest, deadline.Token);
            try
            {
                artifact = await resolving;
            }
            catch (OciException)
            {
                deadline.Stop();
                await listing.ContinueWith(
                    static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                throw;
            }

            listed = await listing;
        }
        else
        {
            artifact = await resolving;
            listed = await CollectAsync(artifact.Digest, deadline.Token);
        }

        return new()
        {
            Artifact = artifact.Bare(),
            ResolvedReference = $"{_repository.Name}@{artifact.Digest}",
            Signatures = listed.Signatures,
            IsLimitReached = listed.IsLimitReached,
        };
    }

    private async Task<(List<Descriptor> Signatures, bool IsLimitReached)> CollectAsync(
        Digest artifact, CancellationToken cancellationToken)
    {
        var signatures = new List<Descriptor>();
        var seen = new HashSet<Digest>();
        await foreach (var manifest in _repository.ListReferrersAsync(
            artifact, NotaryMediaTypes.Signature, cancellationToken))
        {
            if (!seen.Add(manifest.Digest))
            {
                continue;
            }

            if (signatures.Count == _options.MaxSignatures)
            {
                return (signatures, true);
            }

            signatures.Add(manifest);
        }

        return (signatures, false);
    }

    private static InspectedSignature Read(FetchedCandidate candidate)
    {
        var manifest = candidate.Candidate.Manifest;
        if (candidate.Fault is { } fault)
        {
            return new()
            {
                Manifest = manifest,
                Fault = candidate.Error?.Message ?? fault.Message,
                IsFetchFault = true,
            };
        }

        return InspectedSignature.Read(manifest, candidate.EnvelopeDescriptor!.MediaType, candidate.Envelope);
    }
}
