using System.Text.Json.Nodes;
using Signet.TestKit.Pki;

namespace Signet.TestKit.Peers;

/// <summary>Keys, trust stores and trust policies of a home, in the files <c>signet</c> and <c>notation</c> share.</summary>
public static class ToolHomeSetup
{
    /// <summary>Adds a local key with its chain to the key list.</summary>
    public static void AddKey(this ToolHome home, string name, LabChain chain)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(chain);
        Directory.CreateDirectory(home.Configuration);
        File.WriteAllText(home.PathOf($"{name}.key"), chain.KeyPem);
        File.WriteAllText(home.PathOf($"{name}.crt"), chain.ChainPem);
        var path = Path.Combine(home.Configuration, "signingkeys.json");
        var list = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))! : new JsonObject { ["keys"] = new JsonArray() };
        list["keys"]!.AsArray().Add(new JsonObject
        {
            ["name"] = name,
            ["keyPath"] = home.PathOf($"{name}.key"),
            ["certPath"] = home.PathOf($"{name}.crt"),
        });
        File.WriteAllText(path, list.ToJsonString());
    }

    /// <summary>Adds a certificate to a trust store given as <c>type:name</c>.</summary>
    public static void AddToStore(this ToolHome home, string store, LabCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(certificate);
        var folder = Path.Combine(home.Configuration, "truststore", "x509", store.Replace(':', '/'));
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, $"{certificate.Recipe.CommonName}.crt"), certificate.CertificatePem);
    }

    /// <summary>Writes a trust policy of one statement for all repositories and any identity.</summary>
    public static void WritePolicy(this ToolHome home, string level, params string[] stores)
    {
        ArgumentNullException.ThrowIfNull(home);
        Directory.CreateDirectory(home.Configuration);
        var policy = new JsonObject
        {
            ["version"] = "1.0",
            ["trustPolicies"] = new JsonArray(new JsonObject
            {
                ["name"] = "lab",
                ["registryScopes"] = new JsonArray("*"),
                ["signatureVerification"] = new JsonObject { ["level"] = level },
                ["trustStores"] = new JsonArray([.. stores.Select(s => (JsonNode)s)]),
                ["trustedIdentities"] = new JsonArray("*"),
            }),
        };
        File.WriteAllText(Path.Combine(home.Configuration, "trustpolicy.json"), policy.ToJsonString());
    }
}
