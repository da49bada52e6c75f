using Signet.Notary.Verification;
using Signet.Oci.References;

namespace Signet.Notary.Trust.Policies;

/// <summary>One reference and what a policy is expected to say about it.</summary>
public sealed record PolicyTestCase
{
    /// <summary>The reference as written; with a tag or digest where a verdict is expected.</summary>
    public required string Reference { get; init; }

    /// <summary>The reference read.</summary>
    public required RegistryReference Artifact { get; init; }

    /// <summary>True to compare the statement.</summary>
    public bool ExpectsStatement { get; init; }

    /// <summary>Name of the statement that must apply; null when none must (<see cref="ExpectsStatement"/>).</summary>
    public string? Statement { get; init; }

    /// <summary>Name of the level, <c>custom</c> when overridden; null to leave it aside.</summary>
    public string? Level { get; init; }

    /// <summary>The verdict on the artifact; null to leave the registry aside.</summary>
    public VerdictKind? Verdict { get; init; }
}
