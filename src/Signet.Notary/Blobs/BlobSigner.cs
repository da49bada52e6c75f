using Signet.Notary.Artifacts;
using Signet.Notary.Signing;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Blobs;

/// <summary>
/// Signs blobs: files of any size that lie outside registries. The signature is detached (signature-specification.md,
/// "Blob signatures").
/// </summary>
public sealed class BlobSigner
{
    private readonly ISigner _signer;

    /// <summary>A signer for one key.</summary>
    public BlobSigner(ISigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        _signer = signer;
    }

    /// <summary>Signs what a stream holds from where it stands to its end; it is read once, in constant memory.</summary>
    /// <exception cref="SigningException">The options break a rule, or the key's holder made no valid signature.</exception>
    /// <exception cref="Signet.Signatures.Timestamping.TimestampException">There is no good timestamp.</exception>
    /// <exception cref="Plugins.PluginCallException">The plugin that holds the key made no valid signature.</exception>
    /// <exception cref="IOException">The content cannot be read.</exception>
    public async Task<SignedBlob> SignAsync(
        Stream blob, BlobSignOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentNullException.ThrowIfNull(options);
        if (BlobMediaType.FindFault(options.MediaType) is { } fault)
        {
            throw new SigningException(fault);
        }

        UserMetadataRules.CheckKeys(options.UserMetadata);

        // The hash is that of the key ("Signature algorithm requirements"), so the key is asked before a byte is read.
        var session = await _signer.OpenAsync(SigningTarget.Blob, options.Envelope, cancellationToken);
        var keySpec = session.KeySpec
            ?? throw new InvalidOperationException("a signer of blobs must know the kind of its key before it signs");
        var hash = SignatureAlgorithm.Of(keySpec).Hash;
        var descriptor = (await BlobHasher.ReadAsync(blob, [hash], options.Progress, cancellationToken))
            .Describe(hash, options.MediaType);
        var payload = TargetArtifact.Write(options.Envelope.MediaType, descriptor, options.UserMetadata);
        return new(descriptor, await session.SignAsync(payload, cancellationToken));
    }
}
