using Signet.Notary.Trust;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Verification.Steps;

/// <summary>What the steps after integrity look at.</summary>
internal sealed record SignatureContext
{
    /// <summary>The envelope's content; its signature and chain hold.</summary>
    public required EnvelopeContent Content { get; init; }

    /// <summary>The policy statement and where it came from.</summary>
    public required PolicyDecision Policy { get; init; }

    /// <summary>The statement's trust stores.</summary>
    public required TrustedCertificates Trusted { get; init; }

    /// <summary>What the signature must be for.</summary>
    public required SignedTarget Target { get; init; }

    /// <summary>Metadata the caller asks for.</summary>
    public required IReadOnlyDictionary<string, string> UserMetadata { get; init; }

    /// <summary>The time everything is judged by.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How revocation is checked.</summary>
    public required RevocationChecker Revocation { get; init; }

    /// <summary>What may be done with plugins.</summary>
    public required PluginAccess PluginAccess { get; init; }

    /// <summary>The part that the plugin has which this signature demands; it grows as the steps run.</summary>
    public PluginPart Plugin { get; } = new();

    /// <summary>The time that is left, and why it ended.</summary>
    public required Deadline Deadline { get; init; }

    /// <summary>The statement.</summary>
    public TrustPolicyStatement Statement => Policy.Statement;

    /// <summary>What the statement's level does about one type.</summary>
    public VerificationAction ActionOf(VerificationType type) => Statement.Level[type];
}
