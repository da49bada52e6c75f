using Signet.Notary.Plugins;
using Signet.Notary.Plugins.Conformance;
using Signet.Signatures;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Plugins.Conformance;

/// <summary>A plugin that keeps all rules passes all; one that breaks one rule has that rule red.</summary>
public sealed class PluginConformanceTests : IDisposable
{
    private static readonly LabChain Chain = PkiLab.SigningChain(leafKey: KeySpec.Ec256);

    private readonly PluginLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Plugin_that_keeps_every_rule_passes_all_of_them()
    {
        var report = await RunAsync("");
        Assert.All(report.Results, r => Assert.True(r.Status == ConformanceStatus.Passed, $"{r.Rule.Name}: {r.Seen}"));
        Assert.True(report.IsPassed);
        Assert.Equal(ConformanceRules.All, report.Results.Select(r => r.Rule));
        Assert.Equal("1.0.0", report.Metadata!.Version);
        Assert.All(report.Calls, c => Assert.True(c.Duration > TimeSpan.Zero && c.StrayBytes == 0));
    }

    [Theory]
    [InlineData("talks", "metadata-answer")]
    [InlineData("description", "metadata-members")]
    [InlineData("name", "metadata-name")]
    [InlineData("version", "metadata-version")]
    [InlineData("url", "metadata-url")]
    [InlineData("contract versions", "metadata-contract-versions")]
    [InlineData("capabilities", "metadata-capabilities")]
    [InlineData("changes", "metadata-stable unknown-members")]
    [InlineData("strict", "unknown-members")]
    [InlineData("usage", "unknown-command")]
    [InlineData("accepts", "unknown-command")]
    [InlineData("exit status", "unknown-command empty-request malformed-request contract-version empty-key-id unknown-key")]
    [InlineData("error without code", "unknown-command empty-request malformed-request contract-version empty-key-id unknown-key")]
    [InlineData("crashes", "empty-request malformed-request")]
    [InlineData("error", "empty-request malformed-request")]
    [InlineData("any version", "contract-version")]
    [InlineData("one buffer", "whole-request")]
    [InlineData("any key", "empty-key-id unknown-key")]
    [InlineData("trace", "unknown-key")]
    [InlineData("echo", "describe-key")]
    [InlineData("spec", "describe-key")]
    [InlineData("signature echo", "signature-answer")]
    [InlineData("algorithm", "signature-algorithm")]
    [InlineData("der", "signature-width signature-verifies signature-jws signature-cose signature-again envelope-jws envelope-cose envelope-expiry blob-envelope-jws blob-envelope-cose")]
    [InlineData("flipped", "signature-verifies signature-jws signature-cose signature-again envelope-jws envelope-cose envelope-expiry blob-envelope-jws blob-envelope-cose")]
    [InlineData("chain order", "signature-chain signature-jws signature-cose envelope-jws envelope-cose envelope-expiry blob-envelope-jws blob-envelope-cose")]
    [InlineData("text only", "signature-cose")]
    [InlineData("once", "signature-again")]
    [InlineData("no cose", "envelope-cose blob-envelope-cose")]
    [InlineData("other payload", "envelope-jws envelope-cose envelope-expiry blob-envelope-jws blob-envelope-cose")]
    [InlineData("no expiry", "envelope-expiry")]
    [InlineData("no reason", "verify-signature")]
    [InlineData("no result", "verify-signature")]
    [InlineData("other result", "verify-signature")]
    [InlineData("processed", "verify-signature")]
    public async Task Broken_rule_is_red(string mode, string rules)
    {
        // Each call is a process; the rules about keys are tried only where one of them is to be red.
        var needsKey = new[] { "describe-key", "signature-", "envelope-" }.Any(r => rules.Contains(r, StringComparison.Ordinal));
        var report = await RunAsync(mode, needsKey ? null : new());
        Assert.Equal(rules.Split(' '), Names(report, ConformanceStatus.Failed));
        Assert.False(report.IsPassed);
    }

    [Fact]
    public async Task Without_a_key_the_rules_about_keys_are_not_run_and_no_key_is_touched()
    {
        var report = await RunAsync("", new());
        Assert.Empty(Names(report, ConformanceStatus.Failed));
        Assert.Equal(14, Names(report, ConformanceStatus.NotRun).Length);
        Assert.All(report.Results.Where(r => r.Status == ConformanceStatus.NotRun), r => Assert.Contains("--id", r.Seen, StringComparison.Ordinal));
        Assert.False(report.IsPassed);
        Assert.Equal(["", "signet-conformance-no-such-key"], Keys().Distinct());
    }

