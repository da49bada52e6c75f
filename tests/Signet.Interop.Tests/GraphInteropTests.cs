using System.Text.Json;

namespace Signet.Interop.Tests;

/// <summary>What <c>sign --recursive</c> signs, notation verifies, and a graph that notation signed is one that signet trusts.</summary>
public sealed class GraphInteropTests(InteropLab lab)
{
    [Theory]
    [InlineData("registry", "jws")]
    [InlineData("registry", "cose")]
    [InlineData("layout", "jws")]
    public async Task Every_part_of_a_graph_that_signet_signs_is_verified_by_notation(string kind, string format)
    {
        using var party = await lab.PartyAsync();
        var (root, parts, flags, scope) = await GraphAsync(party, kind, $"signs-{format}");

        var signed = (await party.RunAsync(
            Tool.Signet, ["sign", "--recursive", "--key", "ec-256", "--signature-format", format, .. flags, root])).Succeeded();
        Assert.Contains("with all its parts: 4 signed now, 0 before", signed.StandardOutput, StringComparison.Ordinal);
        foreach (var part in parts)
        {
            await party.VerifyAsync(Tool.Notation, part, [.. flags, .. scope]);
        }

        var again = (await party.RunAsync(Tool.Signet, ["sign", "--recursive", "--key", "ec-256", .. flags, root])).Succeeded();
        Assert.Contains("with all its parts: 0 signed now, 4 before", again.StandardOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry")]
    [InlineData("layout")]
    public async Task Graph_that_notation_signed_is_trusted_and_signed_no_second_time(string kind)
    {
        using var party = await lab.PartyAsync();
        var (root, parts, flags, scope) = await GraphAsync(party, kind, "signed");
        foreach (var part in parts.Skip(1))
        {
            await party.SignAsync(Tool.Notation, part, "ec-256", flags);
        }

        var unsigned = await party.RunAsync(Tool.Signet, ["verify", "--recursive", .. flags, .. scope, root]);
        Assert.Equal(10, unsigned.ExitCode);
        await party.SignAsync(Tool.Notation, root, "ec-256", flags);
        (await party.RunAsync(Tool.Signet, ["verify", "--recursive", .. flags, .. scope, root])).Succeeded();
        var signed = (await party.RunAsync(Tool.Signet, ["sign", "--recursive", "--key", "ec-256", .. flags, root])).Succeeded();
        Assert.Contains("with all its parts: 0 signed now, 4 before", signed.StandardOutput, StringComparison.Ordinal);
    }

    /// <summary>An index of two artifacts with an SBOM on the first, made by oras; the root first among the parts.</summary>
    private async Task<(string Root, string[] Parts, string[] Flags, string[] Scope)> GraphAsync(Party party, string kind, string name)
    {
        var isLayout = kind == "layout";
        var repository = isLayout ? $"graph-{name}" : $"{(await lab.RegistryAsync()).Host}/graph/{name}-{Guid.NewGuid():N}";
        string[] flags = isLayout ? ["--oci-layout"] : [];
        var first = await party.PushAsync(repository, flags);
        var second = await party.PushAsync(repository, flags);
        await File.WriteAllTextAsync(party.Home.PathOf("sbom.json"), "{}");
        var sbom = (await party.Home.OrasAsync(
            ["attach", .. flags, "--artifact-type", "application/spdx+json", first, "sbom.json", "--format", "json"])).Succeeded();
        (await party.Home.OrasAsync(
            ["manifest", "index", "create", .. flags, $"{repository}:all", DigestOf(first), DigestOf(second)])).Succeeded();
        var resolved = (await party.Home.OrasAsync(["resolve", .. flags, $"{repository}:all"])).Succeeded();
        var root = $"{repository}@{resolved.StandardOutput.Trim()}";
        using var attached = JsonDocument.Parse(sbom.StandardOutput);
        var report = $"{repository}@{attached.RootElement.GetProperty("digest").GetString()}";
        return (root, [root, first, second, report], flags, isLayout ? ["--scope", "local/graph"] : []);
    }

    private static string DigestOf(string reference) => reference[(reference.IndexOf('@', StringComparison.Ordinal) + 1)..];
}
