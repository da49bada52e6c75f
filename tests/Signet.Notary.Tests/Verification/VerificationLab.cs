using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Notary.Artifacts;
using Signet.Notary.Configuration;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Verification;

/// <summary>A repository, a trust store on disk and a policy, and signatures of any kind to try on them.</summary>
internal sealed class VerificationLab : IDisposable
{
    public const string RepositoryName = "registry.example.com/app";
    public const string ThumbprintKey = "io.cncf.notary.x509chain.thumbprint#S256";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("signet-verify-").FullName;

    public VerificationLab()
    {
        TrustStore = new(NotaryDirectories.FromEnvironment(n => n.StartsWith("NOTATION_", StringComparison.Ordinal)
            ? Path.Combine(_directory, n)
            : null));
        Artifact = Repository.AddArtifact(tag: "v1");
    }

    public MemoryRepository Repository { get; } = new() { Name = RepositoryName };

    public TrustStore TrustStore { get; }

    public Descriptor Artifact { get; }

    /// <summary>The signer that the policy trusts.</summary>
    public LabChain Trusted { get; } = PkiLab.SigningChain(name: "trusted");

    /// <summary>A signer whose chain is just as good, and whom nobody trusts.</summary>
    public LabChain Stranger { get; } = PkiLab.SigningChain(name: "stranger");

    public string Level { get; set; } = "strict";

    public string Override { get; set; } = "{}";

    public string VerifyTimestamp { get; set; } = "always";

    public string TrustStores { get; set; } = "\"ca:test\"";

    public string Identities { get; set; } = "\"*\"";

    public string Scope { get; set; } = RepositoryName;

    /// <summary>The member <c>graph</c> as JSON; empty for a document of version 1.0.</summary>
    public string Graph { get; set; } = "";

    public VerifierOptions Options { get; set; } = new() { TimeProvider = new FixedTime(Now) };

    /// <summary>Puts certificates into a store of the configuration directory.</summary>
    public void Store(string type, string name, params X509Certificate2[] certificates)
    {
        var folder = Path.Combine(_directory, "NOTATION_CONFIG", "truststore", "x509", type, name);
        Directory.CreateDirectory(folder);
        foreach (var certificate in certificates)
        {
            File.WriteAllText(
                Path.Combine(folder, $"{CertificateThumbprint.Sha256(certificate)}.crt"),
                certificate.ExportCertificatePem());
        }
    }

    /// <summary>Signs and stores as a signer does, with the request that <paramref name="change"/> makes of it.</summary>
    public async Task<Descriptor> SignAsync(
        LabChain? chain = null,
        string mediaType = NotaryMediaTypes.Jws,
        Descriptor? artifact = null,
        Func<EnvelopeRequest, EnvelopeRequest>? change = null,
        bool isAnnotated = true,
        Descriptor? subject = null,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        chain ??= Trusted;
        using var provider = chain.CreateProvider();
        var request = new EnvelopeRequest
        {
            Payload = TargetArtifact.Write(
                mediaType, artifact ?? Artifact, metadata ?? new Dictionary<string, string>()),
            SigningTime = Now.AddDays(-1),
        };
        var envelope = await SignatureEnvelope.SignAsync(
            mediaType, change?.Invoke(request) ?? request, provider, TestContext.Current.CancellationToken);
        return await AttachAsync(
            [Repository.AddBlob(mediaType, envelope)],
            isAnnotated ? Annotations(chain) : null,
            subject ?? artifact ?? Artifact);
    }

    /// <summary>The annotations that a signer writes.</summary>
    public static Dictionary<string, string> Annotations(LabChain chain) => new()
    {
        [ThumbprintKey] =
            $"[{string.Join(",", chain.Certificates.Select(c => $"\"{CertificateThumbprint.Sha256(c)}\""))}]",
    };

    /// <summary>Stores a signature manifest with any layers and lists it last.</summary>
    public async Task<Descriptor> AttachAsync(
        IReadOnlyList<Descriptor> layers, IReadOnlyDictionary<string, string>? annotations = null, Descriptor? subject = null)
    {
        Repository.AddBlob(MediaTypes.EmptyJson, Descriptor.EmptyJsonContent.ToArray());
        var manifest = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson, layers, NotaryMediaTypes.Signature, subject ?? Artifact, annotations);
        var descriptor = Descriptor.Of(MediaTypes.ImageManifest, manifest);
        await Repository.PushManifestAsync(descriptor, manifest, null, TestContext.Current.CancellationToken);
        return descriptor;
    }

    public async Task<Verdict> VerifyAsync(
        string? reference = null,
        IReadOnlyDictionary<string, string>? metadata = null,
        IRepository? repository = null,
        IReadOnlyDictionary<string, string>? pluginConfig = null)
    {
        if (!Directory.Exists(Path.Combine(_directory, "NOTATION_CONFIG")))
        {
            Store("ca", "test", Trusted.Root.Certificate);
        }

        Repository.Requests.Clear();
        return await new ArtifactVerifier(Policy(), TrustStore, Options).VerifyAsync(
            repository ?? Repository,
            new()
            {
                Reference = reference ?? Artifact.Digest.ToString(),
                UserMetadata = metadata ?? new Dictionary<string, string>(),
                PluginConfig = pluginConfig ?? new Dictionary<string, string>(),
            },
            TestContext.Current.CancellationToken);
    }

    public TrustPolicyDocument Policy()
    {
        var isSkip = Level == "skip";
        return TrustPolicyDocument.Parse(
            Encoding.UTF8.GetBytes(
                $$"""
                {
                  "version": "{{(Graph.Length == 0 ? "1.0" : "signet/1.0")}}",
                  "trustPolicies": [{
                    "name": "test-policy",
                    "registryScopes": ["{{Scope}}"],
                    "signatureVerification": {
                      "level": "{{Level}}", "override": {{Override}}, "verifyTimestamp": "{{VerifyTimestamp}}"
                    },
                    "trustStores": [{{(isSkip ? "" : TrustStores)}}],
                    "trustedIdentities": [{{(isSkip ? "" : Identities)}}]
                    {{(Graph.Length == 0 ? "" : $",\"graph\":{Graph}")}}
                  }]
                }
                """),
            "trustpolicy.oci.json");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
