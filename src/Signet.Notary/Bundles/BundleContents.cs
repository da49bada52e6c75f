using Signet.Notary.Trust;
using Signet.Oci;
using Signet.Oci.Archives;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;
using Signet.Signatures;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>The parts of a bundle in an archive whose bytes were looked at. What they say is a claim until it is verified.</summary>
internal sealed class BundleContents
{
    private BundleContents(ArchiveInventory inventory, IRepository archive, Manifest manifest, ArtifactGraph parts)
    {
        Inventory = inventory;
        Archive = archive;
        Manifest = manifest;
        Parts = parts;
    }

    public ArchiveInventory Inventory { get; }

    public IRepository Archive { get; }

    /// <summary>The bundle's manifest.</summary>
    public Manifest Manifest { get; }

    /// <summary>The bundle's manifest with what it names and what refers to it.</summary>
    public ArtifactGraph Parts { get; }

    /// <summary>Opens a bundle.</summary>
    /// <exception cref="OciException">The archive is damaged, or there is none.</exception>
    /// <exception cref="FormatException">It is no bundle.</exception>
    public static async Task<BundleContents> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var limits = NotaryLimits.Bundles;
        var inventory = await ExactArchive.ReadAsync(path, limits, cancellationToken);
        var archive = await ArchivedLayoutRepository.OpenAsync(path, limits, cancellationToken);
        var bundles = inventory.Manifests.Where(entry => entry.ArtifactType == BundleMediaTypes.Bundle).ToList();
        if (bundles.Count != 1)
        {
            throw new FormatException(
                bundles.Count == 0
                    ? $"{path} is a layout and no bundle: it has no manifest of type {BundleMediaTypes.Bundle}. Make one with: signet bundle create"
                    : $"{path} has {bundles.Count} bundle manifests, and nobody knows which of them counts");
        }

