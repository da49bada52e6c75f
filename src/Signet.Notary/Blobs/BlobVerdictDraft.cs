using Signet.Notary.Artifacts;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Notary.Verification.Steps;

namespace Signet.Notary.Blobs;

/// <summary>A verdict about a blob while it is being made: what is known so far, and the words for it.</summary>
internal sealed class BlobVerdictDraft(BlobVerifyRequest request, TimeProvider time)
{
    private const string Failed = "signature verification failed: ";

    private readonly List<Check> _checks = [];
    private PolicyDecision? _policy;
    private VerdictKind _kind = VerdictKind.Untrusted;
    private string _summary = "";

    /// <summary>The statement that applies; null when there is none, and then nobody is trusted.</summary>
    public PolicyDecision? SelectStatement(BlobTrustPolicyDocument document)
    {
        try
        {
            _policy = document.SelectStatement(request.PolicyName);
        }
        catch (FormatException e)
        {
            NoStatement(document, e.Message);
            return null;
        }

        if (_policy is null)
        {
            NoStatement(document, request.PolicyName is null
                ? "no global blob trust policy"
                : $"no applicable blob trust policy with name {GoQuote.Text(request.PolicyName)}");
            return null;
        }

        _checks.Add(Checks.Passed(
            "policy",
            null,
            _policy.Reason,
            new("statement", _policy.Statement.Name),
            new("level", _policy.Statement.Level.Name),
            new("policy", _policy.Source)));
        return _policy;
    }

    /// <summary>The statement says that these blobs are not verified.</summary>
    public Verdict Skip()
    {
        _kind = VerdictKind.Skipped;
        _summary = $"Trust policy is configured to skip signature verification for {request.Name}";
        return Finish();
    }

    /// <summary>The verdict over the signatures.</summary>
    public Verdict Conclude(IReadOnlyList<SignatureVerdict> signatures, TrustedCertificates trusted)
    {
        if (signatures.Count == 0)
        {
            _checks.Add(Checks.Broken(
                "list",
                null,
                VerdictKind.Unsigned,
                "there is no signature for this blob",
                "get its signature from where the blob is from, or sign it: signet blob sign"));
        }

        var quorum = SignatureQuorum.Check(_policy!.Statement, signatures, isComplete: true);
        if (quorum is not null && signatures.Count > 0)
        {
            _checks.Add(quorum);
        }

        _kind = VerdictRules.KindOf(signatures, isComplete: true, quorum);
        _summary = _kind switch
        {
            VerdictKind.Trusted => $"Successfully verified signature for {request.Name}",
            VerdictKind.Unsigned => $"{Failed}no signature is associated with \"{request.Name}\", make sure the blob was signed "
                + "successfully",
            _ => VerdictRules.TrustStoreFailure(signatures, trusted)
                ?? VerdictRules.QuorumFailure(signatures, quorum)
                ?? Failed + Reason(signatures),
        };
        return Finish(signatures);
    }

    /// <summary>The verdict without signatures.</summary>
    public Verdict Finish() => Finish([]);

    private Verdict Finish(IReadOnlyList<SignatureVerdict> signatures)
    {
        var trusted = _kind == VerdictKind.Trusted ? signatures.First(s => s.Kind == VerdictKind.Trusted) : null;
        var signed = trusted?.Content is { } content && TargetArtifact.TryRead(content.Payload.Span, out var target, out _)
            ? target
            : null;
        return new()
        {
            Kind = _kind,
            Reference = request.Name,
            ResolvedReference = signed is null ? null : $"{request.Name}@{signed.Digest}",
            Artifact = signed?.Bare(),
            Policy = _policy,
            Checks = _checks,
            Signatures = signatures,
            TrustedSignature = trusted,
            UserMetadata = signed?.Annotations ?? new Dictionary<string, string>(),
            Summary = _summary,
            Time = time.GetUtcNow(),
        };
    }

    /// <summary>Why the signature that came furthest is not trusted; <c>notation</c> names it for blobs.</summary>
    private string Reason(IReadOnlyList<SignatureVerdict> signatures)
    {
        var checks = signatures
            .Where(s => s.Kind == _kind)
            .MaxBy(s => s.Checks.Count(c => c.Status is CheckStatus.Passed or CheckStatus.Warned))!
            .Checks;
        return (checks.FirstOrDefault(c => c.Status == CheckStatus.Failed)
            ?? checks.FirstOrDefault(c => c.Status == CheckStatus.Undetermined)
            ?? checks.First(c => c.Status == CheckStatus.NotRun)).Message;
    }

    private void NoStatement(BlobTrustPolicyDocument document, string fault)
    {
        _summary = Failed + fault;
        _checks.Add(Checks.Broken(
            "policy",
            null,
            VerdictKind.Untrusted,
            fault,
            request.PolicyName is null
                ? $"name a statement with --policy-name, or give one \"globalPolicy\": true in {document.Source}"
                : $"use the name of one of the statements in {document.Source}",
            [.. document.Statements.Select(s => new Evidence("statement", s.Name))]));
    }
}
