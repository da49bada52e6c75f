using Signet.Notary.Artifacts;
using Signet.Notary.Tests.Plugins;
using Signet.Notary.Verification;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using static Signet.Notary.Tests.Verification.DemandedPlugin;

namespace Signet.Notary.Tests.Verification;

/// <summary>Which plugins may take part, and for which signatures a process is started at all.</summary>
public sealed class PluginDiscoveryTests : IDisposable
{
    private readonly DemandedPlugin _plugin = new();

    public void Dispose() => _plugin.Dispose();

    /// <summary>Version of the plugin, lowest version that the signature demands, whether that fits.</summary>
    [Theory]
    [InlineData("1.0.0", "1.0.0", true)]
    [InlineData("1.0.0+build.1", "1.0.0+build.9", true)]
    [InlineData("1.0.0", "1.0.0-rc.1", true)]
    [InlineData("1.0.0-rc.1", "1.0.0", false)]
    [InlineData("1.0.0-rc.2", "1.0.0-rc.10", false)]
    [InlineData("1.9.0", "1.10.0", false)]
    [InlineData("1.0.0", null, true)]
    [InlineData("v1.0.0", null, false)]
    [InlineData("1.0", "1.0.0", false)]
    public async Task Version_is_high_enough_and_a_semantic_one(string version, string? minVersion, bool fits)
    {
        _plugin.Install(version: version);
        _plugin.Lab.Level = "audit";

        var verdict = await _plugin.VerifyAsync(Demand(minVersion: minVersion));

        VerdictAssert.Kind(fits ? VerdictKind.Trusted : VerdictKind.Undetermined, verdict);
        if (!fits)
        {
            Assert.Contains(
                version.Contains("1.0.", StringComparison.Ordinal) && version[0] == '1' || version == "1.9.0"
                    ? $"found plugin {Name} with version {version} but signature verification needs plugin version greater than or "
                        + $"equal to {minVersion}"
                    : "which is not a semantic version",
                VerdictAssert.Check(verdict, "plugin.discovery", CheckStatus.Undetermined).Message,
                StringComparison.Ordinal);
            Assert.Equal(["get-plugin-metadata"], _plugin.Calls);
        }
    }

