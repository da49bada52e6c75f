using System.Text.Json;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;

namespace Signet.Interop.Tests;

/// <summary>A bundle is a layout that the real <c>oras</c> reads, and its signatures are ones that the real <c>notation</c> verifies.</summary>
public sealed class BundleInteropTests
{
    [Fact]
    public async Task Oras_reads_the_graph_and_notation_verifies_the_signatures()
    {
        using var home = new ToolHome();
        var chain = PkiLab.SigningChain(length: 2, name: "lab");
        home.AddKey("lab", chain);
        home.AddToStore("ca:lab", chain.Root);
        home.WritePolicy("strict", "ca:lab");
        await File.WriteAllTextAsync(home.PathOf("hello.txt"), "hello", TestContext.Current.CancellationToken);
        (await home.OrasAsync("push", "--oci-layout", "lay:v1", "hello.txt")).Succeeded();
        (await home.OrasAsync("attach", "--oci-layout", "lay:v1", "--artifact-type", "application/spdx+json", "hello.txt")).Succeeded();
        var report = await ReferrerAsync(home, "--oci-layout", "lay:v1");
        (await home.SignetAsync("sign", "--key", "lab", "--oci-layout", "lay:v1")).Succeeded();
        (await home.SignetAsync("sign", "--key", "lab", "--oci-layout", $"lay@{report}")).Succeeded();
        (await home.SignetAsync(
            "bundle", "create", "-o", "app.tar", "--key", "lab", "--scope", "local/lay", "--oci-layout", "lay:v1")).Succeeded();

        (await home.OrasAsync("cp", "-r", "--from-oci-layout", "app.tar:v1", "--to-oci-layout", "copy:v1")).Succeeded();
        var seen = (await home.OrasAsync("discover", "--format", "json", "--oci-layout", "copy:v1")).Succeeded();
        (await home.RunAsync("/bin/tar", ["xf", "app.tar", "--one-top-level=unpacked"])).Succeeded();
        using var inspected = JsonDocument.Parse(
            (await home.SignetAsync("bundle", "verify", "--output", "json", "--scope", "local/lay", "app.tar")).Succeeded().StandardOutput);
        var bundle = inspected.RootElement.GetProperty("bundle").GetString();
        var root = inspected.RootElement.GetProperty("statement").GetProperty("root").GetString();

        Assert.Contains("application/spdx+json", seen.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("vnd.signet.bundle", seen.StandardOutput, StringComparison.Ordinal);
        foreach (var digest in new[] { root, report, bundle })
        {
            (await home.NotationAsync("verify", "--oci-layout", $"unpacked@{digest}", "--scope", "local/lay")).Succeeded();
        }
    }

    private static async Task<string> ReferrerAsync(ToolHome home, params string[] target)
    {
        using var json = JsonDocument.Parse(
            (await home.OrasAsync(["discover", "--format", "json", .. target])).Succeeded().StandardOutput);
        return json.RootElement.GetProperty("referrers")[0].GetProperty("digest").GetString()!;
    }
}
