using System.Text.Json;
using Signet.Cli.Graphs;
using Signet.Cli.Verdicts;
using Signet.Notary.Bundles;
using Signet.Notary.Graph;

namespace Signet.Cli.Commands.Bundles;

/// <summary>A verdict about a bundle as the JSON document that docs/schemas/bundle.schema.json describes.</summary>
internal static class BundleJson
{
    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter writer, BundleVerdict verdict)
    {
        writer.WriteString("verdict", VerdictNames.Of(verdict.Kind));
        writer.WriteBoolean("accepted", verdict.IsAccepted);
        writer.WriteNumber("exitCode", VerdictExitCode.Of(verdict.Kind));
        writer.WriteString("summary", verdict.Summary);
        writer.WriteString("file", verdict.Path);
        writer.WriteString("scope", verdict.Scope);
        writer.WriteString("time", VerdictJson.Time(verdict.Time));
        writer.WriteString("bundle", verdict.Bundle?.Digest.ToString());
        WriteStatement(writer, verdict.Statement);
        VerdictJson.WriteChecks(writer, verdict.Checks);
        if (verdict.Signature is { } signature)
        {
            writer.WritePropertyName("signature");
            VerdictJson.Write(writer, signature);
        }
        else
        {
            writer.WriteNull("signature");
        }

        WriteGraph(writer, "graph", verdict.Graph);
        WriteGraph(writer, "ownGraph", verdict.OwnGraph);
    }

    private static void WriteStatement(Utf8JsonWriter writer, BundleStatement? statement)
    {
        if (statement is null)
        {
            writer.WriteNull("statement");
            return;
        }

        writer.WriteStartObject("statement");
        writer.WriteString("created", VerdictJson.Time(statement.Created));
        writer.WriteString("reference", statement.Reference);
        writer.WriteString("repository", statement.Repository);
        writer.WriteString("tag", statement.Tag);
        writer.WriteString("root", statement.Root.Digest.ToString());
        writer.WriteString("environment", statement.Environment);
        writer.WriteString("policyStatement", statement.Policy.Statement);
        writer.WriteString("policyDigest", statement.Policy.Digest.ToString());
        writer.WriteString("revocationValidUntil", statement.Revocation.ValidUntil is { } until ? VerdictJson.Time(until) : null);
        writer.WriteNumber("content", statement.Content.Count);
        writer.WriteEndObject();
    }

    private static void WriteGraph(Utf8JsonWriter writer, string name, GraphVerdict? graph)
    {
        if (graph is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WritePropertyName(name);
        GraphJson.Write(writer, graph, hasDetails: true);
    }
}
