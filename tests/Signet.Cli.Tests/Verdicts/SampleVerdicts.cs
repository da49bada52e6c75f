using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;

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

    /// <summary>Passed, with servers that say what would rewrite a terminal.</summary>
    private static Check RevocationCheck()
    {
        var chain = PkiLab.SigningChain(length: 2).Certificates;
        RevocationSource[] sources =
        [
            new()
            {
                Method = RevocationMethod.Ocsp,
                Address = "http://ocsp.example.com/\u001b[2J",
                Status = RevocationStatus.Unknown,
                Failure = RevocationFailure.TimedOut,
                Message = "no answer\u202e",
            },
            new()
            {
                Method = RevocationMethod.Crl,
                Address = "http://crl.example.com",
                Status = RevocationStatus.Good,
                Message = "on hold once",
                Origin = RevocationOrigin.Disk,
                ThisUpdate = DateTimeOffset.UnixEpoch,
                NextUpdate = DateTimeOffset.UnixEpoch.AddDays(1),
                Revocation = new(DateTimeOffset.UnixEpoch, "keyCompromise", DateTimeOffset.UnixEpoch.AddDays(2)),
            },
        ];
        return new()
        {
            Rule = "revocation",
            Status = CheckStatus.Passed,
            Action = VerificationAction.Enforce,
            Message = "no certificate of the chain is revoked",
            Caveat = "revocation could not be checked: \"CN=\u001b[2J\" names no OCSP responder and no CRL",
            Revocation = new()
            {
                Certificates =
                [
                    new()
                    {
                        Certificate = chain[0],
                        Status = RevocationStatus.Good,
                        Method = RevocationMethod.OcspThenCrl,
                        Sources = sources,
                    },
                    new() { Certificate = chain[1], Status = RevocationStatus.NotRevocable, Method = RevocationMethod.None },
                ],
                CacheFaults = ["disk\u001b"],
            },
        };
    }

    private static Verdict Trusted()
    {
        var signature = Signature(
            VerdictKind.Trusted,
            new Check { Rule = "integrity", Status = CheckStatus.Passed, Message = "the envelope holds" },
            new Check
            {
                Rule = "authenticity.identity",
                Status = CheckStatus.Passed,
                Action = VerificationAction.Enforce,
                Message = "the verification plugin \"p\" trusts the signer's identity",
                DelegatedTo = new("p", "1.0\u001b[2J"),
            },
            new Check
            {
                Rule = "expiry",
                Status = CheckStatus.Warned,
                Action = VerificationAction.Log,
                Message = "digital signature has expired on \"Tue, 27 Jun 2023 13:21:21 +0800\"",
            },
            RevocationCheck());
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