        var descriptor = bundles[0].Bare();
        var manifest = await archive.FetchManifestAsync(descriptor, cancellationToken);
        var parts = await GraphWalker.WalkAsync(
            archive, [descriptor], new WalkOptions { IncludeReferrers = true, Limits = limits }, cancellationToken);
        return new(inventory, archive, manifest, parts);
    }

    /// <exception cref="FormatException">There is not one, or it cannot be read.</exception>
    public async Task<BundleStatement> ReadStatementAsync(CancellationToken cancellationToken) => BundleStatementReader.Read(
        await ReadLayerAsync(BundleMediaTypes.Statement, NotaryLimits.BundleStatementBytes, cancellationToken));

    /// <summary>The statement's bytes.</summary>
    public Task<byte[]> ReadStatementBytesAsync(CancellationToken cancellationToken) =>
        ReadLayerAsync(BundleMediaTypes.Statement, NotaryLimits.BundleStatementBytes, cancellationToken);

    /// <summary>
    /// The answers about revocation, each of which proves itself by its own signature: they may be used before anybody knows who
    /// made the bundle.
    /// </summary>
    /// <exception cref="FormatException">There are none, or they cannot be read.</exception>
    public async Task<RevocationBundle> ReadRevocationAsync(CancellationToken cancellationToken) => RevocationBundle.Parse(
        await ReadLayerAsync(BundleMediaTypes.Revocation, SignatureLimits.RevocationBundleBytes, cancellationToken));

    /// <exception cref="FormatException">There is not one.</exception>
    /// <exception cref="TrustPolicyException">It is not valid.</exception>
    public async Task<TrustPolicyDocument> ReadPolicyAsync(CancellationToken cancellationToken) => TrustPolicyDocument.Parse(
        await ReadLayerAsync(BundleMediaTypes.Policy, NotaryLimits.TrustPolicyBytes, cancellationToken),
        $"the policy in the bundle {Archive.Name}");

    /// <summary>The trust stores the bundle carries.</summary>
    public async Task<TrustStore> ReadTrustStoreAsync(BundleStatement statement, CancellationToken cancellationToken)
    {
        var files = new List<(TrustStoreName, string, ReadOnlyMemory<byte>)>();
        foreach (var certificate in statement.Certificates)
        {
            var content = await Archive.FetchBlobAsync(
                new() { MediaType = BundleMediaTypes.Certificate, Digest = certificate.Digest, Size = certificate.Size },
                SignatureLimits.CertificateBytes,
                cancellationToken);
            files.Add((certificate.Store, certificate.File, content));
        }

        return TrustStore.InMemory(files);
    }

    /// <summary>
    /// What of this archive the statement does not account for, or it states and is not here; null when both are the same. Names
    /// the first thing.
    /// </summary>
    public string? FindDifference(BundleStatement statement)
    {
        var own = Parts.Nodes.Select(node => node.Descriptor).ToList();
        var listed = statement.Content.ToDictionary(descriptor => descriptor.Digest);
        if (Parts.Roots[0].Referrers.Count != 1 || Parts.Roots[0].Referrers[0].Referrers.Count != 0 || Parts.Ignored.Count != 0)
        {
            return "something other than one signature refers to the bundle's manifest";
        }

        if (FindPartDifference(statement) is { } part)
        {
            return part;
        }

        foreach (var (digest, content) in listed)
        {
            if (!Inventory.Blobs.TryGetValue(digest, out var size) || size != content.Size)
            {
                return $"{digest}, {content.Size} bytes, is missing";
            }
        }

        var known = own.Select(descriptor => descriptor.Digest).Concat(listed.Keys).ToHashSet();
        var manifests = own.Concat(statement.Content)
            .Where(descriptor => MediaTypes.IsManifest(descriptor.MediaType))
            .ToLookup(descriptor => descriptor.Digest, descriptor => descriptor.MediaType);
        return Inventory.Manifests.FirstOrDefault(entry => !manifests[entry.Digest].Contains(entry.MediaType)) is { } manifest
                ? $"the manifest {manifest.Digest} ({manifest.ArtifactType ?? manifest.MediaType}) is in it, which its statement does not list"
            : Inventory.Blobs.Keys.Cast<Digest?>().FirstOrDefault(blob => !known.Contains(blob!.Value)) is { } blob
                ? $"{blob} is in it, which its statement does not list"
            : manifests.Count != Inventory.Manifests.Count ? "index.json does not list every manifest"
            : !TagsAre(statement) ? "its tags are not the one that its statement names"
            : null;
    }

    /// <summary>The layers of the bundle's manifest are those the statement speaks of, and no others.</summary>
    private string? FindPartDifference(BundleStatement statement)
    {
        var stated = statement.Certificates
            .Select(certificate => (BundleMediaTypes.Certificate, certificate.Digest, certificate.Size))
            .Append((BundleMediaTypes.Policy, statement.Policy.Digest, statement.Policy.Size))
            .Append((BundleMediaTypes.Revocation, statement.Revocation.Digest, statement.Revocation.Size))
            .ToHashSet();
        var layers = Manifest.Layers
            .Where(layer => layer.MediaType != BundleMediaTypes.Statement)
            .Select(layer => (layer.MediaType, layer.Digest, layer.Size))
            .ToHashSet();
        return stated.SetEquals(layers) ? null : "its manifest has other policies, certificates or answers than its statement names";
    }

    private bool TagsAre(BundleStatement statement) => statement.Tag is null
        ? Inventory.Tags.Count == 0
        : Inventory.Tags.Count == 1 && Inventory.Tags.TryGetValue(statement.Tag, out var tagged) && tagged == statement.Root.Digest;

    private async Task<byte[]> ReadLayerAsync(string mediaType, int maxBytes, CancellationToken cancellationToken)
    {
        var layers = Manifest.Layers.Where(layer => layer.MediaType == mediaType).ToList();
        return layers.Count == 1
            ? await Archive.FetchBlobAsync(layers[0], maxBytes, cancellationToken)
            : throw new FormatException($"the bundle's manifest has {layers.Count} layers of type {mediaType} instead of one");
    }
}
