using Signet.Oci;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Graphs;

/// <summary>Runs the commands of docs/graph.md and holds the page to what they print.</summary>
public sealed class GraphPageTests
{
    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        await using var lab = await PageLab.OpenAsync("docs/graph.md");
        await using var registry = await ScriptedRegistry.StartAsync();
        var content = registry.Repository("team/app");
        var index = Fill(content);
        lab.AddHost("registry.example.com", registry.Host);
        lab.Preamble = $"DIGEST={index.Digest}; ";
        await lab.AddKeyAsync("release");
        await lab.DoAsync("signet key update --default release");
        await lab.DoAsync($"signet policy init --certificate release.crt --registry-scope {registry.Host}/team/app");

        await lab.CheckAsync(text => text, line =>
        {
            if (line == "<!-- a scan report is attached -->")
            {
                content.AddArtifact(subject: index, artifactType: "application/vnd.example.scan.report");
            }
        });
    }

    private static Descriptor Fill(StoredRepository content)
    {
        var entries = new List<string>();
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var platform = content.AddArtifact(
                artifactType: "application/vnd.example.app", layers: [("application/octet-stream", new byte[1_500_000 + architecture[1]])]);
            content.AddArtifact(subject: platform, artifactType: "application/spdx+json", layers: [("application/spdx+json", new byte[40_000])]);
            entries.Add($$"""
                {"mediaType":"{{platform.MediaType}}","digest":"{{platform.Digest}}","size":{{platform.Size}},"platform":{"os":"linux","architecture":"{{architecture}}"} }
                """);
        }

        return content.AddManifest(
            System.Text.Encoding.UTF8.GetBytes($$"""
                {"schemaVersion":2,"mediaType":"{{MediaTypes.ImageIndex}}","manifests":[{{string.Join(',', entries)}}]}
                """),
            MediaTypes.ImageIndex,
            "v1");
    }
}
