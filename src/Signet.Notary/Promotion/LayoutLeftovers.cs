using System.Text.Json;
using Signet.Notary.Artifacts;
using Signet.Notary.Graph;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Promotion;

/// <summary>
/// Finds leftovers in a layout by reading its files, listed or not: a promotion that was killed has stored what it had not
/// listed yet. Manifests that are not the promotion's keep everything they name.
/// </summary>
internal sealed class LayoutLeftovers(LayoutRepository layout, ArtifactGraph source, IReadOnlySet<Digest> reachable)
{
    private readonly Dictionary<Digest, long> _files = [];
    private readonly Dictionary<Digest, Manifest> _manifests = [];
    private readonly Dictionary<Digest, bool> _candidates = [];

    public async Task<Leftovers> FindAsync(CancellationToken cancellationToken)
    {
        ListFiles();
        await ReadManifestsAsync(cancellationToken);
        FindCandidates();
        var stays = new HashSet<Digest>();
        foreach (var (digest, manifest) in _manifests)
        {
            if (reachable.Contains(digest) || !_candidates.ContainsKey(digest))
            {
                Keep(manifest, stays);
            }
        }

        var gone = InOrder().Where(m => !stays.Contains(m.Descriptor.Digest)).ToList();
        var named = _manifests.Values.Except(gone).SelectMany(Blobs).Select(d => d.Digest).ToHashSet();
        var blobs = source.Nodes.Where(n => !n.IsManifest).Select(n => n.Descriptor)
            .Concat(gone.SelectMany(Blobs))
            .Concat(await LooseAsync(cancellationToken))
            .Where(d => _files.ContainsKey(d.Digest) && !named.Contains(d.Digest) && !_manifests.ContainsKey(d.Digest))
            .DistinctBy(d => d.Digest);
        return new(
            [.. gone.Select(m => new StagedContent(
                m.Descriptor.Bare(), LeftoverKind.Of(m.Descriptor, ManifestFacts.Of(m), m.Subject is not null)))],
            [.. blobs.Select(d => d.Bare())],
            _candidates.Keys.Count(stays.Contains));
    }

    private static IEnumerable<Descriptor> Blobs(Manifest manifest) =>
        manifest.Config is { } config ? manifest.Layers.Append(config) : manifest.Layers;

    private static IEnumerable<Descriptor> Named(Manifest manifest) =>
        manifest.Subject is { } subject ? manifest.Manifests.Append(subject) : manifest.Manifests;

    private void ListFiles()
    {
        var blobs = Path.Combine(layout.Name, "blobs");
        foreach (var file in new DirectoryInfo(blobs).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (Digest.TryParse($"{file.Directory!.Name}:{file.Name}", out var digest))
            {
                _files[digest] = file.Length;
            }

            if (_files.Count > NotaryLimits.LeftoverFiles)
            {
                throw new OciException(
                    OciError.LimitExceeded,
                    $"the layout {layout.Name} has more than {NotaryLimits.LeftoverFiles} files: what of it is left over is not "
                    + "looked for");
            }
        }
    }

    private async Task ReadManifestsAsync(CancellationToken cancellationToken)
    {
        foreach (var (digest, _) in _files.Where(f => f.Value <= OciLimits.Default.ManifestBytes))
        {
            try
            {
                var manifest = await layout.FetchManifestAsync(digest.ToString(), cancellationToken);
                _manifests[digest] = manifest;
            }
            catch (OciException e) when (e.Error is OciError.NotFound or OciError.Malformed or OciError.ContentMismatch)
            {
                // A blob, or damaged: it names nothing.
            }
        }
    }

