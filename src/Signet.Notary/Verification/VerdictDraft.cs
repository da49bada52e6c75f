using Signet.Notary.Trust;
using Signet.Notary.Verification.Steps;
using Signet.Oci;
using Signet.Oci.Repositories;

namespace Signet.Notary.Verification;

/// <summary>A verdict while it is being made: what is known so far, and the words for it.</summary>
internal sealed class VerdictDraft
{
    private readonly VerifyRequest _request;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly List<Check> _checks = [];
    private PolicyDecision? _policy;
    private VerdictKind _kind = VerdictKind.Undetermined;
    private string _summary = "";

    /// <summary>Nothing is known yet.</summary>
    public VerdictDraft(IRepository repository, VerifyRequest request, TimeProvider time)
    {
        _request = request;
        _name = repository.Name;
        _time = time;
        Repository = request.Scope ?? repository.Name;
    }

    /// <summary>The repository path that scopes are compared with.</summary>
    public string Repository { get; }

    /// <summary>The artifact once it is resolved.</summary>
    public Descriptor? Artifact { get; private set; }

    private string ResolvedReference => $"{_name}@{Artifact!.Digest}";

    /// <summary>What the user is told about: resolved when it can be, as asked for otherwise.</summary>
    private string ShownReference => Artifact is null ? AskedReference : ResolvedReference;

    private string AskedReference =>
        $"{_name}{(Digest.TryParse(_request.Reference, out _) ? '@' : ':')}{_request.Reference}";

    /// <summary>A statement applies.</summary>
    public void Use(PolicyDecision policy)
    {
        _policy = policy;
        _checks.Add(Checks.Passed(
            "policy",
            null,
            policy.Reason,
            new("statement", policy.Statement.Name),
            new("scope", policy.Scope),
            new("level", policy.Statement.Level.Name),
            new("policy", policy.Source)));
    }

    /// <summary>No statement applies: nobody is trusted here.</summary>
    public void NoStatement(TrustPolicyDocument document)
    {
        _kind = VerdictKind.Untrusted;
        _summary = $"signature verification failed: artifact \"{ShownReference}\" has no applicable oci trust policy "
            + "statement. Trust policy applicability for a given artifact is determined by registryScopes. "
            + "To create a trust policy, see: https://notaryproject.dev/docs/quickstart/#create-a-trust-policy";
        _checks.Add(Checks.Broken(
            "policy",
            null,
            VerdictKind.Untrusted,
            $"no trust policy statement has \"{Repository}\" or \"*\" among its registryScopes",
            $"add \"{Repository}\" to the registryScopes of a statement in {document.Source}",
            [.. document.Statements.Select(s => new Evidence(
                "statement", $"{s.Name}: {string.Join(", ", s.RegistryScopes)}"))]));
    }

    /// <summary>What scopes are compared with is no repository path: no statement can apply, not even that for all.</summary>
    public void NoRepositoryPath(string fault)
    {
        _kind = VerdictKind.Untrusted;
        _summary = $"signature verification failed: {fault}";
        _checks.Add(Checks.Broken(
            "policy",
            null,
            VerdictKind.Untrusted,
            fault,
            "name the repository whose statement shall apply, for a layout for example: --scope local/app"));
    }

    /// <summary>The artifact is known.</summary>
    public void Resolved(Descriptor artifact)
    {
        Artifact = artifact.Bare();
        _checks.Add(Checks.Passed(
            "resolve",
            null,
            Digest.TryParse(_request.Reference, out _)
                ? "the repository has the artifact"
                : $"the tag \"{_request.Reference}\" means this artifact now; it can mean another one later",
            new Evidence("artifact", $"{artifact.Digest}, {artifact.Size} bytes, {artifact.MediaType}")));
    }

    /// <summary>
    /// The artifact is not known: nothing can be said about it. An answer with another digest than the one asked for is
    /// no failure to answer but a lie (attack A6).
    /// </summary>
    public void NotResolved(OciException error)
    {
        _kind = error.Error == OciError.ContentMismatch ? VerdictKind.Invalid : VerdictKind.Undetermined;
        _summary = error.Message;
        _checks.Add(_kind == VerdictKind.Invalid
            ? Checks.Broken("resolve", null, _kind, error.Message, "do not use this registry before its operator explained it")
            : Checks.Unknown("resolve", null, error.Message, ResolveRemedy(error)));
    }

    /// <summary>The statement says that artifacts of this repository are not verified.</summary>
    public Verdict Skip()
    {
        _kind = VerdictKind.Skipped;
        _summary = $"Trust policy is configured to skip signature verification for {ResolvedReference}";
        return Finish();
    }

