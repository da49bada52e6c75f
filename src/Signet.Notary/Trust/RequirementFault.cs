using Signet.Notary.Verification;

namespace Signet.Notary.Trust;

/// <summary>A requirement of the policy that a signature does not meet.</summary>
/// <param name="Rule">
/// Identifier of the check: <c>requirement.key</c>, <c>requirement.age</c> or <c>requirement.metadata</c>.
/// </param>
/// <param name="Kind">What the signature is because of it.</param>
/// <param name="Message">What is not met.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record RequirementFault(string Rule, VerdictKind Kind, string Message, string Remedy);
