using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Keys;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Signing;

/// <summary>
/// Signs artifacts of one repository and stores the signatures beside them (signature-specification.md, "Signing" and
/// "Storage").
/// </summary>
/// <remarks>
/// Against a registry this takes three waves of requests: resolve, and open the uploads; the envelope, and the
/// configuration unless it is there; the manifest. A registry without a referrers API needs two more, to list the
/// signature and to see that it stayed listed. A timestamp is one request to its authority between the first and the
/// second wave.
/// </remarks>
public sealed class ArtifactSigner
{
    /// <summary>Prefix of metadata keys that are the Notary Project's own.</summary>
    private const string ReservedPrefix = "io.cncf.notary";

    /// <summary>Annotation with the time a manifest was made (OCI image-spec, "Pre-Defined Annotation Keys").</summary>
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    /// <summary>The envelope and the empty configuration.</summary>
    private const int BlobsOfSignature = 2;

    private readonly IRepository _repository;
    private readonly ISignatureProvider _provider;
    private readonly TimeProvider _time;

    /// <summary>A signer for one repository and one key.</summary>
    /// <param name="repository">Where the artifact is and the signature goes.</param>
    /// <param name="provider">Holder of the key.</param>
    /// <param name="timeProvider">Clock and local time zone of the signing time; null for the machine's.</param>
    public ArtifactSigner(IRepository repository, ISignatureProvider provider, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(provider);
        _repository = repository;
        _provider = provider;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Signs one artifact.</summary>
    /// <exception cref="SigningException">The options break a rule, or the key's holder made no valid signature.</exception>
    /// <exception cref="TimestampException">There is no good timestamp; nothing was stored.</exception>
    /// <exception cref="OciException">The artifact could not be resolved, or the signature could not be stored.</exception>
    public async Task<SignedArtifact> SignAsync(SignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckExpiry(options.Expiry);
        CheckReservedKeys(options.UserMetadata);

        await using var uploads = _repository.PrepareUploads(BlobsOfSignature, cancellationToken);
        var findingConfiguration = HasConfigurationAsync(cancellationToken);
        var artifact = await ArtifactResolver.ReadAsync(_repository, options.Reference, cancellationToken);
        CheckClash(options.UserMetadata, artifact);
        artifact = artifact.Bare();

        var (envelope, content) = await MakeEnvelopeAsync(artifact, options, cancellationToken);
        var hasConfiguration = await findingConfiguration;
        if (hasConfiguration)
        {
            uploads.Release();
        }

        var (manifest, pushed) = await PushAsync(artifact, envelope, content, hasConfiguration, cancellationToken);
        return new()
        {
            Artifact = artifact,
            ResolvedReference = $"{_repository.Name}@{artifact.Digest}",
            SignatureManifest = manifest,
            PushedManifest = pushed,
        };
    }

    private async Task<(byte[] Envelope, EnvelopeContent Content)> MakeEnvelopeAsync(
        Descriptor artifact, SignOptions options, CancellationToken cancellationToken)
    {
        // JWS keeps the offset, and notation writes the local one.
        var now = _time.GetLocalNow();
        var signingTime = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var payload = TargetArtifact.Write(options.EnvelopeMediaType, artifact, options.UserMetadata);
        var request = new EnvelopeRequest
        {
            Payload = payload,
            SigningTime = signingTime,
            Expiry = options.Expiry == TimeSpan.Zero ? null : signingTime + options.Expiry,
            SigningAgent = options.SigningAgent,
            Timestamp = options.Timestamp is { } client
                ? async (signature, token) => await TimestampAsync(client, signature, token)
                : null,
        };
        var envelope = await SignatureEnvelope.SignAsync(
            options.EnvelopeMediaType, request, _provider, cancellationToken);

        // What leaves this machine is what a verifier will read, not what was meant to be written.
        var check = SignatureEnvelope.Verify(options.EnvelopeMediaType, envelope);
        if (!check.IsValid)
        {
            throw new SigningException($"generated signature failed verification: {check.Fault.Message}", check.Fault);
        }

        if (check.Content.ContentType != NotaryMediaTypes.Payload || !check.Content.Payload.Span.SequenceEqual(payload))
        {
            throw new SigningException("generated signature failed verification: it signs another payload");
        }

        return (envelope, check.Content);
    }

    /// <summary>The imprint's hash is that of the key (signature-specification.md, "Timestamp countersignature").</summary>
    private async Task<byte[]> TimestampAsync(
        TimestampClient client, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
    {
        var token = await client.RequestAsync(signature, SignatureAlgorithm.Of(_provider.KeySpec).Hash, cancellationToken);
        return token.Encoded.ToArray();
    }

    private async Task<(Descriptor Manifest, PushedManifest Pushed)> PushAsync(
        Descriptor artifact,
        byte[] envelope,
        EnvelopeContent content,
        bool hasConfiguration,
        CancellationToken cancellationToken)
    {
        // Both forms are the specification's ("Signature manifest"), and verifiers should accept both. In a layout, which
        // has no referrers index to name the type, notation 1.x asks the configuration alone and finds no signature in
        // the newer form.
        var typeIsInConfig = _repository is LayoutRepository;
        var config = typeIsInConfig
            ? Descriptor.EmptyJson with { MediaType = NotaryMediaTypes.Signature, Data = null }
            : Descriptor.EmptyJson;
        var layer = Descriptor.Of(content.MediaType, envelope);
        var bytes = ManifestWriter.WriteImageManifest(
            config,
            [layer],
            typeIsInConfig ? null : NotaryMediaTypes.Signature,
            artifact,
            new Dictionary<string, string>
            {
                [ThumbprintAnnotation.Key] = ThumbprintAnnotation.Write(content.CertificateChain),
                [CreatedAnnotation] = GoTime.Rfc3339Utc(content.SigningTime),
            });
        var manifest = Descriptor.Of(MediaTypes.ImageManifest, bytes);
        try
        {
            await Task.WhenAll(
                PushBlobAsync(layer, envelope, cancellationToken),
                hasConfiguration
                    ? Task.CompletedTask
                    : PushBlobAsync(config, Descriptor.EmptyJsonContent, cancellationToken));
            var pushed = await _repository.PushManifestAsync(manifest, bytes, tag: null, cancellationToken);
            return (manifest, pushed);
        }
        catch (OciException e)
        {
            throw new OciException(e.Error, $"failed to push signature to registry with error: {e.Message}", e)
            {
                StatusCode = e.StatusCode,
            };
        }
    }

    /// <summary>
    /// True when the empty configuration is there, as it is from the first signature on. It is not pushed again then: a
    /// registry may miss a blob for a moment while it stores it a second time.
    /// </summary>
    private async Task<bool> HasConfigurationAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _repository.ExistsAsync(Descriptor.EmptyJson, cancellationToken);
        }
        catch (OciException)
        {
            return false; // The push tells what is wrong, if anything is.
        }
    }

