using System.Text;
using System.Text.Json;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests;

/// <summary><c>signet sign</c> through plugins, good and hostile, into a registry that says what it was sent.</summary>
public sealed class PluginSignTests
{
    /// <summary>What the Python plugin does wrong, its settings, and what is said of it.</summary>
    public static TheoryData<string, string, string> Hostile => new()
    {
        { "another artifact", "mode=payload", "during signing descriptor subject has changed from {application/" },
        { "another size", "mode=size", "during signing descriptor subject has changed from {application/" },
        { "a member nobody looks at", "mode=member", "during signing, following unknown attributes were added to subject descriptor: [\"zone\"]" },
        { "a broken signature", "mode=broken", "generated signature failed verification: " },
        { "raw: other bytes", "capability=RAW mode=payload", "Key, signature and certificateChain must belong together: check the key id" },
        { "raw: another key", "capability=RAW mode=key", "keyID in generateSignature response \"another\" does not match request \"" },
        { "raw: another key described", "capability=RAW mode=described", "keyID in describeKey response \"another\" does not match request \"" },
        { "noise before the answer", "mode=noise", "failed to unmarshal the response of get-plugin-metadata command for plugin python-envelope" },
        { "no word", "mode=crash", "exit status 3\nRun the command again with --debug, or try the plugin with `signet plugin test python-envelope`\n" },
        { "a refusal that steers the terminal", "mode=refuse", "not\\x1b[2J you\nThe plugin's error: ACCESS_DENIED, request=r-1\n" },
        { "raw: a refusal", "capability=RAW mode=refuse", "not\\x1b[2J you\nThe plugin's error: ACCESS_DENIED, request=r-1\n" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task H3_nothing_is_pushed_when_the_plugin(string signs, string settings, string says)
    {
        await using var lab = await PluginSignLab.StartAsync();
        var flags = string.Join(' ', settings.Split(' ').Select(s => $"--plugin-config {s}"));

        var (output, error, exitCode) = await lab.RunAsync($"signet sign {PluginSignLab.Python} {flags} {lab.Reference}");

        Assert.True((output, exitCode) == ("", 1), $"{signs}: {output}{error}");
        Assert.StartsWith("Error: failed to sign with the plugin python-envelope: ", error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
        lab.AssertNothingPushed();
    }

    [Fact]
    public async Task A_timestamp_is_not_left_out_without_a_word()
    {
        await using var lab = await PluginSignLab.StartAsync();

        var (output, error, exitCode) = await lab.RunAsync(
            $"signet sign {PluginSignLab.Python} --timestamp-url http://localhost:1 --timestamp-root-cert root.crt {lab.Reference}");

        Assert.Equal(("", 1), (output, exitCode));
        Assert.Contains("a timestamp cannot be added to those, so nothing was signed", error, StringComparison.Ordinal);
        lab.AssertNothingPushed();
    }

    [Theory]
    [InlineData("INT", "hang get-plugin-metadata")]
    [InlineData("TERM", "hang describe-key")]
    [InlineData("INT", "hang generate-signature")]
    public async Task H3_a_plugin_that_hangs_is_ended_with_the_command(string signal, string mode)
    {
        await using var lab = await PluginSignLab.StartAsync();

        // In the foreground: a shell without job control has its background processes ignore the interrupt.
        var (output, error, exitCode) = await lab.RunAsync(
            $$"""
            { while ! [ -s pid ]; do sleep 0.02; done; kill -{{signal}} $(cat self); } &
            sh -c 'echo $$ > self; exec "$@"' - signet sign {{PluginSignLab.Python}} --plugin-config capability=RAW \
              --plugin-config "mode={{mode}}" --plugin-config record=$PWD/pid {{lab.Reference}}
            """);

        Assert.Equal(("", "Error: context canceled: interrupted before the command was done\n", 1), (output, error, exitCode));
        await lab.AssertEndedAsync("pid");
        lab.AssertNothingPushed();
    }

    /// <summary>They run at the same time, and the registry's answer comes before the plugin's.</summary>
    [Theory]
    [InlineData("hang")]
    [InlineData("crash")]
    [InlineData("noise")]
    public async Task An_artifact_that_is_not_there_wins_over_what_the_plugin_says(string mode)
    {
        await using var lab = await PluginSignLab.StartAsync();
        var reference = $"{lab.Registry.Host}/app@sha256:{new string('0', 64)}";

        var (output, error, exitCode) = await lab.RunAsync(
            $"signet sign {PluginSignLab.Python} --plugin-config mode={mode} --plugin-config record=$PWD/pid {reference}");

        Assert.Equal(("", 1), (output, exitCode));
        Assert.StartsWith($"Error: failed to get manifest descriptor: {reference}: not found", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_the_list_signs_with_its_settings_and_those_of_the_call()
    {
        await using var lab = await PluginSignLab.StartAsync();
        await lab.TrustAsync();
        await lab.DoAsync(
            "signet key add --plugin python-envelope --id $PWD/signer.key --plugin-config certChain=/absent "
            + "--plugin-config mode=annotation vault");

        var signed = await lab.DoAsync($"signet sign --key vault --plugin-config certChain=$PWD/signer.crt {lab.Reference}");
        var verified = await lab.DoAsync($"signet verify {lab.Reference}");

        Assert.StartsWith($"Successfully signed {lab.Reference}\nPushed the signature to {lab.Registry.Host}/app@sha256:", signed, StringComparison.Ordinal);
        Assert.Contains("added   by the plugin", verified, StringComparison.Ordinal);
        // What the plugin wants said is in the signature's manifest, and what only the signer says is not the plugin's.
        var digest = signed[(signed.LastIndexOf('@') + 1)..].Trim();
        using var manifest = JsonDocument.Parse(lab.Repository.FindManifest(digest)!.Value.Manifest.Content);
        var annotations = manifest.RootElement.GetProperty("annotations");
        Assert.Equal("T-1", annotations.GetProperty("com.example.ticket").GetString());
        Assert.False(annotations.GetProperty("org.opencontainers.image.created").GetString()!.StartsWith("1970", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_signing_agent_names_a_plugin_that_signs_bytes()
    {
        await using var lab = await PluginSignLab.StartAsync();

        await lab.DoAsync($"signet sign {PluginSignLab.PosixShell} {lab.Reference}");

        Assert.Matches(
            "\"signingAgent\": \"signet/[0-9.]+\\S* shell-raw/0\\.1\\.0\"", await lab.DoAsync($"signet inspect -o json {lab.Reference}"));
    }

    [Fact]
    public async Task H6_the_plugin_gets_no_credentials_and_the_log_no_settings()
    {
        await using var lab = await PluginSignLab.StartAsync(RegistryAuthentication.Basic);

        var (output, error, exitCode) = await lab.RunAsync(
            "AWS_PROFILE=release DOCKER_AUTH_CONFIG='{}' NOTATION_USERNAME=user NOTATION_PASSWORD=pass-example "
            + $"signet sign -d {PluginSignLab.Python} --plugin-config mode=environment --plugin-config record=$PWD/environment "
            + $"--plugin-config token=hunter-example {lab.Reference}");
        var names = (await lab.DoAsync("cat environment")).Split('\n');

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("AWS_PROFILE", names);
        Assert.DoesNotContain(names, n => n.StartsWith("NOTATION_", StringComparison.Ordinal) || n == "DOCKER_AUTH_CONFIG");
        Assert.Contains("msg=Plugin generate-envelope request: {", error, StringComparison.Ordinal);
        Assert.Contains("\"token\":\"****\"", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter-example", error, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-example", error, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pass-example")), error, StringComparison.Ordinal);
    }
}
