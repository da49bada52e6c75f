using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Notary.Promotion;

/// <summary>Attaches the record of a promotion to the artifact, and has it signed.</summary>
/// <remarks>
/// A promotion that was killed between the two has left a record that nobody signed, which a policy that asks for signatures
/// would refuse for ever. The next one takes it up, if it is, byte for byte, what it would write itself at that time.
/// Somebody else's is never signed.
/// </remarks>
internal sealed class RecordKeeper(IRepository repository, Stamper stamper, TimeProvider time)
{
    /// <summary>Annotation with the time a manifest was made (OCI image-spec, "Pre-Defined Annotation Keys").</summary>
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    /// <summary>Records that are looked at: one is made for each promotion, and an artifact is promoted a few times.</summary>
    private const int MaxRecords = 100;

    /// <summary>Attaches and signs <paramref name="record"/>.</summary>
    /// <param name="record">What to say.</param>
    /// <param name="since">When the artifact was stamped: no record is older.</param>
    /// <param name="isComplete">
    /// True when the destination's tag names the artifact already: a record that says the same, signed, is enough then.
    /// </param>
    /// <param name="stored">Told of what is new.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Descriptor> KeepAsync(
        PromotionRecord record,
        DateTimeOffset since,
        bool isComplete,
        Action<StagedContent> stored,
        CancellationToken cancellationToken)
    {
        var (manifest, isSigned) = await FindAsync(record, since, isComplete, cancellationToken);
        if (manifest is null)
        {
            manifest = await PushAsync(record, cancellationToken);
            stored(new(manifest, StagedKind.Record));
        }

        if (!isSigned)
        {
            var stamp = await stamper.StampAsync(manifest, cancellationToken);
            if (stamp.IsNew)
            {
                stored(new(stamp.Signature, StagedKind.Stamp));
            }
        }

        return manifest;
    }

    private async Task<(Descriptor? Manifest, bool IsSigned)> FindAsync(
        PromotionRecord record, DateTimeOffset since, bool isComplete, CancellationToken cancellationToken)
    {
        var looked = 0;
        await foreach (var entry in repository.ListReferrersAsync(
            record.Artifact.Digest, PromotionRecord.MediaType, cancellationToken))
        {
            if (looked++ == MaxRecords)
            {
                break;
            }

            if (await ReadAsync(entry, record, cancellationToken) is not { } found
                || PromotionRecord.ReadVariables(found.Content) is not { } variables
                || variables.Time < since - NotaryLimits.SigningClockSkew
                || variables.Time > time.GetUtcNow() + NotaryLimits.SigningClockSkew)
            {
                continue;
            }

            var same = record with
            {
                Time = variables.Time,
                Replaced = isComplete ? variables.Replaced : record.Replaced,
            };
            if (!same.ToJson().AsSpan().SequenceEqual(found.Content))
            {
                continue;
            }

            // Another promotion of the same to the same is told by a record of its own.
            var isSigned = await stamper.FindAsync(found.Manifest, cancellationToken) is not null;
            if (!isSigned || isComplete)
            {
                return (found.Manifest, isSigned);
            }
        }

        return (null, false);
    }

    /// <summary>The record of an entry; null when the entry is none, or cannot be read, which hides no other (attack A7).</summary>
    private async Task<(Descriptor Manifest, byte[] Content)?> ReadAsync(
        Descriptor entry, PromotionRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await repository.FetchManifestAsync(entry.Bare(), cancellationToken);
            return manifest.Subject?.NamesSameContent(record.Artifact) == true
                && manifest.ArtifactType == PromotionRecord.MediaType
                && manifest.Layers is [{ MediaType: PromotionRecord.MediaType } layer]
                && layer.Size <= NotaryLimits.PromotionRecordBytes
                    ? (manifest.Descriptor.Bare(),
                        await repository.FetchBlobAsync(layer.Bare(), NotaryLimits.PromotionRecordBytes, cancellationToken))
                    : null;
        }
        catch (OciException e) when (!e.IsTransient)
        {
            return null;
        }
    }

    private async Task<Descriptor> PushAsync(PromotionRecord record, CancellationToken cancellationToken)
    {
        var json = record.ToJson();
        var layer = Descriptor.Of(PromotionRecord.MediaType, json);
        var content = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson,
            [layer],
            PromotionRecord.MediaType,
            record.Artifact.Bare(),
            new Dictionary<string, string> { [CreatedAnnotation] = GoTime.Rfc3339Utc(record.Time) });
        var manifest = Descriptor.Of(MediaTypes.ImageManifest, content);
        await PushBlobAsync(layer, json, cancellationToken);
        await PushBlobAsync(Descriptor.EmptyJson, Descriptor.EmptyJsonContent, cancellationToken);
        await repository.PushManifestAsync(manifest, content, tag: null, cancellationToken);
        return manifest;
    }

    private Task PushBlobAsync(Descriptor descriptor, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        repository.PushBlobAsync(
            descriptor,
            _ => ValueTask.FromResult<Stream>(new MemoryStream(content.ToArray(), writable: false)),
            cancellationToken);
}
