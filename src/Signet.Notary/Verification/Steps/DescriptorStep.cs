using Signet.Notary.Artifacts;
using Signet.Oci;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 7: what was signed is this artifact, with the metadata the caller asks for (trust-store-trust-policy.md,
/// "Signature Evaluation", integrity). Always enforced.
/// </summary>
internal static class DescriptorStep
{
    /// <summary>Identifier of the check that the signed descriptor is the artifact's.</summary>
    public const string Rule = "descriptor";

    /// <summary>Identifier of the check of user metadata.</summary>
    public const string MetadataRule = "metadata";

    /// <summary>Compares media type, digest and size; annotations are the signer's own.</summary>
    public static async Task<Check> RunAsync(SignatureContext context)
    {
        if (!TargetArtifact.TryRead(context.Content.Payload.Span, out var signed, out var fault))
        {
            return Checks.Broken(
                Rule,
                null,
                VerdictKind.Invalid,
                $"the signed payload cannot be read: {fault}",
                "ask the publisher for a new signature");
        }

        var target = context.Target;
        var found = await target.DescribeAsync();
        return signed.NamesSameContent(found)
            ? Checks.Passed(Rule, null, $"the signature is for this {target.Noun}", Describe("signed", signed))
            : Checks.Broken(
                Rule,
                null,
                VerdictKind.Invalid,
                target.MismatchMessage,
                target.MismatchRemedy,
                Describe("signed", signed),
                Describe(target.Noun, found));
    }

    /// <summary>Every pair the caller asks for must be signed.</summary>
    public static Check RunMetadata(SignatureContext context)
    {
        var signed = TargetArtifact.TryRead(context.Content.Payload.Span, out var artifact, out _)
            ? artifact.Annotations
            : null;
        foreach (var (key, value) in context.UserMetadata)
        {
            if (signed?.GetValueOrDefault(key) != value)
            {
                return Checks.Broken(
                    MetadataRule,
                    null,
                    VerdictKind.Untrusted,
                    "unable to find specified metadata in the signature",
                    "check the metadata asked for, or ask the publisher which metadata is signed: signet inspect",
                    new Evidence("asked for", $"{key}={value}"),
                    new Evidence("signed", signed?.GetValueOrDefault(key) is { } other ? $"{key}={other}" : "no such key"));
            }
        }

        return Checks.Passed(MetadataRule, null, "the signature holds the metadata asked for");
    }

    private static Evidence Describe(string name, Descriptor descriptor) =>
        new(name, $"{descriptor.Digest}, {descriptor.Size} bytes, {descriptor.MediaType}");
}
