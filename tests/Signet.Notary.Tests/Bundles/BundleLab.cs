using Signet.Notary.Bundles;
using Signet.Notary.Signing;
using Signet.Notary.Tests.Graph;
using Signet.Notary.Tests.Verification;
using Signet.Oci;
using Signet.Oci.Archives;
using Signet.Oci.Graph;
using Signet.Oci.Repositories;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Bundles;

/// <summary>
/// The graph of <see cref="GraphLab"/> on one side of an air gap, and on the other a machine that trusts nobody but whoever
/// signs bundles.
/// </summary>
internal sealed class BundleLab : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signet-bundle-");

    private BundleLab(GraphLab source) => Source = source;

    public GraphLab Source { get; }

    /// <summary>The other side; its <see cref="VerificationLab.Trusted"/> is not asked.</summary>
    public VerificationLab Destination { get; } = new();

    /// <summary>Who signs bundles.</summary>
    public LabChain Carrier { get; } = PkiLab.SigningChain(length: 2, name: "carrier");

    public string Folder => _folder.FullName;

    public string Bundle => PathOf("app.tar");

    public DateTimeOffset Now { get; set; } = VerificationLab.Now;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<BundleLab> OpenAsync(bool isSigned = true, LabChain? signer = null)
    {
        var lab = new BundleLab(await GraphLab.OpenAsync());
        lab.Destination.Store("ca", "test", lab.Carrier.Root.Certificate);
        if (signer is not null)
        {
            lab.Source.Trust.Store("ca", "test", signer.Root.Certificate);
        }

        if (isSigned)
        {
            foreach (var part in new[] { lab.Source.Index, lab.Source.Sbom, lab.Source.Review })
            {
                await lab.Source.Trust.SignAsync(signer, artifact: part);
            }
        }

        return lab;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Makes a bundle with the source's policy, signed by the carrier unless told otherwise.</summary>
    public async Task<BundleCreation> CreateAsync(
        LabChain? signer = null, string reference = "latest", string? path = null, IRepository? repository = null, LabChain? known = null)
    {
        using var provider = (signer ?? Carrier).CreateProvider();
        var time = new FixedTime(Now);
        return await new BundleCreator(
            Source.Trust.Policy(), Source.Trust.TrustStore, new KeySigner(provider, time), time).CreateAsync(
                repository ?? Source.Repository,
                new BundleCreateRequest { Reference = reference, SignerChain = known?.Certificates ?? [] },
                path ?? Bundle,
                Token);
    }

    /// <summary>Verifies by the destination's policy.</summary>
    public Task<BundleVerdict> VerifyAsync(
        string? path = null, string scope = VerificationLab.RepositoryName, bool ownPolicy = false, params IRevocationCache[] caches) =>
        new BundleVerifier(
            Destination.Policy(),
            Destination.TrustStore,
            new BundleVerifierOptions { TimeProvider = new FixedTime(Now), Caches = caches })
            .VerifyAsync(path ?? Bundle, new() { Scope = scope, AlsoByOwnPolicy = ownPolicy }, Token);

    /// <summary>
    /// Writes the bundle anew, as well-formed as the first: without some manifests, and with what <paramref name="add"/> puts
    /// into the repository and returns.
    /// </summary>
    public async Task<string> RepackAsync(
        Func<Descriptor, bool>? without = null, Func<MemoryRepository, Task<IEnumerable<Descriptor>>>? add = null, string? tag = "latest")
    {
        var inventory = await ExactArchive.ReadAsync(Bundle, cancellationToken: Token);
        var archive = await ArchivedLayoutRepository.OpenAsync(Bundle, cancellationToken: Token);
        var copy = new MemoryRepository { IsTruthful = true };
        foreach (var blob in inventory.Blobs)
        {
            var described = inventory.Manifests.FirstOrDefault(m => m.Digest == blob.Key)
                ?? new Descriptor { MediaType = MediaTypes.OctetStream, Digest = blob.Key, Size = blob.Value };
            copy.AddBlob(described.MediaType, await archive.FetchBlobAsync(described, int.MaxValue, Token));
        }

        var added = add is null ? [] : await add(copy);
        var roots = inventory.Manifests.Where(m => without?.Invoke(m) != true).Concat(added).Select(m => m.Bare()).ToList();
        var graph = await GraphWalker.WalkAsync(copy, roots, cancellationToken: Token);
        var tagged = roots.FirstOrDefault(r => r.Digest == Source.Index.Digest);
        await WalkedCopy.ArchiveAsync(
            [(copy, graph)], tag is null || tagged is null ? [] : [new CopyRoot(tagged, [tag])], PathOf("repacked.tar"), null, Token);
        return PathOf("repacked.tar");
    }

    public void Dispose()
    {
        Source.Dispose();
        Destination.Dispose();
        _folder.Delete(recursive: true);
    }
}
