using System.Text;
using System.Text.Json.Nodes;
using Signet.Notary.Trust;

namespace Signet.Notary.Tests.Trust;

/// <summary>Policies as short text: one statement with the members that a test is about.</summary>
internal static class PolicyText
{
    public const string Superset = "signet/1.0";

    /// <summary>A valid statement; <paramref name="members"/> is JSON without braces that adds to it or replaces.</summary>
    public static string Statement(string members = "", string name = "n", bool isBlob = false)
    {
        var statement = JsonNode.Parse($$"""
            {"name":"{{name}}",{{(isBlob ? "" : "\"registryScopes\":[\"registry.example.com/app\"],")}}
             "signatureVerification":{"level":"strict"},"trustStores":["ca:s"],"trustedIdentities":["*"]}
            """)!.AsObject();
        foreach (var (member, value) in JsonNode.Parse($"{{{members}}}")!.AsObject())
        {
            statement[member] = value?.DeepClone();
        }

        return statement.ToJsonString();
    }

    public static string Document(string version, params string[] statements) =>
        $$"""{"version":"{{version}}","trustPolicies":[{{string.Join(',', statements)}}]}""";

    public static TrustPolicyDocument Parse(string text) => TrustPolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "test");

    public static BlobTrustPolicyDocument ParseBlob(string text) =>
        BlobTrustPolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "test");

    /// <summary>A document of version signet/1.0.</summary>
    public static TrustPolicyDocument ParseSignet(params string[] statements) => Parse(Document(Superset, statements));

    /// <summary>What is wrong with a document, all of it.</summary>
    public static IReadOnlyList<string> Faults(string text, bool isBlob = false)
    {
        var fault = isBlob
            ? Assert.Throws<TrustPolicyException>(() => ParseBlob(text))
            : Assert.Throws<TrustPolicyException>(() => Parse(text));
        return fault.Faults;
    }
}
