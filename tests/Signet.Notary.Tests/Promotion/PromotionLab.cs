using System.Text;
using Signet.Notary.Graph;
using Signet.Notary.Promotion;
using Signet.Notary.Signing;
using Signet.Notary.Tests.Verification;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;
using Signet.TestKit.Registries;

namespace Signet.Notary.Tests.Promotion;

/// <summary>
/// Two environments: <c>dev</c>, whose policy trusts dev's key, and <c>prod</c>, whose policy trusts prod's. Both are
/// repositories of one registry on loopback, or layouts. The source has an index of two platforms with a report, signed by dev.
/// </summary>
internal sealed class PromotionLab : IAsyncDisposable
{
    public const string Report = "application/vnd.example.sbom";

    private readonly TempConfig _config = new();
    private readonly RegistryClient _client = new();
    private readonly TimeProvider _time = new FixedTime(VerificationLab.Now);

    private PromotionLab(ScriptedRegistry registry, IRepository source, IRepository destination)
    {
        Registry = registry;
        Source = source;
        Destination = destination;
        Store("dev", Dev);
        Store("prod", Prod);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ScriptedRegistry Registry { get; }

    public IRepository Source { get; private set; }

    public IRepository Destination { get; private set; }

    public LabChain Dev { get; } = PkiLab.SigningChain(length: 2, name: "dev");

    public LabChain Prod { get; } = PkiLab.SigningChain(length: 2, name: "prod");

    public Descriptor Root { get; private set; } = null!;

    public Descriptor Sbom { get; private set; } = null!;

    public StoredRepository Stored => Registry.Repository("prod");

    /// <summary>What the destination's tag named before.</summary>
    public Descriptor Old { get; private set; } = null!;

    public static async Task<PromotionLab> OpenAsync(ScriptedRegistryOptions? options = null, bool isLayout = false)
    {
        var registry = await ScriptedRegistry.StartAsync(options ?? new());
        var lab = new PromotionLab(registry, null!, null!);
        if (isLayout)
        {
            lab.Source = await LayoutRepository.CreateAsync(lab._config.Outside("dev"), Token);
            lab.Destination = await LayoutRepository.CreateAsync(lab._config.Outside("prod"), Token);
        }
        else
        {
            lab.Source = lab._client.GetRepository(registry.Host, "dev", RepositoryAccess.PullAndPush);
            lab.Destination = lab._client.GetRepository(registry.Host, "prod", RepositoryAccess.PullAndPush);
        }

        await lab.BuildAsync();
        return lab;
    }

    /// <summary>An artifact of its own, with a layer that <paramref name="text"/> makes.</summary>
    public static async Task<Descriptor> PushAsync(
        IRepository repository, string text, string? tag = null, Descriptor? subject = null, string type = "application/vnd.example")
    {
        await BlobAsync(repository, Descriptor.EmptyJson, Descriptor.EmptyJsonContent.ToArray());
        var layer = Encoding.UTF8.GetBytes(text);
        var blob = Descriptor.Of("text/plain", layer);
        await BlobAsync(repository, blob, layer);
        var content = ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [blob], type, subject?.Bare());
        return await ManifestAsync(repository, MediaTypes.ImageManifest, content, tag);
    }

    public async Task<Descriptor> SignAsync(IRepository repository, Descriptor artifact, LabChain chain)
    {
        using var provider = chain.CreateProvider();
        return (await new ArtifactSigner(repository, provider, _time).SignAsync(
            new SignOptions { Reference = artifact.Digest.ToString() }, Token)).SignatureManifest;
    }

    /// <summary>A policy of everything, that trusts these stores.</summary>
    public static TrustPolicyDocument Policy(string graph, params string[] stores) => PolicyFor("*", graph, stores);