    /// <summary>A token counts wrong PINs and locks itself.</summary>
    [Theory]
    [InlineData("denied", 1)]
    [InlineData("denied later", 2)]
    public async Task After_the_first_denial_no_key_is_tried_again(string mode, int tries)
    {
        var report = await RunAsync(mode);
        Assert.Empty(Names(report, ConformanceStatus.Failed));
        Assert.Equal(tries, Keys().Count(k => k == CompletePlugin.KeyId));
        Assert.DoesNotContain("signet-conformance-no-such-key", Keys().SkipWhile(k => k != CompletePlugin.KeyId));
        Assert.Contains(report.Results, r => r.Seen.StartsWith("ACCESS_DENIED: wrong PIN", StringComparison.Ordinal));
        Assert.Contains("unknown-key", Names(report, ConformanceStatus.NotRun));
        Assert.False(report.IsPassed);
    }

    [Fact]
    public async Task Rules_for_other_capabilities_do_not_apply()
    {
        ShellSigner.Install(_lab, PkiLab.SigningChain(leafKey: KeySpec.Rsa2048));
        var report = await PluginConformance.RunAsync(_lab.Manager, "shell-signer", new() { KeyId = "k" }, Token);
        Assert.Equal(
            ["envelope-jws", "envelope-cose", "envelope-expiry", "blob-envelope-jws", "blob-envelope-cose", "verify-signature"],
            Names(report, ConformanceStatus.NotApplicable));
        // What a plugin of twenty lines leaves out.
        Assert.Equal(
            ["empty-request", "malformed-request", "contract-version", "empty-key-id", "unknown-key"],
            Names(report, ConformanceStatus.Failed));
        Assert.Contains("signature-cose", Names(report, ConformanceStatus.Passed));
    }

    [Fact]
    public async Task H1_executable_that_is_not_safe_is_not_run()
    {
        CompletePlugin.Install(_lab, Chain);
        PluginLab.SetMode(_lab.ExecutableOf("complete"), (UnixFileMode)0x1FF);
        var report = await PluginConformance.RunAsync(_lab.Manager, "complete", cancellationToken: Token);
        Assert.Equal(["executable"], Names(report, ConformanceStatus.Failed));
        Assert.Empty(report.Calls);
        Assert.False(report.IsPassed);
    }

    [Fact]
    public async Task Plugin_that_is_not_there_is_no_result() => Assert.Equal(
        PluginFailure.NotFound,
        (await Assert.ThrowsAsync<PluginCallException>(() => PluginConformance.RunAsync(_lab.Manager, "nope", null, Token))).Failure);

    [Fact]
    public async Task What_is_written_beside_a_good_answer_is_counted()
    {
        var report = await RunAsync("warns");
        Assert.Contains(report.Calls, c => c.StrayBytes == "deprecated\n".Length);
    }

    [Theory]
    [InlineData("hangs", "exec sleep 600", "did not end in")]
    [InlineData("floods", "exec yes", "wrote 67108864 bytes or more")]
    public async Task H3_plugin_that_does_not_end_is_ended(string name, string script, string seen)
    {
        _lab.Shell(name, script);
        var manager = new PluginManager(
            new() { ConfigDirectory = "", LibexecDirectory = Path.GetDirectoryName(_lab.Manager.PluginsDirectory)!, CacheDirectory = "" },
            PluginLab.Quick with { Timeout = name == "hangs" ? TimeSpan.FromMilliseconds(700) : PluginLab.Quick.Timeout });
        var report = await PluginConformance.RunAsync(manager, name, cancellationToken: Token);
        Assert.Contains(seen, report.Results.Single(r => r.Status == ConformanceStatus.Failed).Seen, StringComparison.Ordinal);
        Assert.Single(report.Calls);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] Names(ConformanceReport report, ConformanceStatus status) =>
        [.. report.Results.Where(r => r.Status == status).Select(r => r.Rule.Name)];

    private string[] Keys() => File.ReadAllLines(_lab.PathOf("complete", "keys"));

    private async Task<ConformanceReport> RunAsync(string mode, ConformanceOptions? options = null)
    {
        CompletePlugin.Install(_lab, Chain, mode);
        return await PluginConformance.RunAsync(
            _lab.Manager, "complete", options ?? new() { KeyId = CompletePlugin.KeyId }, Token);
    }
}
