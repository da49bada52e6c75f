using Signet.Notary.Artifacts;
using Signet.Notary.Trust;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// After the standard's steps: what a statement of version <c>signet/1.0</c> asks of each signature, its key, its age, its
/// metadata. No level waives it.
/// </summary>
internal static class RequirementsStep
{
    /// <summary>The check's identifier when nothing is missing; a fault has that of the requirement.</summary>
    public const string Rule = "requirement";

    /// <summary>Runs the step.</summary>
    /// <param name="context">The signature.</param>
    /// <param name="timestamp">Earliest time of its verified timestamp; null when none was verified.</param>
    public static IEnumerable<Check> Run(SignatureContext context, DateTimeOffset? timestamp)
    {
        var requirements = context.Statement.Requirements;
        var faults = requirements.FindFaults(
            new()
            {
                KeySpec = context.Content.Algorithm.KeySpec,
                SigningTime = context.Content.SigningTime,
                TimestampTime = timestamp,
                UserMetadata = TargetArtifact.TryRead(context.Content.Payload.Span, out var signed, out _)
                    ? signed.Annotations ?? new Dictionary<string, string>()
                    : new Dictionary<string, string>(),
            },
            context.Now);
        return faults.Count == 0
            ? [Checks.Passed(Rule, null, "the signature meets the policy's own requirements", Describe(requirements))]
            : faults.Select(f => Checks.Broken(f.Rule, null, f.Kind, f.Message, f.Remedy, Describe(requirements)));
    }

    private static Evidence[] Describe(SignatureRequirements requirements) =>
        [.. requirements.Describe().Select(r => new Evidence("requirement", r))];
}