    /// <summary>A policy of one scope, that trusts these stores.</summary>
    public static TrustPolicyDocument PolicyFor(string scope, string graph, params string[] stores) => TrustPolicyDocument.Parse(
        Encoding.UTF8.GetBytes($$"""
            {"version":"signet/1.0","trustPolicies":[{"name":"{{stores[0]}}","registryScopes":["{{scope}}"],
             "signatureVerification":{"level":"strict"},"trustStores":[{{string.Join(',', stores.Select(s => $"\"ca:{s}\""))}}],
             "trustedIdentities":["*"]{{(graph.Length == 0 ? "" : $",\"graph\":{graph}")}}}]}
            """),
        $"{stores[0]}.oci.json");

    public PromotionRequest Request(bool withKey = true, bool everything = true, LabChain? key = null) => new()
    {
        Source = new()
        {
            Repository = Source,
            Reference = "v1",
            Policy = Policy("", "dev"),
            Environment = "dev",
            Scope = Source is LayoutRepository ? "local/dev" : null,
        },
        Destination = new()
        {
            Repository = Destination,
            Reference = "v1",
            Policy = Policy("", "prod"),
            Environment = "prod",
            Scope = Destination is LayoutRepository ? "local/prod" : null,
        },
        Signer = withKey ? new KeySigner((key ?? Prod).CreateProvider(), _time) : null,
        StampsEverything = everything,
        Actor = "alice@example.com",
        Tool = "test",
    };

    public Promoter Promoter => new(new TrustStore(_config.Directories), new VerifierOptions { TimeProvider = _time });

    public Task<PromotionResult> PromoteAsync(PromotionRequest? request = null) =>
        Promoter.PromoteAsync(request ?? Request(), Token);

    public Task<CleaningResult> CleanAsync(bool isDryRun = false) =>
        Promoter.CleanAsync(Source, "v1", Destination, isDryRun, Token);

    public async Task<Descriptor?> TaggedAsync() => await Destination.ResolveAsync("v1", Token);

    public Task<GraphVerdict> VerifyAsync() => new GraphVerifier(
        Policy("", "prod"), new TrustStore(_config.Directories), new VerifierOptions { TimeProvider = _time }).VerifyAsync(
            Destination,
            new() { Reference = "v1", Scope = Destination is LayoutRepository ? "local/prod" : null },
            Token);

    public async Task<List<Descriptor>> ReferrersAsync(Descriptor subject, string? type = null)
    {
        var list = new List<Descriptor>();
        await foreach (var entry in Destination.ListReferrersAsync(subject.Digest, type, Token))
        {
            list.Add(entry);
        }

        return list;
    }

    public static async Task<Descriptor> ManifestAsync(IRepository repository, string mediaType, byte[] content, string? tag = null)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        await repository.PushManifestAsync(descriptor, content, tag, Token);
        return descriptor;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Registry.DisposeAsync();
        _config.Dispose();
    }

    private static Task BlobAsync(IRepository repository, Descriptor descriptor, byte[] content) =>
        repository.PushBlobAsync(descriptor, _ => ValueTask.FromResult<Stream>(new MemoryStream(content)), Token);

    private async Task BuildAsync()
    {
        var amd = await PushAsync(Source, "amd64") with { Platform = new() { Os = "linux", Architecture = "amd64" } };
        var arm = await PushAsync(Source, "arm64") with { Platform = new() { Os = "linux", Architecture = "arm64" } };
        Root = await ManifestAsync(Source, MediaTypes.ImageIndex, ManifestWriter.WriteIndex([amd, arm]), "v1");
        Sbom = await PushAsync(Source, "sbom", subject: Root, type: Report);
        await SignAsync(Source, Root, Dev);
        await SignAsync(Source, Sbom, Dev);
        Old = await PushAsync(Destination, "old", "v1");
        await SignAsync(Destination, Old, Prod);
    }

    private void Store(string name, LabChain chain)
    {
        var certificate = chain.Root.Certificate;
        _config.Write(
            Path.Combine(
                _config.Directories.ConfigDirectory, "truststore", "x509", "ca", name, $"{CertificateThumbprint.Sha256(certificate)}.crt"),
            certificate.ExportCertificatePem());
    }
}
