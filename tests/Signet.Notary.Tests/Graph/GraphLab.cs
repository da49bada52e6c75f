using Signet.Notary.Graph;
using Signet.Notary.Tests.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Notary.Tests.Graph;

/// <summary>
/// An index of two platforms with an SBOM on the first and a review of that SBOM, in a repository in memory; nothing is signed
/// until a test does it.
/// </summary>
internal sealed class GraphLab : IDisposable
{
    public const string SbomType = "application/spdx+json";

    private static readonly Platform Amd64 = new() { Os = "linux", Architecture = "amd64" };
    private static readonly Platform Arm64 = new() { Os = "linux", Architecture = "arm64" };

    private GraphLab()
    {
    }

    public VerificationLab Trust { get; } = new();

    public MemoryRepository Repository => Trust.Repository;

    public Descriptor Index { get; private set; } = null!;

    public Descriptor First { get; private set; } = null!;

    public Descriptor Second { get; private set; } = null!;

    public Descriptor Sbom { get; private set; } = null!;

    public Descriptor Review { get; private set; } = null!;

    public static async Task<GraphLab> OpenAsync(string indexType = MediaTypes.ImageIndex)
    {
        var lab = new GraphLab();
        lab.Repository.IsTruthful = true;
        lab.Trust.Store("ca", "test", lab.Trust.Trusted.Root.Certificate);
        lab.First = lab.Repository.AddArtifact("first") with { Platform = Amd64 };
        lab.Second = lab.Repository.AddArtifact("second") with { Platform = Arm64 };
        var index = ManifestWriter.WriteIndex([lab.First, lab.Second], null, null);
        if (indexType != MediaTypes.ImageIndex)
        {
            index = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(index)
                .Replace(MediaTypes.ImageIndex, indexType, StringComparison.Ordinal));
        }

        lab.Index = lab.Repository.AddManifest(index, "latest", indexType);
        lab.Sbom = await lab.AttachAsync(lab.First, SbomType);
        lab.Review = await lab.AttachAsync(lab.Sbom, "application/vnd.example.review");
        return lab;
    }

    /// <summary>Attaches a report of any type.</summary>
    public async Task<Descriptor> AttachAsync(Descriptor subject, string type, string name = "report")
    {
        Repository.AddBlob(MediaTypes.EmptyJson, Descriptor.EmptyJsonContent.ToArray());
        var content = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson,
            [],
            type,
            subject.Bare(),
            new Dictionary<string, string> { ["name"] = name, ["org.opencontainers.image.created"] = "2026-11-20T12:00:00Z" });
        var descriptor = Descriptor.Of(MediaTypes.ImageManifest, content);
        await Repository.PushManifestAsync(descriptor, content, null, TestContext.Current.CancellationToken);
        return descriptor;
    }

    /// <summary>Signs parts by name: <c>index</c>, <c>first</c>, <c>second</c>, <c>sbom</c>, <c>review</c>.</summary>
    public async Task SignAsync(params string[] parts)
    {
        foreach (var part in parts)
        {
            await Trust.SignAsync(artifact: this[part]);
        }
    }

    public Descriptor this[string part] => part switch
    {
        "index" => Index,
        "first" => First,
        "second" => Second,
        "sbom" => Sbom,
        "review" => Review,
        _ => throw new ArgumentException(part, nameof(part)),
    };

    public Task<GraphVerdict> VerifyAsync(
        string? reference = null, Platform? platform = null, IRepository? repository = null, bool hasPolicy = true)
    {
        var verifier = hasPolicy
            ? new GraphVerifier(Trust.Policy(), Trust.TrustStore, Trust.Options)
            : GraphVerifier.WithoutPolicy(Trust.Options);
        return verifier.VerifyAsync(
            repository ?? Repository,
            new() { Reference = reference ?? Index.Digest.ToString(), Platform = platform },
            TestContext.Current.CancellationToken);
    }

    public static GraphNodeVerdict Node(GraphVerdict verdict, Descriptor descriptor) =>
        Assert.Single(verdict.Nodes, n => n.Descriptor.Digest == descriptor.Digest);

    public void Dispose() => Trust.Dispose();
}
