using System.Text.RegularExpressions;
using Signet.TestKit.Pki;
using Signet.TestKit.Registries;
using Signet.TestKit.Servers;

namespace Signet.Cli.Tests;

/// <summary>
/// Runs the commands of docs/bundle.md and holds the page to what they print. What follows the line <c>&lt;!-- inside --&gt;</c>
/// is run with another configuration directory, as on another machine.
/// </summary>
public sealed partial class BundlePageTests
{
    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        await using var lab = await PageLab.OpenAsync("docs/bundle.md");
        await using var registry = await ScriptedRegistry.StartAsync();
        var releaseRoot = Root("release");
        var carrierRoot = Root("carrier");
        await using var releaseList = await CrlServer.StartAsync(releaseRoot);
        await using var carrierList = await CrlServer.StartAsync(carrierRoot);
        var artifact = registry.Repository("team/app").AddArtifact("application/vnd.example");
        registry.Repository("team/app").Tag("v1", artifact.Digest);
        lab.AddHost("registry.example.com", registry.Host);
        lab.Preamble = $"DIGEST={artifact.Digest}; ";
        await lab.AddKeyAsync("release", Chain("release", releaseRoot, releaseList));
        await lab.AddKeyAsync("carrier", Chain("carrier", carrierRoot, carrierList));

        await lab.CheckAsync(
            text => Changing().Replace(
                text.Replace("~/inside", "~/.config/notation", StringComparison.Ordinal),
                m => m.Value.EndsWith(" bytes", StringComparison.Ordinal) ? "3000 bytes" // ECDSA signatures differ in length.
                    : m.Value.StartsWith("signet/", StringComparison.Ordinal) ? "signet/…"
                    : "2026-01-31T12:00:00Z"),
            line => lab.Preamble += line == "<!-- inside -->"
                ? "export NOTATION_CONFIG=$HOME/inside NOTATION_CACHE=$HOME/inside/cache; "
                : "");
    }

    private static LabCertificate Root(string name) => PkiLab.Issue(PkiLab.SigningRecipes(length: 2, name: name)[1], null, slot: 1);

    private static LabChain Chain(string name, LabCertificate root, CrlServer list) => PkiLab.ChainOf(
        PkiLab.Issue(PkiLab.SigningRecipes(length: 2, name: name)[0].WithRevocation([], [list.Url]), root), root);

    [GeneratedRegex("[0-9]+ bytes|signet/[0-9][^\\s,]*|20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")]
    private static partial Regex Changing();
}
