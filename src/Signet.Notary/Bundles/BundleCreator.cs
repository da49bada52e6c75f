using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Graph;
using Signet.Notary.Signing;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Files;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>
/// Makes bundles: verifies an artifact's graph, and writes it with all that is needed to verify it again without a network
/// into one signed file (docs/bundle.md).
/// </summary>
/// <remarks>
/// <code>
/// reference ─► graph, verified; answers about revocation collected     GraphVerifier
///           ─► statement, policy, certificates, answers ─► signed      BundleParts, ArtifactSigner
///           ─► the graph that was verified and these ─► a file aside    WalkedCopy
///           ─► rehearsal: the file verified as without a network        BundleVerdictDraft
///           ─► its name
/// </code>
/// Everything after the first request goes by digest: a tag that moves meanwhile changes nothing (attack A11).
/// </remarks>
public sealed class BundleCreator
{
    /// <summary>Annotation with the time a manifest was made (OCI image-spec, "Pre-Defined Annotation Keys").</summary>
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    private readonly TrustPolicyDocument _policy;
    private readonly TrustStore _trustStore;
    private readonly ISigner _signer;
    private readonly TimeProvider _time;

    /// <summary>A creator for one policy and one key.</summary>
    public BundleCreator(TrustPolicyDocument policy, TrustStore trustStore, ISigner signer, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(trustStore);
        ArgumentNullException.ThrowIfNull(signer);
        _policy = policy;
        _trustStore = trustStore;
        _signer = signer;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Makes a bundle at <paramref name="path"/>. The file appears whole or not at all, and replaces one that is there.</summary>
    /// <exception cref="BundleException">The graph cannot be bundled.</exception>
    /// <exception cref="TrustStoreException">A trust store that the policy names cannot be read.</exception>
    /// <exception cref="Signatures.Envelopes.SigningException">The key made no valid signature.</exception>
    /// <exception cref="Plugins.PluginCallException">The plugin that holds the key made no valid signature.</exception>
    /// <exception cref="Signatures.Timestamping.TimestampException">There is no good timestamp.</exception>
    /// <exception cref="OciException">Content could not be read, or the file not be written.</exception>
    public async Task<BundleCreation> CreateAsync(
        IRepository source, BundleCreateRequest request, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var answers = RevocationBundle.Collect(_time);
        // No other cache: what one of them answered would not come along.
        var checker = new RevocationChecker(new() { Transport = request.Transport, Caches = [answers], TimeProvider = _time });
        var creation = new BundleCreation { Verdict = await VerifyAsync(source, request, checker, cancellationToken) };
        if (creation.Verdict is not { Kind: VerdictKind.Trusted, Graph: { } graph })
        {
            return creation;
        }

        if (creation.Verdict.Nodes.Any(node => node.ArtifactType == BundleMediaTypes.Bundle))
        {
            throw new BundleException(
                $"{creation.Verdict.ResolvedReference} has a bundle's manifest in its graph, and a bundle in a bundle is not made: nobody "
                + "would know which of them counts");
        }

        if (graph.Nodes.FirstOrDefault(node => (node.Fault ?? node.ReferrersFault) is not null) is { } unread)
        {
            throw new BundleException(
                $"{unread.Descriptor.Digest}, a part of {creation.Verdict.ResolvedReference}, could not be read: "
                + $"{(unread.Fault ?? unread.ReferrersFault)!.Message}. A bundle has all of a graph or is not made");
        }

        creation = await AskAboutSignerAsync(creation, request, checker, cancellationToken);
        var parts = new BundleParts();
        var (statement, bundle) = await AddPartsAsync(parts, creation.Verdict, request, answers, cancellationToken);
        var signed = await new ArtifactSigner(parts, _signer).SignAsync(
            new SignOptions
            {
                Reference = bundle.Digest.ToString(),
                EnvelopeMediaType = request.Envelope.MediaType,
                Expiry = request.Envelope.Expiry,
                SigningAgent = request.Envelope.SigningAgent,
                Timestamp = request.Envelope.Timestamp,
                UserMetadata = request.UserMetadata,
            },
            cancellationToken);
        CheckSigner(signed.Content.CertificateChain, request.SignerChain);
        creation = creation with { Statement = statement, Bundle = bundle, Signature = signed.SignatureManifest };
        return await WriteAsync(creation, source, graph, parts, request, path, cancellationToken);
    }

    private async Task<GraphVerdict> VerifyAsync(
        IRepository source, BundleCreateRequest request, RevocationChecker checker, CancellationToken cancellationToken) =>
        await new GraphVerifier(
            _policy,
            _trustStore,
            new VerifierOptions { Revocation = checker, Plugins = request.Plugins, TimeProvider = _time }).VerifyAsync(
                source,
                new GraphVerifyRequest
                {
                    Reference = request.Reference,
                    OriginalReference = request.OriginalReference,
                    Scope = request.Scope,
                },
                cancellationToken);

    /// <summary>
    /// Answers about the bundle's own signer come along where its chain is known and backed by a trust store; nobody is asked
    /// about a stranger's certificate (attack C9).
    /// </summary>
    private async Task<BundleCreation> AskAboutSignerAsync(
        BundleCreation creation, BundleCreateRequest request, RevocationChecker checker, CancellationToken cancellationToken)
    {
        if (request.SignerChain.Count == 0)
        {
            return creation with { SignerNote = "the key's certificates are known only when it has signed" };
        }

        try
        {
            var chain = (await TrustedChain.FindAsync(_trustStore, request.SignerChain, cancellationToken))[0];
            var report = await checker.CheckAsync(chain.Certificates, chain.Purpose, signingTime: null, cancellationToken);
            return report.Status switch
            {
                RevocationStatus.Revoked => throw new BundleException(
                    "the certificate of the key that is to sign the bundle, or one above it, is revoked: nobody would accept the "
                    + "bundle. Sign with another key"),
                RevocationStatus.Unknown => creation with
                {
                    SignerRevocation = report,
                    SignerNote = report.Decisive.Sources.Select(s => s.Message).FirstOrDefault() ?? "nobody answered",
                },
                _ => creation with { SignerRevocation = report },
            };
        }
        catch (TrustStoreException e)
        {
            return creation with { SignerNote = e.Message };
        }
    }

    /// <summary>Answers about one certificate are of no use for a signature made with another.</summary>
    private static void CheckSigner(IReadOnlyList<X509Certificate2> used, IReadOnlyList<X509Certificate2> expected)
    {
        if (expected.Count > 0 && !used[0].RawDataMemory.Span.SequenceEqual(expected[0].RawDataMemory.Span))
        {
            throw new BundleException(
                $"the key signed with the certificate {CertificateName.Format(used[0].SubjectName)}, serial number "
                + $"{used[0].SerialNumber}, and not with the given one of {CertificateName.Format(expected[0].SubjectName)}, serial number "
                + $"{expected[0].SerialNumber}: give the certificate chain that the key has");
        }
    }

    private async Task<(BundleStatement Statement, Descriptor Bundle)> AddPartsAsync(
        BundleParts parts,
        GraphVerdict verdict,
        BundleCreateRequest request,
        RevocationBundle answers,
        CancellationToken cancellationToken)
    {
        var policy = parts.Add(BundleMediaTypes.Policy, _policy.SourceBytes.Span);
        var certificates = await AddCertificatesAsync(parts, verdict.Policy!.Statement, cancellationToken);
        var revocation = parts.Add(BundleMediaTypes.Revocation, answers.Write());
        var statement = new BundleStatement
        {
            Created = _time.GetUtcNow(),
            CreatedBy = request.CreatedBy,
            Reference = verdict.Reference,
            Repository = verdict.Policy.Repository,
            Tag = Digest.TryParse(request.Reference, out _) ? null : request.Reference,
            Root = verdict.Root!.Descriptor.Bare(),
            Environment = request.Environment,
            Policy = new(policy.Digest, policy.Size, verdict.Policy.Statement.Name),
            Certificates = certificates,
            Revocation = new(revocation.Digest, revocation.Size, answers.ValidUntil, BundleAnswers.Of(verdict)),
            Nodes = [.. verdict.Nodes.Select(node => new BundleNode(node.Descriptor.Digest, node.Role, node.Kind, node.IsRequired))],
            Content = [.. verdict.Graph!.Nodes
                .Select(node => node.Descriptor.Bare())
                .DistinctBy(descriptor => descriptor.Digest)
                .OrderBy(descriptor => descriptor.Digest.ToString(), StringComparer.Ordinal)],
        };
        var json = BundleStatementWriter.Write(statement);
        if (json.Length > NotaryLimits.BundleStatementBytes)
        {
            throw new BundleException(
                $"the statement of the bundle would have {json.Length} bytes, more than the limit of {NotaryLimits.BundleStatementBytes}: "
                + "bundle the parts of the graph one by one");
        }

        parts.Add(Descriptor.EmptyJson.MediaType, Descriptor.EmptyJsonContent.Span);
        var manifest = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson,
            [
                parts.Add(BundleMediaTypes.Statement, json),
                policy,
                .. certificates.DistinctBy(c => c.Digest).Select(c => new Descriptor
                {
                    MediaType = BundleMediaTypes.Certificate, Digest = c.Digest, Size = c.Size,
                }),
                revocation,
            ],
            BundleMediaTypes.Bundle,
            subject: null,
            new Dictionary<string, string> { [CreatedAnnotation] = BundleNames.Of(statement.Created) });
        return (statement, parts.Add(MediaTypes.ImageManifest, manifest));
    }