    /// <summary>The verdict over the signatures.</summary>
    public Verdict Conclude(
        CandidateList candidates,
        IReadOnlyList<(int Position, SignatureVerdict Verdict)> evaluated,
        TrustedCertificates trusted,
        int maxSignatures)
    {
        AddListingChecks(candidates, maxSignatures);
        var signatures = evaluated.OrderBy(e => e.Position).Select(e => e.Verdict).ToArray();
        var isComplete = candidates.Failure is null && !candidates.IsLimited;
        var quorum = SignatureQuorum.Check(_policy!.Statement, signatures, isComplete);
        _kind = VerdictRules.KindOf(signatures, isComplete, quorum);
        if (quorum is not null && signatures.Length > 0)
        {
            _checks.Add(quorum);
        }

        _summary = _kind switch
        {
            VerdictKind.Trusted => $"Successfully verified signature for {ResolvedReference}",
            VerdictKind.Unsigned => "signature verification failed: no signature is associated with "
                + $"\"{ResolvedReference}\", make sure the artifact was signed successfully",
            _ => VerdictRules.TrustStoreFailure(signatures, trusted)
                ?? RetrievalFailure(candidates, signatures)
                ?? VerdictRules.QuorumFailure(signatures, quorum)
                ?? $"signature verification failed for all the signatures associated with {ResolvedReference}",
        };
        return Finish(
            signatures,
            _kind == VerdictKind.Trusted ? evaluated.First(e => e.Verdict.Kind == VerdictKind.Trusted).Verdict : null);
    }

    /// <summary>The verdict without signatures.</summary>
    public Verdict Finish() => Finish([], null);

    private Verdict Finish(IReadOnlyList<SignatureVerdict> signatures, SignatureVerdict? trusted) => new()
    {
        Kind = _kind,
        Reference = _request.OriginalReference ?? AskedReference,
        ResolvedReference = Artifact is null ? null : ResolvedReference,
        Artifact = Artifact,
        Policy = _policy,
        Checks = _checks,
        Signatures = signatures,
        TrustedSignature = trusted,
        UserMetadata = UserMetadataOf(trusted),
        Summary = _summary,
        Time = _time.GetUtcNow(),
    };

    private static IReadOnlyDictionary<string, string> UserMetadataOf(SignatureVerdict? trusted) =>
        trusted?.Content is { } content && Artifacts.TargetArtifact.TryRead(content.Payload.Span, out var artifact, out _)
            ? artifact.Annotations ?? new Dictionary<string, string>()
            : new Dictionary<string, string>();

    private void AddListingChecks(CandidateList candidates, int maxSignatures)
    {
        var count = new Evidence("signatures listed", $"{candidates.Listed}");
        if (candidates.Failure is { } failure)
        {
            _checks.Add(Checks.Unknown(
                "list",
                null,
                $"the signatures of the artifact could not be listed to the end: {failure.Message}",
                failure.IsTransient ? "try again: the registry did not answer" : "ask the registry's operator",
                count));
        }
        else if (candidates.Listed == 0)
        {
            _checks.Add(Checks.Broken(
                "list",
                null,
                VerdictKind.Unsigned,
                "the repository answered, and it has no signature for this artifact",
                "sign it (signet sign), or copy its signatures along with it"));
        }
        else
        {
            _checks.Add(Checks.Passed("list", null, "the repository listed the artifact's signatures", count));
        }

        if (candidates.IsLimited)
        {
            _checks.Add(Checks.Unknown(
                "fetch",
                null,
                $"signature evaluation stopped. The configured limit of {maxSignatures} signatures to verify per artifact "
                + "was exceeded",
                "remove signatures that are not needed, or raise the limit: signet verify --max-signatures",
                count,
                new("examined", $"{candidates.InOrder.Count}, those that claim a trusted certificate first")));
        }
    }

    private string? RetrievalFailure(CandidateList candidates, IReadOnlyList<SignatureVerdict> signatures)
    {
        if (candidates.Failure is { } failure)
        {
            return $"signature verification failed: unable to list the signatures associated with \"{ResolvedReference}\": "
                + failure.Message;
        }

        var missing = _kind == VerdictKind.Undetermined
            ? signatures.FirstOrDefault(s => s is { Kind: VerdictKind.Undetermined, IsIgnored: true })
            : null;
        var cause = missing?.Checks[0].Evidence.FirstOrDefault(e => e.Name == CandidateFetcher.CauseEvidence);
        return missing is null || cause is null
            ? null
            : "signature verification failed: unable to retrieve digital signature with digest "
                + $"\"{missing.Manifest.Digest}\" associated with \"{ResolvedReference}\" from the Repository, error : "
                + cause.Value;
    }

    private static string ResolveRemedy(OciException error) => error.Error switch
    {
        OciError.NotFound => "check the reference; the repository has no such artifact",
        OciError.Unauthorized or OciError.Forbidden => "log in with an account that may read the repository: signet login",
        _ when error.IsTransient => "try again: the registry did not answer",
        _ => "ask the registry's operator",
    };
}
