using System.Text.RegularExpressions;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests;

/// <summary>Runs the commands of docs/policy.md and holds the page to what they print.</summary>
public sealed partial class PolicyPageTests
{
    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        await using var lab = await PageLab.OpenAsync("docs/policy.md");
        await using var registry = await ScriptedRegistry.StartAsync();
        var artifact = registry.Repository("team/app").AddArtifact("application/vnd.example");
        registry.Repository("team/app").Tag("v1", artifact.Digest);
        lab.AddHost("registry.example.com", registry.Host);
        lab.Preamble = $"DIGEST={artifact.Digest}; ";
        await lab.AddKeyAsync("release");

        await lab.CheckAsync(text => Blanks().Replace(Padding().Replace(text, "  "), ""));
    }

    /// <summary>Columns are as wide as the paths and the port's number.</summary>
    [GeneratedRegex("(?<=[^ \n]) {2,}(?=[^ \n])")]
    private static partial Regex Padding();

    [GeneratedRegex(" +(?=\n)")]
    private static partial Regex Blanks();
}
