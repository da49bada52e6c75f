using Signet.TestKit.Registries;

namespace Signet.Cli.Tests;

/// <summary>The commands on a registry that says what it was asked.</summary>
public sealed class RegistryCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_artifact_is_signed_listed_and_verified_in_a_registry()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var artifact = registry.Repository("app").AddArtifact("application/vnd.example");
        registry.Repository("app").Tag("v1", artifact.Digest);
        await using var shell = await Transcript.OpenAsync(Token);
        var reference = $"{registry.Host}/app@{artifact.Digest}";
        await TrustAsync(shell);

        var signed = await shell.RunCommandAsync($"signet sign {reference}", Token);
        var listed = await shell.RunCommandAsync($"signet list {registry.Host}/app:v1", Token);
        var verified = await shell.RunCommandAsync($"signet verify {reference}", Token);

        Assert.Equal(("", 0), (signed.Error, signed.ExitCode));
        Assert.StartsWith($"Successfully signed {reference}\nPushed the signature to {registry.Host}/app@sha256:", signed.Output, StringComparison.Ordinal);
        Assert.StartsWith($"{reference}\n└── application/vnd.cncf.notary.signature\n    └── sha256:", listed.Output, StringComparison.Ordinal);
        Assert.Equal(($"Successfully verified signature for {reference}\n", "", 0), verified);
    }

    [Fact]
    public async Task A9_a_registry_that_fails_gives_undetermined_and_never_unsigned()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var artifact = registry.Repository("app").AddArtifact("application/vnd.example");
        registry.On("GET", "/referrers/").Always().Status(403);
        await using var shell = await Transcript.OpenAsync(Token);
        await TrustAsync(shell);

        var verified = await shell.RunCommandAsync($"signet verify {registry.Host}/app@{artifact.Digest}", Token);

        Assert.Equal(15, verified.ExitCode);
        Assert.Contains("Verdict: undetermined (exit code 15)\n", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_no_secret_shows_in_output_errors_or_debug_logs()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new ScriptedRegistryOptions { Authentication = RegistryAuthentication.Basic });
        var artifact = registry.Repository("app").AddArtifact("application/vnd.example");
        await using var shell = await Transcript.OpenAsync(Token);
        await TrustAsync(shell);
        var reference = $"{registry.Host}/app@{artifact.Digest}";

        var right = await shell.RunCommandAsync($"signet list -d -u user -p pass-example {reference}", Token);
        var wrong = await shell.RunCommandAsync(
            $"NOTATION_USERNAME=user NOTATION_PASSWORD=wrong-password signet list -d {reference}", Token);
        var login = await shell.RunCommandAsync(
            $"printf pass-example | signet login -d -u user --password-stdin {registry.Host}", Token);

        Assert.Equal(0, right.ExitCode);
        Assert.Equal(1, wrong.ExitCode);
        // No helper is installed here, and no password is written in plain text.
        Assert.Contains("a credentials store is required", login.Error, StringComparison.Ordinal);
        var all = string.Concat(
            new[] { right, wrong, login }.Select(r => r.Output + r.Error));
        Assert.Contains("level=debug", all, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-example", all, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("user:pass-example"u8), all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_a_credential_helper_does_not_inherit_the_password()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new ScriptedRegistryOptions { Authentication = RegistryAuthentication.Basic });
        await using var shell = await Transcript.OpenAsync(Token);
        var helper = await shell.RunCommandAsync(
            """
            printf '#!/bin/sh\nenv > "$HOME/environment"; cat > "$HOME/stored"\n' > "$HOME/../bin/docker-credential-test"
            chmod +x "$HOME/../bin/docker-credential-test"; mkdir -p "$HOME/.config/notation"
            echo '{"credsStore":"test"}' > "$HOME/.config/notation/config.json"
            """,
            Token);
        Assert.Equal(0, helper.ExitCode);

        var login = await shell.RunCommandAsync(
            $"NOTATION_USERNAME=user NOTATION_PASSWORD=pass-example signet login {registry.Host}", Token);
        var seen = await shell.RunCommandAsync("grep -c NOTATION_ $HOME/environment; cat $HOME/stored", Token);

        Assert.Equal(("Login Succeeded\n", "", 0), login);
        Assert.StartsWith("0\n", seen.Output, StringComparison.Ordinal);
        Assert.Contains("\"Secret\":\"pass-example\"", seen.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R15_a_registry_s_message_cannot_steer_the_terminal()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("HEAD", "/manifests/").Always().Status(403);
        registry.On("GET", "/").Always().Status(403, message: "\u001b[2J\nSuccessfully verified signature for x");
        await using var shell = await Transcript.OpenAsync(Token);

        var listed = await shell.RunCommandAsync($"signet list {registry.Host}/app@sha256:{new string('a', 64)}", Token);

        Assert.Equal(1, listed.ExitCode);
        Assert.DoesNotContain("\u001b", listed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\nSuccessfully", listed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_password_is_not_sent_to_several_registries()
    {
        await using var shell = await Transcript.OpenAsync(Token);
        await TrustAsync(shell);

        var verified = await shell.RunCommandAsync("signet verify -u u -p secret a.example/x:1 b.example/x:1", Token);

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("are for one registry, but the references name 2", verified.Error, StringComparison.Ordinal);
    }

    private static async Task TrustAsync(Transcript shell)
    {
        var made = await shell.RunCommandAsync(
            "signet cert generate-test --key-type ec-256 --default test && "
            + "signet policy init --name all --registry-scope '*' --trust-store ca:test --trusted-identity '*'",
            Token);
        Assert.Equal(("", 0), (made.Error, made.ExitCode));
    }
}
