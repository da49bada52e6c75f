using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Cli.Tests.Verdicts;

/// <summary>Verdicts made by hand, one of each kind.</summary>
internal static class SampleVerdicts
{
    public const string Reference = "registry.example.com/app:v1";

    private static readonly Descriptor Artifact = Descriptor.Of(MediaTypes.ImageManifest, "artifact"u8);

    public static readonly string Resolved = $"registry.example.com/app@{Artifact.Digest}";

    public static Verdict Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Trusted => Trusted(),
        VerdictKind.Skipped => new Verdict
        {
            Kind = kind,
            Reference = Reference,
            ResolvedReference = Resolved,
            Artifact = Artifact,
            Policy = Policy("skip", VerificationAction.Skip),
            Summary = $"Trust policy is configured to skip signature verification for {Resolved}",
            Time = DateTimeOffset.UnixEpoch,
        },
        VerdictKind.Unsigned => Failed(kind) with
        {
            Signatures = [],
            Summary = $"signature verification failed: no signature is associated with \"{Resolved}\", make sure the artifact was signed successfully",
        },
        _ => Failed(kind),
    };

    public static SignatureVerdict Signature(VerdictKind kind, params Check[] checks) => new()
    {
        Manifest = Descriptor.Of(MediaTypes.ImageManifest, "signature"u8),
        Kind = kind,
        EnvelopeMediaType = "application/jose+json",
        Checks = checks,
    };

    public static Check FailedCheck(VerdictKind kind) => new()
    {
        Rule = "authenticity.trust-store",
        Status = kind == VerdictKind.Undetermined ? CheckStatus.Undetermined : CheckStatus.Failed,
        Action = VerificationAction.Enforce,
        Message = "the signature's certificate chain does not contain any trusted certificate",
        Evidence = [new("certificate", "CN=evil\u001b[2J\u202e,O=Example"), new("trust store", "ca:prod")],
        Remedy = "add the root with signet cert add",
        Outcome = kind,
    };

    private static Verdict Trusted()
    {
        var signature = Signature(
            VerdictKind.Trusted,
            new Check { Rule = "integrity", Status = CheckStatus.Passed, Message = "the envelope holds" },
            new Check
            {
                Rule = "expiry",
                Status = CheckStatus.Warned,
                Action = VerificationAction.Log,
                Message = "digital signature has expired on \"Tue, 27 Jun 2023 13:21:21 +0800\"",
            });
        return new Verdict
        {
            Kind = VerdictKind.Trusted,
            Reference = Reference,
            ResolvedReference = Resolved,
            Artifact = Artifact,
            Policy = Policy("permissive", VerificationAction.Log),
            Signatures = [signature],
            TrustedSignature = signature,
            UserMetadata = new Dictionary<string, string> { ["z"] = "1", ["io.example"] = "two\u001b" },
            Summary = $"Successfully verified signature for {Resolved}",
            Time = DateTimeOffset.UnixEpoch,
        };
    }

    private static Verdict Failed(VerdictKind kind) => new()
    {
        Kind = kind,
        Reference = Reference,
        ResolvedReference = Resolved,
        Artifact = Artifact,
        Policy = Policy("strict", VerificationAction.Enforce),
        Checks =
        [
            new Check { Rule = "resolve", Status = CheckStatus.Passed, Message = "resolved" },
        ],
        Signatures = [Signature(kind, FailedCheck(kind)), Signature(kind) with { IsIgnored = true }],
        Summary = $"signature verification failed for all the signatures associated with {Resolved}",
        Time = DateTimeOffset.UnixEpoch,
    };

    private static PolicyDecision Policy(string level, VerificationAction action) => new()
    {
        Source = "/home/u/.config/notation/trustpolicy.oci.json",
        Scope = "*",
        Repository = "registry.example.com/app",
        Reason = "the wildcard scope applies to repositories no other statement names",
        Statement = new()
        {
            Name = "prod",
            RegistryScopes = ["*"],
            TrustStores = [new(TrustStoreType.Ca, "prod")],
            TrustedIdentities = ["*"],
            Level = new()
            {
                Name = level,
                Integrity = action == VerificationAction.Skip ? action : VerificationAction.Enforce,
                Authenticity = action,
                AuthenticTimestamp = action,
                Expiry = action,
                Revocation = action,
            },
        },
    };
}