    /// <summary>The source's graph, and signatures and records of any of it, and of those.</summary>
    private void FindCandidates()
    {
        foreach (var node in source.Nodes.Where(n => n.IsManifest && _manifests.ContainsKey(n.Descriptor.Digest)))
        {
            _candidates[node.Descriptor.Digest] = true;
        }

        var targets = source.Nodes.Where(n => n.IsManifest).Select(n => n.Descriptor.Digest).ToHashSet();
        var hasMore = true;
        while (hasMore)
        {
            hasMore = false;
            foreach (var (digest, manifest) in _manifests)
            {
                if (manifest.Subject is { } subject && targets.Contains(subject.Digest) && !_candidates.ContainsKey(digest)
                    && ManifestFacts.Of(manifest) is var facts
                    && (facts.IsSignature || facts.ArtifactType == PromotionRecord.MediaType))
                {
                    _candidates[digest] = true;
                    hasMore |= targets.Add(digest);
                }
            }
        }
    }

    private void Keep(Manifest manifest, HashSet<Digest> stays)
    {
        var open = new Stack<Manifest>([manifest]);
        while (open.TryPop(out var next))
        {
            if (!stays.Add(next.Descriptor.Digest))
            {
                continue;
            }

            foreach (var named in Named(next))
            {
                if (_manifests.TryGetValue(named.Digest, out var below))
                {
                    open.Push(below);
                }
            }
        }
    }

    /// <summary>Candidates, each before what it names.</summary>
    private List<Manifest> InOrder()
    {
        var left = _candidates.Keys.Select(d => _manifests[d]).ToList();
        var order = new List<Manifest>();
        while (left.Count > 0)
        {
            var named = left.SelectMany(Named).Select(d => d.Digest).ToHashSet();
            var next = left.Where(m => !named.Contains(m.Descriptor.Digest)).ToList();
            if (next.Count == 0)
            {
                // Digests make a circle impossible where content is checked (attack A13).
                throw new OciException(OciError.Malformed, $"manifests of the layout {layout.Name} name each other in a circle");
            }

            order.AddRange(next);
            left.RemoveAll(next.Contains);
        }

        return order;
    }

    /// <summary>Envelopes and records whose manifest was not stored any more, when they are about the artifact.</summary>
    private async Task<List<Descriptor>> LooseAsync(CancellationToken cancellationToken)
    {
        var named = _manifests.Values.SelectMany(Blobs).Select(d => d.Digest).ToHashSet();
        var targets = source.Nodes.Where(n => n.IsManifest).Select(n => n.Descriptor.Digest).Concat(_candidates.Keys).ToHashSet();
        var loose = new List<Descriptor>();
        foreach (var (digest, size) in _files)
        {
            if (size > NotaryLimits.LeftoverBytes || named.Contains(digest) || _manifests.ContainsKey(digest))
            {
                continue;
            }

            var descriptor = new Descriptor { MediaType = MediaTypes.OctetStream, Digest = digest, Size = size };
            try
            {
                var content = await layout.FetchBlobAsync(descriptor, NotaryLimits.LeftoverBytes, cancellationToken);
                if (TargetOf(content) is { } target && targets.Contains(target))
                {
                    loose.Add(descriptor);
                }
            }
            catch (OciException e) when (e.Error is OciError.NotFound or OciError.ContentMismatch)
            {
                // Gone meanwhile, or damaged: nobody knows what it was.
            }
        }

        return loose;
    }

    /// <summary>The artifact that an envelope or record is about; null for anything else.</summary>
    private static Digest? TargetOf(ReadOnlyMemory<byte> content)
    {
        foreach (var mediaType in new[] { NotaryMediaTypes.Jws, NotaryMediaTypes.Cose })
        {
            if (SignatureEnvelope.Verify(mediaType, content) is { IsValid: true } envelope
                && TargetArtifact.TryRead(envelope.Content.Payload.Span, out var signed, out _))
            {
                return signed.Digest;
            }
        }

        if (PromotionRecord.ReadVariables(content) is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(content);
        return document.RootElement.TryGetProperty("artifact", out var artifact)
            && artifact.ValueKind == JsonValueKind.Object
            && artifact.TryGetProperty("digest", out var text)
            && text.ValueKind == JsonValueKind.String
            && Digest.TryParse(text.GetString(), out var digest)
                ? digest
                : null;
    }
}
