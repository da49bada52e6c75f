using System.Text.Json;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Graph;

namespace Signet.Cli.Graphs;

/// <summary>A verified graph as the JSON document that docs/schemas/graph.schema.json describes.</summary>
internal static class GraphJson
{
    /// <summary>
    /// The document, two blanks of indent, with a final line break. One verdict is an object; a list is an object with
    /// <c>graphs</c> in the order the references were given.
    /// </summary>
    /// <param name="verdicts">The verdicts.</param>
    /// <param name="isList">True for a list, whatever its length.</param>
    /// <param name="hasDetails">True to write the whole verdict of each part, as <c>verify</c> does.</param>
    public static string Format(IReadOnlyList<GraphVerdict> verdicts, bool isList, bool hasDetails) => ReportJson.Format(writer =>
    {
        if (isList)
        {
            writer.WriteStartObject();
            var kind = verdicts.Max(v => v.Kind);
            writer.WriteString("verdict", VerdictNames.Of(kind));
            writer.WriteNumber("exitCode", VerdictExitCode.Of(kind));
            writer.WriteStartArray("graphs");
            foreach (var verdict in verdicts)
            {
                Write(writer, verdict, hasDetails);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        else
        {
            Write(writer, verdicts[0], hasDetails);
        }
    });

    /// <summary>One graph as an object.</summary>
    public static void Write(Utf8JsonWriter writer, GraphVerdict verdict, bool hasDetails)
    {
        writer.WriteStartObject();
        writer.WriteString("verdict", VerdictNames.Of(verdict.Kind));
        writer.WriteBoolean("accepted", verdict.IsAccepted);
        writer.WriteBoolean("verified", !verdict.IsUnverified);
        writer.WriteNumber("exitCode", VerdictExitCode.Of(verdict.Kind));
        writer.WriteString("summary", verdict.Summary);
        writer.WriteString("reference", verdict.Reference);
        writer.WriteString("resolvedReference", verdict.ResolvedReference);
        writer.WriteString("time", VerdictJson.Time(verdict.Time));
        writer.WriteString("statement", verdict.Policy?.Statement.Name);
        ReportJson.WriteStrings(writer, "rules", verdict.Policy?.Statement.Graph.Describe() ?? []);
        VerdictJson.WriteChecks(writer, verdict.Checks);
        WritePlatform(writer, verdict.Platform);
        writer.WriteStartArray("ignored");
        foreach (var ignored in verdict.Ignored)
        {
            writer.WriteStartObject();
            writer.WriteString("digest", ignored.Descriptor.Digest.ToString());
            writer.WriteString("subject", ignored.Subject.ToString());
            writer.WriteString("reason", ignored.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (verdict.Root is { } root)
        {
            writer.WritePropertyName("root");
            WriteNode(writer, root, hasDetails);
        }
        else
        {
            writer.WriteNull("root");
        }

        writer.WriteEndObject();
    }

    private static void WritePlatform(Utf8JsonWriter writer, PlatformVerdict? platform)
    {
        if (platform is null)
        {
            writer.WriteNull("platform");
            return;
        }

        writer.WriteStartObject("platform");
        writer.WriteString("wanted", GraphWords.Of(platform.Wanted));
        writer.WriteString("digest", platform.Manifest.Digest.ToString());
        writer.WriteString("throughIndex", VerdictNames.Of(platform.ThroughIndex));
        writer.WriteString("byDigest", VerdictNames.Of(platform.ByDigest));
        writer.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter writer, GraphNodeVerdict node, bool hasDetails)
    {
        writer.WriteStartObject();
        writer.WriteString("role", GraphWords.Of(node.Role));
        writer.WriteString("digest", node.Descriptor.Digest.ToString());
        writer.WriteString("mediaType", node.Descriptor.MediaType);
        writer.WriteString("artifactType", node.ArtifactType);
        writer.WriteString("platform", node.Platform is { } platform ? GraphWords.Of(platform) : null);
        writer.WriteString("verdict", VerdictNames.Of(node.Kind));
        writer.WriteBoolean("accepted", node.IsAccepted);
        writer.WriteBoolean("required", node.IsRequired);
        writer.WriteStartArray("coverage");
        if (node.Coverage.HasFlag(Coverage.OwnSignature))
        {
            writer.WriteStringValue("own");
        }

        if (node.Coverage.HasFlag(Coverage.IndexSignature))
        {
            writer.WriteStringValue("index");
        }

        writer.WriteEndArray();
        writer.WriteString("signer", GraphWords.SignerOf(node));
        writer.WriteNumber("size", node.Size);
        writer.WriteString("created", node.Created is { } created ? VerdictJson.Time(created) : null);
        ReportJson.WriteStrings(writer, "notes", node.Notes);
        if (hasDetails && node.Verdict is { } own)
        {
            writer.WritePropertyName("detail");
            VerdictJson.Write(writer, own);
        }

        WriteNodes(writer, "entries", node.Entries, hasDetails);
        WriteNodes(writer, "referrers", node.Referrers, hasDetails);
        writer.WriteEndObject();
    }

    /// <summary>As deep as the graph, which has a cap.</summary>
    private static void WriteNodes(
        Utf8JsonWriter writer, string name, IReadOnlyList<GraphNodeVerdict> nodes, bool hasDetails)
    {
        writer.WriteStartArray(name);
        foreach (var node in nodes)
        {
            WriteNode(writer, node, hasDetails);
        }

        writer.WriteEndArray();
    }
}
