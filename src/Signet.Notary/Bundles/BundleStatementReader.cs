using System.Text.Json;
using Signet.Json;
using Signet.Notary.Graph;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>
/// Reads a statement strictly: what this version does not know, or what is there twice, is refused as a whole, so that no two
/// readers see different statements.
/// </summary>
internal static class BundleStatementReader
{
    /// <exception cref="FormatException">It is no statement; the message says why.</exception>
    public static BundleStatement Read(ReadOnlyMemory<byte> content)
    {
        if (StrictJson.FindFault(content.Span, NotaryLimits.BundleStatementTokens) is { } fault)
        {
            throw new FormatException($"the bundle's statement cannot be read: {fault.TrimEnd('.')}");
        }

        using var json = JsonDocument.Parse(content);
        var root = json.RootElement;
        Require(
            root,
            "the statement",
            ["mediaType", "created", "reference", "repository", "root", "policy", "certificates", "revocation", "nodes", "content"],
            ["createdBy", "tag", "environment"]);
        if (Text(root, "mediaType") is var mediaType && mediaType != BundleMediaTypes.Statement)
        {
            throw Fault($"its media type is {GoQuote.Text(mediaType)} instead of \"{BundleMediaTypes.Statement}\"");
        }

        return new BundleStatement
        {
            Created = Time(root, "created"),
            CreatedBy = Optional(root, "createdBy"),
            Reference = Text(root, "reference"),
            Repository = Text(root, "repository"),
            Tag = Optional(root, "tag"),
            Root = ReadDescriptor(root.GetProperty("root"), "\"root\""),
            Environment = Optional(root, "environment"),
            Policy = ReadPolicy(root.GetProperty("policy")),
            Certificates = [.. Items(root, "certificates").Select(ReadCertificate)],
            Revocation = ReadRevocation(root.GetProperty("revocation")),
            Nodes = [.. Items(root, "nodes").Select(ReadNode)],
            Content = ReadContent(root),
        };
    }

    private static BundlePolicy ReadPolicy(JsonElement policy)
    {
        Require(policy, "\"policy\"", ["digest", "size", "statement"], []);
        return new(Digest(policy), Size(policy), Text(policy, "statement"));
    }

    private static BundleCertificate ReadCertificate(JsonElement certificate)
    {
        Require(certificate, "an entry of \"certificates\"", ["store", "file", "digest", "size"], []);
        return TrustStoreName.TryParse(Text(certificate, "store"), out var store)
            ? new(store, Text(certificate, "file"), Digest(certificate), Size(certificate))
            : throw Fault("a certificate is in no trust store");
    }

    private static BundleRevocation ReadRevocation(JsonElement revocation)
    {
        Require(revocation, "\"revocation\"", ["digest", "size", "answers"], ["validUntil"]);
        return new(
            Digest(revocation),
            Size(revocation),
            revocation.TryGetProperty("validUntil", out _) ? Time(revocation, "validUntil") : null,
            [.. Items(revocation, "answers").Select(ReadAnswer)]);
    }

    private static BundleAnswer ReadAnswer(JsonElement answer)
    {
        Require(
            answer, "an entry of \"answers\"", ["method", "address", "certificate", "status", "thisUpdate", "nextUpdate"], []);
        return new(
            Text(answer, "method"),
            Text(answer, "address"),
            Text(answer, "certificate"),
            Text(answer, "status"),
            Time(answer, "thisUpdate"),
            Time(answer, "nextUpdate"));
    }

    private static BundleNode ReadNode(JsonElement node)
    {
        Require(node, "an entry of \"nodes\"", ["digest", "role", "verdict", "required"], []);
        return new(
            Digest(node),
            BundleNames.Find<GraphRole>(Text(node, "role")) ?? throw Fault("a node has an unknown role"),
            BundleNames.Find<VerdictKind>(Text(node, "verdict")) ?? throw Fault("a node has an unknown verdict"),
            node.GetProperty("required").ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw Fault("\"required\" is neither true nor false"),
            });
    }

    private static List<Descriptor> ReadContent(JsonElement root)
    {
        var content = Items(root, "content").Select(item => ReadDescriptor(item, "an entry of \"content\"")).ToList();
        return content.DistinctBy(descriptor => descriptor.Digest).Count() == content.Count
            ? content
            : throw Fault("it lists the same content twice");
    }

    private static Descriptor ReadDescriptor(JsonElement descriptor, string what)
    {
        Require(descriptor, what, ["mediaType", "digest", "size"], []);
        return new() { MediaType = Text(descriptor, "mediaType"), Digest = Digest(descriptor), Size = Size(descriptor) };
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name)
    {
        var list = parent.GetProperty(name);
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Fault($"\"{name}\" is no array");
        }

        return list.GetArrayLength() <= NotaryLimits.Graphs.GraphNodes
            ? list.EnumerateArray()
            : throw Fault($"\"{name}\" has more than the limit of {NotaryLimits.Graphs.GraphNodes} entries");
    }

    private static void Require(JsonElement element, string what, string[] required, string[] optional)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Fault($"{what} is no object");
        }

        var missing = required.ToHashSet(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!missing.Remove(member.Name) && !optional.Contains(member.Name))
            {
                throw Fault(
                    $"{what} has the member {GoQuote.Text(member.Name)}, which this version does not know: verify it with a "
                    + "version that does");
            }
        }

        if (missing.Count > 0)
        {
            throw Fault($"{what} has no member \"{required.First(missing.Contains)}\"");
        }
    }

    private static string? Optional(JsonElement parent, string name) => parent.TryGetProperty(name, out _) ? Text(parent, name) : null;

    private static string Text(JsonElement parent, string name)
    {
        var value = parent.GetProperty(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"\"{name}\" is no text");
    }

    private static DateTimeOffset Time(JsonElement parent, string name) =>
        BundleNames.FindTime(Text(parent, name)) ?? throw Fault($"\"{name}\" is no time of the form 2026-01-31T12:00:00Z");

    private static Digest Digest(JsonElement parent) => Oci.Digest.TryParse(Text(parent, "digest"), out var digest)
        ? digest
        : throw Fault("a digest is none");

    private static long Size(JsonElement parent) =>
        parent.GetProperty("size") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var size) && size >= 0
            ? size
            : throw Fault("a size is none");

    private static FormatException Fault(string what) =>
        new($"the bundle's statement cannot be read: {what}");
}