    private async Task<List<BundleCertificate>> AddCertificatesAsync(
        BundleParts parts, TrustPolicyStatement statement, CancellationToken cancellationToken)
    {
        var certificates = new List<BundleCertificate>();
        foreach (var store in statement.TrustStores.Distinct())
        {
            foreach (var (file, certificate) in await _trustStore.LoadFilesAsync(store, cancellationToken))
            {
                using (certificate)
                {
                    var added = parts.Add(BundleMediaTypes.Certificate, certificate.RawDataMemory.Span);
                    certificates.Add(new(store, file, added.Digest, added.Size));
                }
            }
        }

        return certificates;
    }

    private async Task<BundleCreation> WriteAsync(
        BundleCreation creation,
        IRepository source,
        ArtifactGraph graph,
        BundleParts parts,
        BundleCreateRequest request,
        string path,
        CancellationToken cancellationToken)
    {
        var statement = creation.Statement!;
        var target = Path.GetFullPath(path);
        var aside = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        var own = await GraphWalker.WalkAsync(
            parts, [creation.Bundle!], new WalkOptions { IncludeReferrers = true, Limits = NotaryLimits.Bundles }, cancellationToken);
        try
        {
            var copy = await WalkedCopy.ArchiveAsync(
                [(parts, own), (source, graph)],
                statement.Tag is null ? [] : [new CopyRoot(statement.Root, [statement.Tag])],
                aside,
                request.Copy with { Limits = NotaryLimits.Bundles },
                cancellationToken);
            var rehearsal = await new BundleVerdictDraft(aside, statement.Repository, _time).RehearseAsync(cancellationToken);
            creation = creation with { Rehearsal = rehearsal };
            if (!rehearsal.IsAccepted)
            {
                return creation;
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(aside, target, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(target)!);
            return creation with { Copy = copy };
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
