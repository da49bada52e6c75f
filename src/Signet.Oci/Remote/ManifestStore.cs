using System.Net;
using Signet.Oci.Manifests;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>Manifests of one repository: resolve, fetch, put, delete (distribution-spec, "Pulling manifests", "Push").</summary>
internal sealed class ManifestStore(RepositoryEndpoint endpoint)
{
    // A blob that is really missing stays missing: 150 ms tell the two apart.
    private const int MissingContentAttempts = 3;

    private static readonly TimeSpan MissingContentDelay = TimeSpan.FromMilliseconds(50);

    public async Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        var asked = AskedDigest(reference);
        var request = Request(HttpMethod.Head, reference, endpoint.Accept);
        var descriptor = await endpoint.Connection.SendAsync(
            request, (response, ct) => DescribeAsync(response, reference, asked, ct), cancellationToken);

        // A HEAD that does not say what there is: the content says it.
        return descriptor ?? (await FetchAsync(reference, cancellationToken)).Descriptor;
    }

    public async Task<Manifest> FetchAsync(string reference, CancellationToken cancellationToken) =>
        (await TryFetchAsync(reference, endpoint.Accept, cancellationToken) ?? throw endpoint.NotFound(reference)).Manifest;

    /// <summary>
    /// The manifest and its entity tag, or null when the repository has none such. An unknown repository is not that: it
    /// throws (attack A10).
    /// </summary>
    public Task<TaggedManifest?> TryFetchAsync(string reference, CancellationToken cancellationToken) =>
        TryFetchAsync(reference, RepositoryEndpoint.AcceptManifests, cancellationToken);

    private Task<TaggedManifest?> TryFetchAsync(string reference, string accept, CancellationToken cancellationToken)
    {
        var asked = AskedDigest(reference);
        var request = Request(HttpMethod.Get, reference, accept);
        return endpoint.Connection.SendAsync(
            request,
            async (response, ct) =>
            {
                if (response.Status == HttpStatusCode.NotFound)
                {
                    var errors = await response.ReadErrorsAsync(ct);
                    return errors.Any(e => e.Code == RegistryError.NameUnknown)
                        ? throw endpoint.NotFound(reference)
                        : null;
                }

                await RequireAsync(response, HttpStatusCode.OK, ct);
                var what = endpoint.Describe(reference);
                var content = await response.ReadSmallBodyAsync(endpoint.Limits.ManifestBytes, $"manifest {what}", ct);
                var stated = response.DigestHeader("Docker-Content-Digest");
                if (stated is { } header)
                {
                    VerifiedBody.Check(content, header, $"manifest {what} (digest stated by the registry)");
                }

                if (asked is { } digest)
                {
                    VerifiedBody.Check(content, digest, $"manifest {what}");
                }

                var descriptor = new Descriptor
                {
                    MediaType = RequireMediaType(response),
                    Digest = asked ?? stated ?? Digest.Sha256(content),
                    Size = content.Length,
                };
                return (TaggedManifest?)new TaggedManifest(
                    ManifestReader.Read(descriptor, content, endpoint.Limits), response.Header("ETag"));
            },
            cancellationToken);
    }

    public Task<Manifest> FetchAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        var reference = descriptor.Digest.ToString();
        var what = $"manifest {endpoint.Describe(reference)}";
        if (descriptor.Size > endpoint.Limits.ManifestBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"{what}: manifest too large: {descriptor.Size} bytes, the limit is {endpoint.Limits.ManifestBytes}");
        }

        return endpoint.Connection.SendAsync(
            Request(HttpMethod.Get, reference, descriptor.MediaType),
            async (response, ct) =>
            {
                await RequireFoundAsync(response, reference, ct);
                if (response.MediaType != descriptor.MediaType)
                {
                    throw VerifiedBody.Mismatch(
                        what,
                        $"its media type is \"{UrlText.Clean(response.MediaType, 128)}\", its descriptor says \"{descriptor.MediaType}\"");
                }

                if (response.DigestHeader("Docker-Content-Digest") is { } stated
                    && stated.Algorithm == descriptor.Digest.Algorithm && stated != descriptor.Digest)
                {
                    throw VerifiedBody.Mismatch(what, $"the registry states the digest {stated}");
                }

                var content = await VerifiedBody.ReadAsync(response, descriptor, what, ct);
                return ManifestReader.Read(descriptor, content, endpoint.Limits);
            },
            cancellationToken);
    }

    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        endpoint.Connection.SendAsync(
            Request(HttpMethod.Head, descriptor.Digest.ToString(), descriptor.MediaType),
            async (response, ct) =>
            {
                if (response.Status == HttpStatusCode.NotFound)
                {
                    return false;
                }

                await RequireAsync(response, HttpStatusCode.OK, ct);
                return true;
            },
            cancellationToken);

    /// <summary>Stores a manifest under a tag or its digest.</summary>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="descriptor">What <paramref name="content"/> is; the caller has checked it.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="condition">A conditional header, or null.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>What the registry answered; null when <paramref name="condition"/> did not hold.</returns>
    /// <summary>
    /// Stores a manifest; null when <paramref name="condition"/> does not hold. A registry that says it lacks a blob is
    /// asked again: docker-registry rewrites the link of a blob that another client pushes a second time, and misses it for
    /// a moment (seen in 1 of 30 signatures when ten were made at once).
    /// </summary>
    public async Task<PutAnswer?> PutAsync(
        string reference,
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        KeyValuePair<string, string>? condition,
        CancellationToken cancellationToken)
    {
        var connection = endpoint.Connection;
        var budget = new RetryBudget(
            connection.Retry with
            {
                MaxAttempts = Math.Min(connection.Retry.MaxAttempts, MissingContentAttempts),
                FirstDelay = MissingContentDelay,
            },
            connection.Time);
        while (true)
        {
            try
            {
                return await PutOnceAsync(reference, descriptor, content, condition, cancellationToken);
            }
            catch (OciException e) when (e.Error == OciError.ReferencedContentMissing)
            {
                if (!await budget.TryNextAsync(null, cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    private Task<PutAnswer?> PutOnceAsync(
        string reference,
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        KeyValuePair<string, string>? condition,
        CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Method = HttpMethod.Put,
            Uri = endpoint.Manifest(reference),
            Scopes = endpoint.PushScopes,
            Headers = condition is { } header ? [header] : [],
            OpenContent = _ => ValueTask.FromResult<HttpContent>(Body(descriptor.MediaType, content)),
        };
        return endpoint.Connection.SendAsync(
            request,
            async (response, ct) =>
            {
                if (response.Status == HttpStatusCode.PreconditionFailed && condition is not null)
                {
                    return null;
                }

                await RequireAsync(response, HttpStatusCode.Created, ct);
                var stated = response.DigestHeader("Docker-Content-Digest");
                return stated is { } digest && digest.Algorithm == descriptor.Digest.Algorithm && digest != descriptor.Digest
                    ? throw VerifiedBody.Mismatch(
                        $"manifest {endpoint.Describe(reference)}",
                        $"the registry stored {digest}, pushed was {descriptor.Digest}")
                    : (PutAnswer?)new PutAnswer(response.DigestHeader("OCI-Subject"));
            },
            cancellationToken);
    }

    public Task DeleteAsync(Digest digest, bool isRetried, CancellationToken cancellationToken) =>
        endpoint.Connection.SendAsync(
            new RegistryRequest
            {
                Method = HttpMethod.Delete,
                Uri = endpoint.Manifest(digest.ToString()),
                Scopes = endpoint.DeleteScopes,
                IsRetried = isRetried,
            },
            (response, ct) => RequireDeletedAsync(endpoint, response, digest, ct),
            cancellationToken);

    /// <summary>
    /// Accepts the answers that mean "gone". After a repeated request that includes 404: the first one may have done it.
    /// </summary>
    public static async Task<bool> RequireDeletedAsync(
        RepositoryEndpoint endpoint, RegistryResponse response, Digest digest, CancellationToken cancellationToken)
    {
        if (response.Status is HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.NoContent)
        {
            return true;
        }

        if (response.Status == HttpStatusCode.NotFound)
        {
            return response.Attempt > 1 ? true : throw endpoint.NotFound(digest.ToString());
        }

        throw await response.FailureAsync(cancellationToken);
    }

    private async Task<Descriptor?> DescribeAsync(
        RegistryResponse response, string reference, Digest? asked, CancellationToken cancellationToken)
    {
        if (response.Status == HttpStatusCode.MethodNotAllowed)
        {
            return null;
        }

        await RequireFoundAsync(response, reference, cancellationToken);
        if (response.DigestHeader("Docker-Content-Digest") is not { } stated
            || response.ContentLength is not { } size
            || response.MediaType.Length == 0
            || (asked is { } a && a.Algorithm != stated.Algorithm))
        {
            return null;
        }

        if (asked is { } digest && digest != stated)
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"{endpoint.Describe(reference)}: user input digest {digest} does not match the resolved digest {stated}: "
                + "the registry answers with other content than was asked for");
        }

        return new Descriptor { MediaType = RequireMediaType(response), Digest = stated, Size = size };
    }

    private RegistryRequest Request(HttpMethod method, string reference, string accept) => new()
    {
        Method = method,
        Uri = endpoint.Manifest(reference),
        Scopes = endpoint.PullScopes,
        Accept = accept,
    };

    private static ReadOnlyMemoryContent Body(string mediaType, ReadOnlyMemory<byte> content)
    {
        var body = new ReadOnlyMemoryContent(content);
        body.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return body;
    }

    private static string RequireMediaType(RegistryResponse response) =>
        MediaTypes.IsManifest(response.MediaType)
            ? response.MediaType
            : throw new OciException(
                OciError.Malformed,
                $"{response.Request}: the registry answers with content type \"{UrlText.Clean(response.MediaType, 128)}\", "
                + "which is no manifest Signet knows");

    private async Task RequireFoundAsync(RegistryResponse response, string reference, CancellationToken cancellationToken)
    {
        if (response.Status == HttpStatusCode.NotFound)
        {
            throw endpoint.NotFound(reference);
        }

        await RequireAsync(response, HttpStatusCode.OK, cancellationToken);
    }

    private static async Task RequireAsync(
        RegistryResponse response, HttpStatusCode status, CancellationToken cancellationToken)
    {
        if (response.Status != status)
        {
            throw await response.FailureAsync(cancellationToken);
        }
    }

    private static Digest? AskedDigest(string reference) =>
        reference.Contains(':', StringComparison.Ordinal) ? Digest.Parse(reference) : null;
}
