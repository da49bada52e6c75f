using Signet.Notary.Trust;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Verification;

/// <summary>One rule applied to one signature (or to the artifact), with how it ended and why.</summary>
public sealed record Check
{
    /// <summary>
    /// The rule's identifier, kebab case, stable: the family of the specification first, for example
    /// <c>integrity</c>, <c>authenticity.trust-store</c>, <c>authenticity.identity</c>, <c>expiry</c>,
    /// <c>authentic-timestamp</c>, <c>revocation</c>, <c>plugin.discovery</c>, <c>plugin</c>, <c>descriptor</c>,
    /// <c>metadata</c>;
    /// for the artifact <c>resolve</c>, <c>policy</c>, <c>list</c>, <c>fetch</c>.
    /// </summary>
    public required string Rule { get; init; }

    /// <summary>How it ended.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>What the policy asks for; null for checks no policy can change.</summary>
    public VerificationAction? Action { get; init; }

    /// <summary>What was found, one sentence, no trailing dot; keeps the key phrases of <c>notation</c>.</summary>
    public required string Message { get; init; }

    /// <summary>The facts it rests on.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>
    /// What was found out about the revocation of the chain the check is about: the signer's for <c>revocation</c>, the
    /// timestamping authority's for <c>authentic-timestamp</c>; null when nobody was asked.
    /// </summary>
    public RevocationReport? Revocation { get; init; }

    /// <summary>The timestamp the check rests on; null when there is none, or its token does not hold.</summary>
    public VerifiedTimestamp? Timestamp { get; init; }

    /// <summary>
    /// The plugin that this check was left to, because the signature demands it; null when it was made here. When it did not
    /// answer, the check is <see cref="CheckStatus.NotRun"/> and the check <c>plugin</c> says why.
    /// </summary>
    public Delegation? DelegatedTo { get; init; }

    /// <summary>
    /// What a check that passed does not cover, one sentence, to be shown beside the result; null when there is nothing
    /// to say.
    /// </summary>
    public string? Caveat { get; init; }

    /// <summary>What to do about it; null when it passed.</summary>
    public string? Remedy { get; init; }

    /// <summary>The verdict this check leads to when it fails.</summary>
    public VerdictKind Outcome { get; init; } = VerdictKind.Invalid;
}