    private Task PushBlobAsync(
        Descriptor descriptor, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _repository.PushBlobAsync(
            descriptor,
            _ => ValueTask.FromResult<Stream>(new MemoryStream(content.ToArray(), writable: false)),
            cancellationToken);

    private static void CheckExpiry(TimeSpan expiry)
    {
        if (expiry < TimeSpan.Zero)
        {
            throw new SigningException("expiry duration cannot be a negative value");
        }

        if (expiry.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new SigningException("expiry duration supports minimum granularity of seconds");
        }
    }

    private static void CheckReservedKeys(IReadOnlyDictionary<string, string> userMetadata)
    {
        foreach (var key in userMetadata.Keys)
        {
            if (key.Length == 0)
            {
                throw new SigningException("error adding user metadata: a metadata key must not be empty");
            }

            if (key.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                throw new SigningException(
                    $"error adding user metadata: metadata key {key} has reserved prefix {ReservedPrefix}");
            }
        }
    }

    private static void CheckClash(IReadOnlyDictionary<string, string> userMetadata, Descriptor artifact)
    {
        var clash = userMetadata.Keys.FirstOrDefault(k => artifact.Annotations?.ContainsKey(k) == true);
        if (clash is not null)
        {
            throw new SigningException(
                $"error adding user metadata: metadata key {clash} is already present in the target artifact");
        }
    }
}
