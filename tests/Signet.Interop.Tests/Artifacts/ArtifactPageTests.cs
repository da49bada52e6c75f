using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;

namespace Signet.Interop.Tests.Artifacts;

/// <summary>Runs the commands of docs/artifacts.md on two registries and holds the page to what they print.</summary>
public sealed partial class ArtifactPageTests(InteropLab lab)
{
    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is run by a POSIX shell");
        var page = await File.ReadAllTextAsync(Checkout.Find("docs/artifacts.md"), TestContext.Current.CancellationToken);
        await using var first = await DockerRegistryServer.StartAsync();
        var second = await lab.RegistryAsync();
        using var home = new ToolHome();
        home.AddKey("release", PkiLab.SigningChain(length: 2, name: "release"));
        await File.WriteAllTextAsync(home.PathOf("app.tar.gz"), "app\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(home.PathOf("sbom.json"), "{}\n", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(home.PathOf("bin"));
        File.CreateSymbolicLink(home.PathOf("bin/signet"), Peers.Signet);

        var actual = await ConsolePage.RerunAsync(page, async command =>
        {
            var real = command.Replace("localhost:5000", first.Host, StringComparison.Ordinal)
                .Replace("localhost:6000", second.Host, StringComparison.Ordinal);
            var result = await home.RunAsync("sh", ["-c", $"PATH={home.PathOf("bin")}:$PATH; {{ {real}; }} 2>&1"]);
            return Shown(result.StandardOutput.Replace(first.Host, "localhost:5000", StringComparison.Ordinal)
                .Replace(second.Host, "localhost:6000", StringComparison.Ordinal));
        });

        Assert.True(actual == page, $"the page is to read:\n{actual}");
    }

    private static string Shown(string output)
    {
        var text = Times().Replace(Digests().Replace(output, "${kind}…"), "<time>");
        return Durations().Replace(Sizes().Replace(text, "(23 KB)"), "in 100ms");
    }

    [GeneratedRegex("(?<kind>sha256:|)[0-9a-f]{64}")]
    private static partial Regex Digests();

    [GeneratedRegex(@"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Times();

    [GeneratedRegex(@"\([0-9.]+ KB\)")]
    private static partial Regex Sizes();

    [GeneratedRegex("in [0-9]+(ms|s)")]
    private static partial Regex Durations();
}
