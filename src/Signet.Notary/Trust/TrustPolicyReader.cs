using System.Text.Json;
using Signet.Json;
using Signet.Notary.Configuration;

namespace Signet.Notary.Trust;

/// <summary>Reads the JSON of a policy. Members nobody knows are passed over, with a warning.</summary>
internal static class TrustPolicyReader
{
    /// <summary>The document; null when it is malformed, and then <paramref name="fault"/> says why.</summary>
    public static TrustPolicyForm? Read(ReadOnlyMemory<byte> content, List<string> warnings, out string? fault)
    {
        fault = content.IsEmpty ? "EOF" : StrictJson.FindFault(content.Span);
        if (fault is not null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            var root = JsonFields.Object(document.RootElement, "the document");
            Warn(root, "the trust policy", warnings, "version", "trustPolicies");
            return new(
                JsonFields.String(root, "version") ?? "",
                [.. JsonFields.Items(root, "trustPolicies").Select((item, i) => ReadStatement(item, i + 1, warnings))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            fault = e.Message;
            return null;
        }
    }

    private static TrustPolicyForm.Statement ReadStatement(JsonElement element, int number, List<string> warnings)
    {
        var statement = JsonFields.Object(element, $"statement {number} of \"trustPolicies\"");
        var name = JsonFields.String(statement, "name") ?? "";
        var where = name.Length > 0 ? $"trust policy statement {GoQuote.Text(name)}" : $"trust policy statement {number}";
        Warn(
            statement, where, warnings,
            "name", "registryScopes", "signatureVerification", "trustStores", "trustedIdentities");
        var verification = JsonFields.Find(statement, "signatureVerification") is { } found
            ? JsonFields.Object(found, "member \"signatureVerification\"")
            : (JsonElement?)null;
        if (verification is { } members)
        {
            Warn(members, $"signatureVerification of {where}", warnings, "level", "override", "verifyTimestamp");
        }

        return new()
        {
            Name = name,
            Level = verification is { } v ? JsonFields.String(v, "level") ?? "" : "",
            Override = verification is { } o ? JsonFields.Map(o, "override") : [],
            VerifyTimestamp = verification is { } t ? JsonFields.String(t, "verifyTimestamp") ?? "" : "",
            TrustStores = JsonFields.Strings(statement, "trustStores"),
            TrustedIdentities = JsonFields.Strings(statement, "trustedIdentities"),
            RegistryScopes = JsonFields.Strings(statement, "registryScopes"),
        };
    }

    private static void Warn(JsonElement parent, string where, List<string> warnings, params string[] known)
    {
        foreach (var member in JsonFields.Unknown(parent, known))
        {
            warnings.Add($"{where} has a member {GoQuote.Text(member.Name)} that has no meaning and is ignored");
        }
    }
}
