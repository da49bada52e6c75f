using Signet.Notary.Artifacts;
using Signet.Notary.Bundles;
using Signet.Notary.Plugins;
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
/// second wave. A plugin is asked what it can do during the first wave; when both fail, the registry's answer is told.
/// </remarks>
public sealed class ArtifactSigner
{
    /// <summary>Annotation with the time a manifest was made (OCI image-spec, "Pre-Defined Annotation Keys").</summary>
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    /// <summary>The envelope and the empty configuration.</summary>
    private const int BlobsOfSignature = 2;

    private readonly IRepository _repository;
    private readonly ISigner _signer;

    /// <summary>A signer for one repository and one key of this process.</summary>
    /// <param name="repository">Where the artifact is and the signature goes.</param>
    /// <param name="provider">Holder of the key.</param>
    /// <param name="timeProvider">Clock and local time zone of the signing time; null for the machine's.</param>
    public ArtifactSigner(IRepository repository, ISignatureProvider provider, TimeProvider? timeProvider = null)
        : this(repository, new KeySigner(provider, timeProvider))
    {
    }

    /// <summary>A signer for one repository and one key, wherever it is held.</summary>
    /// <param name="repository">Where the artifact is and the signature goes.</param>
    /// <param name="signer">The key.</param>
    public ArtifactSigner(IRepository repository, ISigner signer)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(signer);
        _repository = repository;
        _signer = signer;
    }

    /// <summary>Signs one artifact.</summary>
    /// <exception cref="SigningException">The options break a rule, or the key's holder made no valid signature.</exception>
    /// <exception cref="TimestampException">There is no good timestamp; nothing was stored.</exception>
    /// <exception cref="PluginCallException">The plugin that holds the key made no valid signature; nothing was stored.</exception>
    /// <exception cref="OciException">The artifact could not be resolved, or the signature could not be stored.</exception>
    public async Task<SignedArtifact> SignAsync(SignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var envelopeOptions = options.ForEnvelope();
        envelopeOptions.Check();
        UserMetadataRules.CheckKeys(options.UserMetadata);

        await using var uploads = _repository.PrepareUploads(BlobsOfSignature, cancellationToken);
        var findingConfiguration = HasConfigurationAsync(cancellationToken);
        var (artifact, session) = await PrepareAsync(options, envelopeOptions, cancellationToken);

        var payload = TargetArtifact.Write(options.EnvelopeMediaType, artifact, options.UserMetadata);
        var envelope = await session.SignAsync(payload, cancellationToken);
        var hasConfiguration = await findingConfiguration;
        if (hasConfiguration)
        {
            uploads.Release();
        }

        var (manifest, pushed) = await PushAsync(artifact, envelope, hasConfiguration, cancellationToken);
        return new()
        {
            Artifact = artifact,
            ResolvedReference = $"{_repository.Name}@{artifact.Digest}",
            SignatureManifest = manifest,
            Content = envelope.Content,
            PushedManifest = pushed,
        };
    }

    /// <summary>
    /// Resolves the artifact while the key's holder says whether it can sign. Whatever comes first, a failure to resolve is
    /// the one that is told; it ends a plugin that is still at it.
    /// </summary>
    private async Task<(Descriptor Artifact, ISigningSession Session)> PrepareAsync(
        SignOptions options, EnvelopeOptions envelopeOptions, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var resolving = ArtifactResolver.ReadAsync(_repository, options.Reference, cancellationToken);
        var opening = OpenAsync(envelopeOptions, ending.Token);
        try
        {
            var artifact = await resolving;
            UserMetadataRules.CheckClash(options.UserMetadata, artifact);
            return (artifact.Bare(), await opening);
        }
        finally
        {
            // Nothing is left running: after a success there is nothing to end.
            await ending.CancelAsync();
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What the signer throws at once comes out of the task too, in its turn.</summary>
    private async Task<ISigningSession> OpenAsync(EnvelopeOptions options, CancellationToken cancellationToken) =>
        await _signer.OpenAsync(SigningTarget.Artifact, options, cancellationToken);

    private async Task<(Descriptor Manifest, PushedManifest Pushed)> PushAsync(
        Descriptor artifact, SignedEnvelope envelope, bool hasConfiguration, CancellationToken cancellationToken)
    {
        // Both forms are the specification's ("Signature manifest"), and verifiers should accept both. In a layout, which
        // has no referrers index to name the type, notation 1.x asks the configuration alone and finds no signature in
        // the newer form.
        var typeIsInConfig = _repository is LayoutRepository or BundleParts;
        var config = typeIsInConfig
            ? Descriptor.EmptyJson with { MediaType = NotaryMediaTypes.Signature, Data = null }
            : Descriptor.EmptyJson;
        var layer = Descriptor.Of(envelope.Content.MediaType, envelope.Envelope);
        var bytes = ManifestWriter.WriteImageManifest(
            config,
            [layer],
            typeIsInConfig ? null : NotaryMediaTypes.Signature,
            artifact,
            new Dictionary<string, string>(envelope.Annotations, StringComparer.Ordinal)
            {
                [ThumbprintAnnotation.Key] = ThumbprintAnnotation.Write(envelope.Content.CertificateChain),
                [CreatedAnnotation] = GoTime.Rfc3339Utc(envelope.Content.SigningTime),
            });
        var manifest = Descriptor.Of(MediaTypes.ImageManifest, bytes);
        try
        {
            await Task.WhenAll(
                PushBlobAsync(layer, envelope.Envelope, cancellationToken),
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
}
