using System.Text.Json.Nodes;

namespace Signet.Interop.Tests;

/// <summary>
/// What <c>signet promote</c> leaves in the real <c>docker-registry</c> is what the real <c>notation</c> and <c>oras</c> see.
/// </summary>
public sealed class PromotionInteropTests(InteropLab lab)
{
    private const string Signature = "application/vnd.cncf.notary.signature";

    [Fact]
    public async Task Promoted_artifact_is_what_notation_and_oras_see()
    {
        var registry = (await lab.RegistryAsync()).Host;
        var name = Guid.NewGuid().ToString("N");
        var (dev, prod) = ($"{registry}/{name}/dev", $"{registry}/{name}/prod");
        using var party = await lab.PartyAsync();
        await AddEnvironmentAsync(party, "dev", OpenSslKeys.Root);
        await AddEnvironmentAsync(party, "prod", OpenSslKeys.OtherRoot);
        var reference = await party.PushAsync(dev);
        var digest = reference[(reference.IndexOf('@', StringComparison.Ordinal) + 1)..];
        await File.WriteAllTextAsync(party.Home.PathOf("sbom.json"), "{}", TestContext.Current.CancellationToken);
        var attached = (await party.Home.OrasAsync(
            "attach", reference, "--artifact-type", "application/spdx+json", "sbom.json", "--format", "go-template={{.digest}}")).Succeeded();
        var sbom = attached.StandardOutput.Trim();
        await party.SignAsync(Tool.Notation, reference, OpenSslKeys.Deep);
        await party.SignAsync(Tool.Notation, $"{dev}@{sbom}", OpenSslKeys.Deep);
        string[] promote =
        [
            "promote", "--from-environment", "dev", "--to-environment", "prod", "--sign-key", OpenSslKeys.Stranger, "--recursive",
            $"{dev}:v1",
        ];

        var promoted = (await party.Home.SignetAsync([.. promote, $"{prod}:v1"])).Succeeded();
        (await party.Home.SignetAsync([.. promote, $"{prod}:v1"])).Succeeded();
        (await party.Home.SignetAsync([.. promote, "--to-oci-layout", "--to-scope", "local/prod", "lay:v1"])).Succeeded();

        Assert.EndsWith($"to {prod}:v1\n", promoted.StandardOutput, StringComparison.Ordinal);
        // Who trusts prod's key alone accepts artifact, report and record.
        party.Trust(OpenSslKeys.OtherRoot, "*");
        var types = await DiscoverAsync(party, $"{prod}:v1");
        Assert.Equal(
            ["application/spdx+json", Signature, Signature, "application/vnd.signet.promotion.v1+json"], types.Select(t => t.Type).Order(StringComparer.Ordinal));
        foreach (var one in types.Where(t => t.Type != Signature).Select(t => t.Digest).Append(digest))
        {
            await party.VerifyAsync(Tool.Notation, $"{prod}@{one}");
        }

        await party.VerifyAsync(Tool.Notation, $"lay@{digest}", "--oci-layout", "--scope", "local/prod");
        var resolved = (await party.Home.OrasAsync("resolve", $"{prod}:v1")).Succeeded();
        Assert.Equal(digest, resolved.StandardOutput.Trim());

        (await party.Home.OrasAsync("tag", $"{prod}:v1", "kept")).Succeeded();
        (await party.Home.SignetAsync("promote", "--clean", $"{dev}:v1", prod)).Succeeded();
        Assert.Equal(types.Count, (await DiscoverAsync(party, $"{prod}:v1")).Count);
    }

    private static async Task<List<(string Type, string Digest)>> DiscoverAsync(Party party, string reference)
    {
        var found = (await party.Home.OrasAsync("discover", "--format", "json", reference)).Succeeded();
        return [.. JsonNode.Parse(found.StandardOutput)!["referrers"]!.AsArray()
            .Select(one => ((string)one!["artifactType"]!, (string)one["digest"]!))];
    }

    private async Task AddEnvironmentAsync(Party party, string name, string root)
    {
        var keys = await lab.KeysAsync();
        var store = Path.Combine(party.Home.Configuration, "truststore", "x509", "ca", name);
        Directory.CreateDirectory(store);
        File.Copy(keys.CertificateOf(root), Path.Combine(store, "root.pem"));
        Directory.CreateDirectory(Path.Combine(party.Home.Configuration, "policies"));
        await File.WriteAllTextAsync(
            Path.Combine(party.Home.Configuration, "policies", $"{name}.oci.json"),
            $$"""
            {"version":"1.0","trustPolicies":[{"name":"{{name}}","registryScopes":["*"],"signatureVerification":{"level":"strict"},
             "trustStores":["ca:{{name}}"],"trustedIdentities":["*"]}]}
            """);
    }
}