    /// <summary>What the plugin says of itself, or that it cannot; the words of the check.</summary>
    public static TheoryData<string, string> Unusable => new()
    {
        { PluginLab.Metadata(Name, "SIGNATURE_GENERATOR.RAW"), "digital signature requires plugin \"com.example.verifier\" with" },
        { PluginLab.Metadata(Name, "SIGNATURE_VERIFIER.NEW"), "with signature verification capabilities" },
        { PluginLab.Metadata("other", IdentityCheck), "plugin executable file name must be \"notation-other\"" },
        { PluginLab.Metadata(Name, IdentityCheck).Replace("1.0", "2.0", StringComparison.Ordinal), "contract version \"1.0\" is not in" },
        { PluginLab.Metadata(Name, IdentityCheck).Replace("1.2.3", "", StringComparison.Ordinal), "empty version" },
        { "{}", "empty name" },
        { "no", "failed to unmarshal the response of get-plugin-metadata" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Plugin_that_cannot_take_part_leaves_the_question_open_at_every_level(string metadata, string message)
    {
        _plugin.Install(metadata: metadata);
        _plugin.Lab.Level = "audit";

        await AssertUnusableAsync(Demand(), message);
    }

    [Fact]
    public async Task Plugin_that_is_not_installed_leaves_the_question_open() => await AssertUnusableAsync(
        Demand("absent"),
        "error while locating the verification plugin \"absent\", make sure the plugin is installed successfully before "
        + "verifying the signature. error: plugin executable file is either not found or inaccessible: stat ");

    [Fact]
    public async Task H1_plugin_that_everybody_may_write_is_not_started()
    {
        PluginLab.SetMode(
            _plugin.Plugins.ExecutableOf(Name),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);

        await AssertUnusableAsync(Demand(), "can be written by every user");
        _plugin.AssertNotStarted();
    }

    [Theory]
    [InlineData("crash", "exit 3", "exit status 3")]
    [InlineData("flood", "exec yes", "wrote 67108864 bytes or more to standard output")]
    public async Task H3_plugin_that_misbehaves_leaves_the_question_open(string name, string script, string message)
    {
        _plugin.Install(script: script);

        var verdict = await AssertUnusableAsync(Demand(), message);
        Assert.True(verdict.Signatures.Count == 1, name);
    }

    [Theory]
    [InlineData("get-plugin-metadata", "plugin.discovery")]
    [InlineData("verify-signature", "plugin")]
    public async Task H3_plugin_that_hangs_is_ended(string command, string rule)
    {
        using var impatient = new DemandedPlugin(PluginLab.Quick with { Timeout = TimeSpan.FromSeconds(3) });
        impatient.Install(script: $"[ $1 = {command} ] && exec sleep 600; cat $here/metadata");

        var verdict = await impatient.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.Contains(
            "execution timeout", VerdictAssert.Check(verdict, rule, CheckStatus.Undetermined).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H3_hanging_plugin_ends_with_the_time_for_the_artifact()
    {
        _plugin.Install(script: "exec sleep 600");
        _plugin.Lab.Options = _plugin.Lab.Options with
        {
            MaxDuration = TimeSpan.FromSeconds(2), TimeProvider = TimeProvider.System,
        };

        var verdict = await _plugin.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.Contains(
            "are used up",
            VerdictAssert.Check(verdict, "plugin.discovery", CheckStatus.Undetermined).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A plugin that puts another program into its own place between the two questions gets no second one.</summary>
    [Theory]
    [InlineData("cp $here/notation-com.example.verifier $here/n; mv $here/n $here/notation-com.example.verifier")]
    [InlineData("echo >> $here/notation-com.example.verifier")]
    [InlineData("chmod 777 $here/notation-com.example.verifier")]
    public async Task H1_plugin_replaced_between_its_questions_is_not_asked(string replace)
    {
        _plugin.Install(script:
            "echo $1 >> $here/calls\n[ $1 = verify-signature ] && cat > $here/asked && exec cat $here/answer\n"
            + $"cat $here/metadata; {replace}");

        var verdict = await _plugin.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.Single(verdict.Signatures[0].Checks, c => c.Status == CheckStatus.Undetermined);
        Assert.False(File.Exists(_plugin.Plugins.PathOf(Name, "asked")));
    }

    /// <summary>Demands that no plugin could meet are the signature's own fault, and start nothing.</summary>
    public static TheoryData<string, string, string?, SignedAttribute?, string> Unmeetable => new()
    {
        { "path", "../../x", null, null, "a verification plugin of a name that no plugin can have" },
        { "folder", "a/b", null, null, "a name that no plugin can have" },
        { "parent", "..", null, null, "a name that no plugin can have" },
        { "backslash", @"a\b", null, null, "a name that no plugin can have" },
        { "line", "a\nb", null, null, "a name that no plugin can have" },
        { "long", new string('a', 200), null, null, "a name that no plugin can have" },
        { "version", Name, "v1.0.0", null, "demands version \"v1.0.0\" or higher" },
        { "two numbers", Name, "1.0", null, "which is not a semantic version" },
        { "number", Name, null, new("7", "x", true) { IsIntegerLabel = true }, "must understand the attribute label 7" },
        { "flag", Name, null, new("x", true, true), "must understand the attribute \"x\", which no plugin can be told of" },
        {
            "array", Name, null, new("x", (ReadOnlyMemory<byte>)new byte[] { 0x80 }, true),
            "must understand the attribute \"x\", which no plugin can be told of"
        },
        { "infinity", Name, null, new("x", double.PositiveInfinity, true), "must understand the attribute \"x\"" },
    };

    [Theory]
    [MemberData(nameof(Unmeetable), DisableDiscoveryEnumeration = true)]
    public async Task H1_demand_that_cannot_be_met_is_invalid_at_every_level(
        string what, string name, string? minVersion, SignedAttribute? attribute, string message)
    {
        _plugin.Lab.Level = "audit";

        var verdict = await _plugin.VerifyAsync(
            Demand(name, minVersion, attribute is null ? [] : [attribute]), NotaryMediaTypes.Cose);

        VerdictAssert.Kind(VerdictKind.Invalid, verdict);
        var check = VerdictAssert.Check(verdict, "plugin.discovery", CheckStatus.Failed);
        Assert.True(check.Message.Contains(message, StringComparison.Ordinal), $"{what}: {check.Message}");
        _plugin.AssertNotStarted();
    }

    /// <summary>An attribute that need not be understood may be of any form: it is not sent.</summary>
    [Fact]
    public async Task Attribute_that_is_not_critical_may_be_what_plugins_cannot_be_told()
    {
        var verdict = await _plugin.VerifyAsync(
            Demand(attributes: [new("7", "x", false) { IsIntegerLabel = true }, new("flag", true, false)]),
            NotaryMediaTypes.Cose);

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Contains("\"extendedAttributes\":{}", _plugin.Asked, StringComparison.Ordinal);
    }

    /// <summary>
    /// Whoever may push can attach signatures: none of these starts a process, at any level. notation asks for the metadata
    /// of the plugin in every row, and in the last but one lets it decide.
    /// </summary>
    [Theory]
    [InlineData("a stranger", "strict", VerdictKind.Untrusted, "authenticity.trust-store")]
    [InlineData("expired", "strict", VerdictKind.Expired, "expiry")]
    [InlineData("of another artifact", "strict", VerdictKind.Invalid, "descriptor")]
    [InlineData("without the metadata", "audit", VerdictKind.Untrusted, "metadata")]
    [InlineData("a stranger", "audit", VerdictKind.Untrusted, "plugin.discovery")]
    [InlineData("nothing is wrong with", "audit", VerdictKind.Trusted, null)]
    public async Task H3_untrusted_signature_starts_no_process(string whose, string level, VerdictKind expected, string? rule)
    {
        var lab = _plugin.Lab;
        lab.Level = level;
        var other = lab.Repository.AddArtifact("other");
        await lab.SignAsync(
            whose == "a stranger" ? lab.Stranger : null,
            change: r => Demand()(r) with
            {
                Expiry = whose == "expired" ? VerificationLab.Now.AddHours(-1) : null,
                Payload = whose == "of another artifact"
                    ? TargetArtifact.Write(NotaryMediaTypes.Jws, other, new Dictionary<string, string>())
                    : r.Payload,
            });

        var verdict = await lab.VerifyAsync(
            metadata: whose == "without the metadata" ? new Dictionary<string, string> { ["a"] = "b" } : null);

        VerdictAssert.Kind(expected, verdict);
        if (rule is not null)
        {
            VerdictAssert.Check(verdict, rule, CheckStatus.Failed);
            _plugin.AssertNotStarted();
        }
        else
        {
            Assert.Equal(2, _plugin.Calls.Length);
        }
    }

    /// <summary>Where expiry only logs, an expired signature is for the plugin to judge like any other.</summary>
    [Fact]
    public async Task Expired_signature_is_judged_where_the_policy_lets_it_pass()
    {
        _plugin.Lab.Level = "permissive";

        var verdict = await _plugin.VerifyAsync(r => Demand()(r) with { Expiry = VerificationLab.Now.AddHours(-1) });

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(2, _plugin.Calls.Length);
    }

    [Fact]
    public async Task Without_a_plugin_manager_nothing_is_started_and_the_question_stays_open()
    {
        _plugin.Lab.Options = _plugin.Lab.Options with { Plugins = null };

        await AssertUnusableAsync(Demand(), "and no plugins may be used here");
        _plugin.AssertNotStarted();
    }

    /// <summary>One signature whose plugin fails does not hide another that needs none.</summary>
    [Fact]
    public async Task A7_signature_with_a_broken_plugin_does_not_hide_a_good_one()
    {
        _plugin.Install(script: "exec sleep 600");
        await _plugin.Lab.SignAsync(change: Demand());
        await _plugin.Lab.SignAsync();

        VerdictAssert.Kind(VerdictKind.Trusted, await _plugin.Lab.VerifyAsync());
    }

    [Fact]
    public async Task Only_so_many_processes_run_at_once()
    {
        var slots = new PluginSlots();
        var ends = Enumerable.Range(0, NotaryLimits.VerificationPluginProcesses + 2).Select(_ => new TaskCompletionSource<int>()).ToList();
        var begun = new List<int>();
        var calls = ends.Select((end, i) => slots.CallAsync(
            () =>
            {
                lock (begun)
                {
                    begun.Add(i);
                }

                return end.Task;
            },
            TestContext.Current.CancellationToken)).ToList();
        Assert.Equal(Enumerable.Range(0, NotaryLimits.VerificationPluginProcesses), begun);

        ends[1].SetException(new InvalidOperationException("failed"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => calls[1]);
        ends.ForEach(e => e.TrySetResult(0));
        calls.RemoveAt(1);
        await Task.WhenAll(calls);
        Assert.Equal(ends.Count, begun.Count);
    }

    private async Task<Verdict> AssertUnusableAsync(Func<EnvelopeRequest, EnvelopeRequest> demand, string message)
    {
        var verdict = await _plugin.VerifyAsync(demand);
        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        var check = VerdictAssert.Check(verdict, "plugin.discovery", CheckStatus.Undetermined);
        Assert.Contains(message, check.Message, StringComparison.Ordinal);
        VerdictAssert.Check(verdict, "plugin", CheckStatus.NotRun);
        Assert.DoesNotContain("verify-signature", _plugin.Calls);
        return verdict;
    }
}
