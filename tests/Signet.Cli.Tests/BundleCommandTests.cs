using System.Text.Json;
using Signet.Cli.Tests.Verdicts;
using Signet.TestKit.Pki;
using Signet.TestKit.Plugins;

namespace Signet.Cli.Tests;

/// <summary><c>signet bundle</c> through the executable, also where there is no network at all.</summary>
public sealed class BundleCommandTests
{
    private const string Scope = "--scope local/lay";

    [Fact]
    public async Task What_a_bundle_holds_verifies_and_loads_in_a_network_namespace_without_interfaces()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true);
        var isolate = await IsolateAsync(lab);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        var created = await CreateAsync(lab);
        await lab.DoAsync("rm -rf ~/.cache/notation");
        var requests = lab.Responder.Http.Requests.Count;
        await lab.WriteAsync(
            "inside.sh",
            $"""
            set -e
            grep -c : /proc/net/dev
            signet verify --oci-layout {Scope} {lab.Reference} >/dev/null 2>&1 || echo "online: $?"
            signet bundle verify {Scope} app.tar
            signet bundle load {Scope} --oci-layout app.tar loaded
            signet bundle load {Scope} --oci-layout --keep-bundle app.tar loaded:kept

            """);

        var (output, error, exitCode) = await lab.RunAsync($"{isolate} /bin/sh inside.sh");

        Assert.Equal(("", 0), (created.Error, created.ExitCode));
        Assert.True(exitCode == 0, $"{output}{error}");
        Assert.Equal("", error);
        Assert.StartsWith("1\nonline: 15\nSuccessfully verified the bundle app.tar of local/lay@sha256:", output, StringComparison.Ordinal);
        Assert.Contains("\nAnswers about revocation: 1, valid until 2098-01-01T00:00:00Z\n", output, StringComparison.Ordinal);
        Assert.Equal(requests, lab.Responder.Http.Requests.Count);
        Assert.Equal("kept\nv1\n", await lab.DoAsync("signet repo tags --oci-layout loaded"));
        Assert.Equal(0, (await lab.RunAsync($"signet verify --oci-layout {Scope} loaded:v1")).ExitCode);
    }

    [Fact]
    public async Task A_bundle_s_verdict_is_data_too()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        await CreateAsync(lab);

        var accepted = await lab.DoAsync($"signet bundle verify --own-policy --output json {Scope} app.tar");
        await lab.DoAsync("printf X | dd of=app.tar bs=1 seek=2000 conv=notrunc");
        var (output, error, exitCode) = await lab.RunAsync($"signet bundle verify --output json {Scope} app.tar");

        SchemaCheck.AssertFits(accepted, "bundle");
        SchemaCheck.AssertFits(output, "bundle");
        using var good = JsonDocument.Parse(accepted);
        var root = good.RootElement;
        SchemaCheck.AssertFits(root.GetProperty("graph").GetRawText(), "graph");
        SchemaCheck.AssertFits(root.GetProperty("signature").GetRawText());
        Assert.Equal(("trusted", 0), (root.GetProperty("verdict").GetString(), root.GetProperty("exitCode").GetInt32()));
        Assert.Equal("local/lay", root.GetProperty("statement").GetProperty("repository").GetString());
        Assert.Equal("2098-01-01T00:00:00Z", root.GetProperty("statement").GetProperty("revocationValidUntil").GetString());
        Assert.Equal("trusted", root.GetProperty("graph").GetProperty("verdict").GetString());
        Assert.Equal("trusted", root.GetProperty("ownGraph").GetProperty("verdict").GetString());
        Assert.Equal("trusted", root.GetProperty("signature").GetProperty("verdict").GetString());
        using var bad = JsonDocument.Parse(output);
        Assert.Equal(12, exitCode);
        Assert.Equal("invalid", bad.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, bad.RootElement.GetProperty("graph").ValueKind);
        Assert.StartsWith("Error: bundle verification failed for app.tar: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_accepted_is_neither_bundled_nor_loaded()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true);
        var unsigned = await CreateAsync(lab);
        var left = await lab.DoAsync("ls -A | grep app.tar || true");
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        await CreateAsync(lab);

        var elsewhere = await lab.RunAsync("signet bundle load --scope local/other --oci-layout app.tar loaded");
        await lab.DoAsync("rm -r ~/.config/notation/truststore/x509/ca/test/*; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
            + "-subj /C=US/ST=WA/O=Example/CN=other -keyout /dev/null -out ~/.config/notation/truststore/x509/ca/test/other.crt 2>/dev/null");
        var stranger = await lab.RunAsync($"signet bundle load {Scope} --oci-layout app.tar loaded");

        Assert.Equal((10, ""), (unsigned.ExitCode, left));
        Assert.Contains("Error: \"app.tar\" was not written\n", unsigned.Error, StringComparison.Ordinal);
        Assert.Equal(11, elsewhere.ExitCode);
        Assert.Contains("the bundle is of local/lay, not of local/other", elsewhere.Error, StringComparison.Ordinal);
        Assert.Equal(11, stranger.ExitCode);
        Assert.EndsWith("Error: nothing was loaded\n", stranger.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, (await lab.RunAsync("ls loaded")).ExitCode);
    }

    [Fact]
    public async Task Answers_about_a_carrier_in_a_plugin_come_along_when_its_certificates_are_given()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugin of this test is a script with a #! line");
        await using var lab = await RevocationLab.StartAsync(ocsp: true);
        var recipe = PkiLab.SigningRecipes(length: 2, name: "carrier")[0].WithRevocation([lab.Responder.Url], []);
        var carrier = PkiLab.ChainOf(PkiLab.Issue(recipe, lab.Chain.Root), lab.Chain.Root);
        await lab.WriteAsync("carrier.key", carrier.KeyPem);
        await lab.WriteAsync("carrier.crt", carrier.Root.CertificatePem + carrier.Leaf.CertificatePem); // The order is not asked for.
        await lab.WriteAsync("chain.crt", carrier.ChainPem);
        ForeignPlugin.Shell.Install((await lab.DoAsync("umask 077; mkdir -p ~/.config/notation/plugins; cd ~/.config/notation/plugins; pwd")).Trim());
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        var flags = $"--oci-layout {Scope} --plugin {ForeignPlugin.Shell.Name} --id $PWD/carrier.key --plugin-config certChain=$PWD/chain.crt";

        var bare = await lab.RunAsync($"signet bundle create -o bare.tar {flags} lay:v1");
        var full = await lab.RunAsync($"signet bundle create -o full.tar {flags} --certificate-chain carrier.crt lay:v1");
        var wrong = await lab.RunAsync($"signet bundle create -o wrong.tar {flags} --certificate-chain signer.crt lay:v1");
        var twoKeys = await lab.RunAsync($"cat signer.crt carrier.crt > both.crt; signet bundle create -o wrong.tar {flags} --certificate-chain both.crt lay:v1");
        var inFiles = await lab.RunAsync($"signet bundle create -o wrong.tar --oci-layout {Scope} --certificate-chain signer.crt lay:v1");
        await lab.DoAsync("rm -rf ~/.cache/notation");

        Assert.Equal((0, 15), (bare.ExitCode, (await lab.RunAsync($"signet bundle verify {Scope} bare.tar")).ExitCode));
        Assert.Contains("; with --certificate-chain they come along\n", bare.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (full.ExitCode, full.Error));
        Assert.StartsWith("Successfully verified the bundle", await lab.DoAsync($"signet bundle verify {Scope} full.tar"), StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), (wrong.ExitCode, twoKeys.ExitCode, inFiles.ExitCode));
        Assert.Contains("Error: the key signed with the certificate CN=carrier", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("has 2 certificates that are no authority's", twoKeys.Error, StringComparison.Ordinal);
        Assert.Contains("--certificate-chain is for keys in plugins", inFiles.Error, StringComparison.Ordinal);
        Assert.Equal("", await lab.DoAsync("ls -A | grep wrong || true"));
    }

    [Theory]
    [InlineData("signet bundle verify app.tar", "required flag(s) \"scope\" not set")]
    [InlineData("signet bundle verify --scope nonsense:x app.tar", "--scope: ")]
    [InlineData("signet bundle verify --scope local/lay missing.tar", "missing.tar")]
    [InlineData("signet bundle verify --scope local/lay", "takes one file")]
    [InlineData("signet bundle create --oci-layout --scope local/lay lay:v1", "required flag(s) \"output\" not set")]
    [InlineData("signet bundle create -o none/app.tar --oci-layout --scope local/lay lay:v1", "does not exist")]
    [InlineData("signet bundle load --scope local/lay --oci-layout app.tar lay@sha256:0000000000000000000000000000000000000000000000000000000000000000", "takes a tag or nothing")]
    public async Task Wrong_usage_is_said(string command, string message)
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: false);

        var (_, error, exitCode) = await lab.RunAsync(command);

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static Task<(string Output, string Error, int ExitCode)> CreateAsync(RevocationLab lab) =>
        lab.RunAsync($"signet bundle create -o app.tar --oci-layout {Scope} lay:v1");

    /// <summary>How to run a program in a network namespace of its own, which has no interface that is up.</summary>
    private static async Task<string> IsolateAsync(RevocationLab lab)
    {
        foreach (var command in new[] { "unshare -rn", "unshare -n" })
        {
            if ((await lab.RunAsync($"{command} true")).ExitCode == 0)
            {
                return command;
            }
        }

        Assert.Skip("no network namespace can be made here (unshare -n): nothing proves that no network is used");
        return "";
    }
}
