using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Graph;
using Signet.Notary.Promotion;
using Signet.Oci;
using Signet.Signatures.Certificates;

namespace Signet.Cli.Commands.Promotion;

/// <summary>A promotion as the JSON document that docs/schemas/promotion.schema.json describes.</summary>
internal static class PromotionJson
{
    public static void Write(CommandContext context, PromotionResult result, PromotionRequest request, int exitCode) =>
        ReportJson.Print(context, json =>
        {
            json.WriteString("outcome", PromotionNames.Of(result.Outcome));
            json.WriteNumber("exitCode", exitCode);
            json.WriteString("stage", PromotionNames.Of(result.Stage));
            json.WriteString("summary", result.Summary);
            json.WriteString("remedy", result.Remedy);
            WriteEnds(json, request, result.Root, result.Replaced, request.Destination.Repository.Name);
            json.WriteString("tag", PromotionNames.Of(result.Tag));
            WriteVerdict(json, "sourceVerdict", result.SourceVerdict);
            WriteVerdict(json, "destinationVerdict", result.DestinationVerdict);
            json.WriteStartArray("stamps");
            foreach (var stamp in result.Stamps)
            {
                json.WriteStartObject();
                json.WriteString("artifact", stamp.Artifact.Digest.ToString());
                json.WriteString("signature", stamp.Signature.Digest.ToString());
                json.WriteString("signer", CertificateName.Format(stamp.Content.CertificateChain[0].SubjectName));
                json.WriteBoolean("new", stamp.IsNew);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("record", result.Record?.Digest.ToString());
            WriteContent(json, "staged", result.Staged);
            json.WriteStartArray("steps");
            foreach (var step in result.Steps)
            {
                json.WriteStartObject();
                json.WriteString("stage", PromotionNames.Of(step.Stage));
                json.WriteBoolean("done", step.IsDone);
                json.WriteString("message", step.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    public static void Write(CommandContext context, PromotionPlan plan, PromotionRequest request, string target, string? key) =>
        ReportJson.Print(context, json =>
        {
            json.WriteBoolean("dryRun", true);
            json.WriteNumber("exitCode", PromotionExitCode.Of(plan));
            json.WriteString("refusal", plan.Refusal is { } refusal ? VerdictNames.Of(refusal) : null);
            WriteEnds(json, request, plan.Root, plan.Replaced, target);
            WriteVerdict(json, "sourceVerdict", plan.SourceVerdict);
            json.WriteNumber("count", plan.Count);
            WriteDigests(json, "missing", plan.Missing);
            json.WriteNumber("missingBytes", plan.MissingBytes);
            json.WriteString("key", key);
            WriteDigests(json, "stamped", plan.Stamped);
            json.WriteString("destinationStatement", plan.DestinationPolicy?.Statement.Name);
        });

    public static void Write(CommandContext context, CleaningResult result, bool isDryRun) => ReportJson.Print(context, json =>
    {
        json.WriteBoolean("dryRun", isDryRun);
        WriteContent(json, "removed", result.Removed);
        WriteDigests(json, "removedBlobs", result.RemovedBlobs);
        WriteContent(json, "remaining", result.Remaining);
        json.WriteString("failure", result.Failure?.Message);
        json.WriteNumber("kept", result.Kept);
    });

    private static void WriteEnds(Utf8JsonWriter json, PromotionRequest request, Descriptor? root, Descriptor? replaced, string target)
    {
        json.WriteString("artifact", root?.Digest.ToString());
        json.WriteStartObject("from");
        WriteSide(json, request.Source, request.Source.Repository.Name);
        json.WriteEndObject();
        json.WriteStartObject("to");
        WriteSide(json, request.Destination, target);
        json.WriteString("replaced", replaced?.Digest.ToString());
        json.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter json, PromotionSide side, string repository)
    {
        json.WriteString("repository", repository);
        json.WriteString("reference", side.Reference);
        json.WriteString("environment", side.Environment);
        json.WriteString("policy", side.Policy.Source);
    }

    private static void WriteVerdict(Utf8JsonWriter json, string name, GraphVerdict? verdict)
    {
        if (verdict is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("verdict", VerdictNames.Of(verdict.Kind));
        json.WriteString("summary", verdict.Summary);
        json.WriteString("statement", verdict.Policy?.Statement.Name);
        json.WriteStartArray("checks");
        foreach (var check in verdict.Checks)
        {
            json.WriteStringValue(VerdictText.Line(check));
        }

        json.WriteEndArray();
        json.WriteStartArray("parts");
        foreach (var part in verdict.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("digest", part.Descriptor.Digest.ToString());
            json.WriteString("role", part.Role.ToString().ToLowerInvariant());
            json.WriteString("artifactType", part.ArtifactType);
            json.WriteString("verdict", VerdictNames.Of(part.Kind));
            json.WriteBoolean("required", part.IsRequired);
            json.WriteString("summary", part.Verdict?.Summary);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, string name, IReadOnlyList<StagedContent> content)
    {
        json.WriteStartArray(name);
        foreach (var one in content)
        {
            json.WriteStartObject();
            json.WriteString("digest", one.Manifest.Digest.ToString());
            json.WriteString("kind", PromotionNames.Of(one.Kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDigests(Utf8JsonWriter json, string name, IReadOnlyList<Descriptor> content) =>
        ReportJson.WriteStrings(json, name, content.Select(d => d.Digest.ToString()));
}
