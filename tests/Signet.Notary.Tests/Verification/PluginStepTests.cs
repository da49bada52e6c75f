using System.Text.Json.Nodes;
using Signet.Notary.Verification;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using static Signet.Notary.Tests.Verification.DemandedPlugin;

namespace Signet.Notary.Tests.Verification;

/// <summary>Signatures that demand a verification plugin: what it may decide, what it is told, what it must answer.</summary>
public sealed class PluginStepTests : IDisposable
{
    private readonly DemandedPlugin _plugin = new();

    public void Dispose() => _plugin.Dispose();

    /// <summary>Level and override; capabilities; what the plugin says; verdict; status of identity and revocation.</summary>
    [Theory]
    [InlineData("strict", "{}", true, true, VerdictKind.Trusted, CheckStatus.Passed, CheckStatus.Passed)]
    [InlineData("strict", "{}", false, true, VerdictKind.Untrusted, CheckStatus.Failed, CheckStatus.Passed)]
    [InlineData("strict", "{}", true, false, VerdictKind.Revoked, CheckStatus.Passed, CheckStatus.Failed)]
    [InlineData("strict", "{}", false, false, VerdictKind.Untrusted, CheckStatus.Failed, CheckStatus.Failed)]
    [InlineData("permissive", "{}", true, false, VerdictKind.Trusted, CheckStatus.Passed, CheckStatus.Warned)]
    [InlineData("permissive", "{}", false, true, VerdictKind.Untrusted, CheckStatus.Failed, CheckStatus.Passed)]
    [InlineData("audit", "{}", false, false, VerdictKind.Trusted, CheckStatus.Warned, CheckStatus.Warned)]
    [InlineData("strict", "{\"revocation\":\"log\"}", true, false, VerdictKind.Trusted, CheckStatus.Passed, CheckStatus.Warned)]
    [InlineData(
        "strict", "{\"authenticity\":\"log\"}", false, true, VerdictKind.Trusted, CheckStatus.Warned, CheckStatus.Passed)]
    public async Task Plugin_decides_what_was_left_to_it_under_the_policys_action(
        string level,
        string overridden,
        bool identity,
        bool revocation,
        VerdictKind expected,
        CheckStatus identityStatus,
        CheckStatus revocationStatus)
    {
        _plugin.Install(answer: Answer(identity ? Yes : No, revocation ? Yes : No));
        (_plugin.Lab.Level, _plugin.Lab.Override) = (level, overridden);

        var verdict = await _plugin.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        VerdictAssert.Check(verdict, "plugin.discovery", CheckStatus.Passed);
        VerdictAssert.Check(verdict, "plugin", CheckStatus.Passed);
        AssertDelegated(
            VerdictAssert.Check(verdict, "authenticity.identity", identityStatus),
            "trusted identify verification by plugin \"com.example.verifier\" failed with reason \"not\\x1b this one\"");
        AssertDelegated(
            VerdictAssert.Check(verdict, "revocation", revocationStatus),
            "revocation check by verification plugin \"com.example.verifier\" failed with reason \"not\\x1b this one\"");
        VerdictAssert.Check(
            verdict, "descriptor", expected == VerdictKind.Trusted ? CheckStatus.Passed : CheckStatus.NotRun);
        Assert.Equal(
            [
                "integrity", "authenticity.trust-store", "plugin.discovery", "authenticity.identity", "expiry",
                "authentic-timestamp", "revocation", "plugin", "descriptor",
            ],
            verdict.Signatures[0].Checks.Select(c => c.Rule));
        Assert.Equal(["get-plugin-metadata", "verify-signature"], _plugin.Calls);
    }

    /// <summary>Identities of the policy and what the plugin says; a plugin that has the capability is the only judge.</summary>
    [Theory]
    [InlineData(IdentityCheck, "x509.subject: C=US,ST=WA,O=Somebody Else", true, VerdictKind.Trusted)]
    [InlineData(IdentityCheck, "*", false, VerdictKind.Untrusted)]
    [InlineData(IdentityCheck, "com.example.verifier: anything", true, VerdictKind.Trusted)]
    [InlineData(RevocationCheck, "x509.subject: C=US,ST=WA,O=Somebody Else", true, VerdictKind.Untrusted)]
    [InlineData(RevocationCheck, "com.example.verifier: anything", true, VerdictKind.Untrusted)]
    [InlineData(RevocationCheck, "*", true, VerdictKind.Trusted)]
    public async Task Identity_is_judged_by_the_plugin_or_here_and_never_by_both(
        string capability, string identity, bool success, VerdictKind expected)
    {
        var result = success ? Yes : No;
        _plugin.Install(capability, capability == IdentityCheck ? Answer(identity: result) : Answer(revocation: result));
        _plugin.Lab.Identities = $"\"{identity}\"";

        var verdict = await _plugin.VerifyAsync();

        VerdictAssert.Kind(expected, verdict);
        var check = Assert.Single(verdict.Signatures[0].Checks, c => c.Rule == "authenticity.identity");
        Assert.Equal(capability == IdentityCheck, check.DelegatedTo is not null);
        if (expected == VerdictKind.Untrusted && capability == RevocationCheck)
        {
            Assert.Single(_plugin.Calls);
        }
    }

    /// <summary>Without a demand in the signature, identities for plugins name nobody, and no plugin is started.</summary>
    [Fact]
    public async Task Identity_for_plugins_names_nobody_when_no_plugin_is_demanded()
    {
        _plugin.Lab.Identities = "\"com.example.verifier: anything\"";

        var verdict = await _plugin.VerifyAsync(r => r);

        VerdictAssert.Kind(VerdictKind.Untrusted, verdict);
        Assert.StartsWith(
            "no x509 trusted identities are configured in the trust policy",
            VerdictAssert.Check(verdict, "authenticity.identity", CheckStatus.Failed).Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(verdict.Signatures[0].Checks, c => c.Rule == "plugin.discovery");
        _plugin.AssertNotStarted();
    }

    [Fact]
    public async Task Request_of_a_signing_authoritys_signature_says_all_of_it()
    {
        _plugin.Lab.Store("signingAuthority", "test", _plugin.Lab.Trusted.Root.Certificate);
        (_plugin.Lab.TrustStores, _plugin.Lab.Identities) =
            ("\"signingAuthority:test\"", "\"com.example: <a>\", \"x509.subject: C=US,ST=WA,O=b\"");
        _plugin.Config["region"] = "north";
        _plugin.Install(answer: Answer(Yes, Yes, "[\"com.example.text\",\"com.example.number\",\"com.example.null\",\"free\"]"));
        var demand = Demand(
            Name,
            "0.9.0-rc.1",
            new("com.example.text", "a & b", true),
            new("com.example.number", 42L, true),
            new("com.example.null", null, true),
            new("free", 0.5, false),
            new("object", (ReadOnlyMemory<byte>)"{}"u8.ToArray(), false));

        var verdict = await _plugin.VerifyAsync(r => demand(r) with
        {
            Scheme = SigningScheme.X509SigningAuthority, Expiry = VerificationLab.Now.AddDays(1),
        });

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        var expected = new JsonObject
        {
            ["contractVersion"] = "1.0",
            ["pluginConfig"] = new JsonObject { ["region"] = "north" },
            ["signature"] = new JsonObject
            {
                ["criticalAttributes"] = new JsonObject
                {
                    ["contentType"] = "application/vnd.cncf.notary.payload.v1+json",
                    ["signingScheme"] = "notary.x509.signingAuthority",
                    ["expiry"] = "2026-11-22T12:00:00Z",
                    ["authenticSigningTime"] = "2026-11-20T12:00:00Z",
                    ["verificationPlugin"] = Name,
                    ["verificationPluginMinVersion"] = "0.9.0-rc.1",
                    ["extendedAttributes"] = new JsonObject
                    {
                        ["com.example.text"] = "a & b", ["com.example.number"] = 42, ["com.example.null"] = null, ["free"] = 0.5,
                    },
                },
                ["unprocessedAttributes"] = new JsonArray("com.example.null", "com.example.number", "com.example.text"),
                ["certificateChain"] = new JsonArray(
                    [.. _plugin.Lab.Trusted.Certificates.Select(c => (JsonNode)Convert.ToBase64String(c.RawData))]),
            },
            ["trustPolicy"] = new JsonObject
            {
                ["trustedIdentities"] = new JsonArray("com.example: <a>", "x509.subject: C=US,ST=WA,O=b"),
                ["signatureVerification"] = new JsonArray(IdentityCheck, RevocationCheck),
            },
        };
        AssertSame(expected, _plugin.Asked);
        AssertSame(
            new JsonObject { ["pluginConfig"] = new JsonObject { ["region"] = "north" } },
            _plugin.Plugins.Read(Name, "asked-metadata"));
    }

    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task Request_of_a_plain_signature_has_nothing_that_is_not_there(string mediaType)
    {
        VerdictAssert.Kind(VerdictKind.Trusted, await _plugin.VerifyAsync(mediaType: mediaType));

        var asked = JsonNode.Parse(_plugin.Asked)!;
        Assert.Equal(["contractVersion", "signature", "trustPolicy"], Names(asked));
        Assert.Equal(
            ["contentType", "extendedAttributes", "signingScheme", "verificationPlugin"],
            Names(asked["signature"]!["criticalAttributes"]!));
        Assert.Equal("[]", asked["signature"]!["unprocessedAttributes"]!.ToJsonString());
        Assert.Equal("{}", asked["signature"]!["criticalAttributes"]!["extendedAttributes"]!.ToJsonString());
    }

    /// <summary>
    /// Capabilities; critical attribute; verdict; what the plugin is asked to do, null when it is not asked. notation passes
    /// the row in which nobody processes the attribute.
    /// </summary>
    [Theory]
    [InlineData(IdentityCheck + " " + RevocationCheck, true, VerdictKind.Trusted, IdentityCheck)]
    [InlineData(RevocationCheck, false, VerdictKind.Trusted, null)]
    [InlineData(RevocationCheck, true, VerdictKind.Invalid, null)]
    public async Task Skipped_revocation_is_not_asked_for(
        string capabilities, bool hasAttribute, VerdictKind expected, string? asked)
    {
        _plugin.Lab.Override = "{\"revocation\":\"skip\"}";
        _plugin.Install(capabilities, Answer(identity: Yes, processed: hasAttribute ? "[\"x\"]" : "[]"));

        var verdict = await _plugin.VerifyAsync(hasAttribute ? Demand(attributes: new SignedAttribute("x", "1", true)) : null);

        VerdictAssert.Kind(expected, verdict);
        VerdictAssert.Check(
            verdict, "revocation", CheckStatus.Skipped);
        if (asked is null)
        {
            Assert.Equal(["get-plugin-metadata"], _plugin.Calls);
        }
        else
        {
            Assert.Equal(asked, Assert.Single(JsonNode.Parse(_plugin.Asked)!["trustPolicy"]!["signatureVerification"]!.AsArray())!
                .GetValue<string>());
        }

        if (expected == VerdictKind.Invalid)
        {
            Assert.Contains(
                "nobody processes the critical attribute \"x\"",
                VerdictAssert.Check(verdict, "plugin", CheckStatus.Failed).Message,
                StringComparison.Ordinal);
        }
    }

    /// <summary>The answer to a signature with the critical attribute "must" and the other "free".</summary>
    [Theory]
    [InlineData("[\"must\"]", VerdictKind.Trusted, "")]
    [InlineData("[\"must\",\"free\",\"must\"]", VerdictKind.Trusted, "")]
    [InlineData("[]", VerdictKind.Invalid, "extended critical attribute \"must\" was not processed")]
    [InlineData("null", VerdictKind.Invalid, "extended critical attribute \"must\" was not processed")]
    [InlineData("[\"free\"]", VerdictKind.Invalid, "extended critical attribute \"must\" was not processed")]
    [InlineData("[\"MUST\"]", VerdictKind.Invalid, "extended critical attribute \"must\" was not processed")]
    [InlineData("[\"must\",\"other\"]", VerdictKind.Invalid, "processed the attribute \"other\", which the signature does not have")]
    [InlineData("[\"must\",null]", VerdictKind.Invalid, "processed the attribute \"\", which")]
    [InlineData(
        "[\"must\",\"io.cncf.notary.verificationPlugin\"]", VerdictKind.Invalid,
        "processed the attribute \"io.cncf.notary.verificationPlugin\", which")]
    [InlineData("\"must\"", VerdictKind.Undetermined, "failed to unmarshal the response of verify-signature")]
    [InlineData("[[\"must\"]]", VerdictKind.Undetermined, "failed to unmarshal the response of verify-signature")]
    public async Task Every_critical_attribute_must_have_been_processed_at_every_level(
        string processed, VerdictKind expected, string message)
    {
        _plugin.Install(answer: Answer(Yes, Yes, processed));
        _plugin.Lab.Level = "audit";

        var verdict = await _plugin.VerifyAsync(
            Demand(attributes: [new("must", "1", true), new("free", "2", false)]), NotaryMediaTypes.Cose);

        VerdictAssert.Kind(expected, verdict);
        if (expected != VerdictKind.Trusted)
        {
            var check = VerdictAssert.Check(
                verdict, "plugin", expected == VerdictKind.Invalid ? CheckStatus.Failed : CheckStatus.Undetermined);
            Assert.Contains(message, check.Message, StringComparison.Ordinal);
            Assert.Equal(CheckStatus.NotRun, VerdictAssert.Check(verdict, "revocation", CheckStatus.NotRun).Status);
        }
    }

    /// <summary>Results that are no answer leave the question open at every level; notation calls that inconclusive.</summary>
    [Theory]
    [InlineData("{\"verificationResults\":{},\"processedAttributes\":[]}", $"failed to verify \"{IdentityCheck}\"")]
    [InlineData("{\"verificationResults\":null}", $"failed to verify \"{IdentityCheck}\"")]
    [InlineData("{}", $"failed to verify \"{IdentityCheck}\"")]
    [InlineData($"{{\"verificationResults\":{{\"{IdentityCheck}\":{{\"success\":true}}}}}}", $"failed to verify \"{RevocationCheck}\"")]
    [InlineData(
        $"{{\"verificationResults\":{{\"{IdentityCheck}\":{{\"success\":true}},\"{RevocationCheck}\":null}}}}", $"failed to verify \"{RevocationCheck}\"")]
    [InlineData($"{{\"verificationResults\":{{\"{IdentityCheck}\":{{\"success\":1}},\"{RevocationCheck}\":{Yes}}}}}", "failed to unmarshal")]
    [InlineData($"{{\"verificationResults\":[{Yes},{Yes}]}}", "failed to unmarshal")]
    [InlineData($"{{\"verificationResults\":{{\"{IdentityCheck}\":{No},\"{IdentityCheck}\":{Yes},\"{RevocationCheck}\":{Yes}}}}}", "unmarshal")]
    [InlineData("", "failed to unmarshal")]
    [InlineData("null", "failed to unmarshal")]
    [InlineData("trusted!", "failed to unmarshal")]
    public async Task Answer_without_results_decides_nothing(string answer, string message)
    {
        _plugin.Install(answer: answer);
        _plugin.Lab.Level = "audit";

        var verdict = await _plugin.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        var check = VerdictAssert.Check(verdict, "plugin", CheckStatus.Undetermined);
        Assert.StartsWith($"failed to verify with plugin {Name}: ", check.Message, StringComparison.Ordinal);
        Assert.Contains(message, check.Message, StringComparison.Ordinal);
        Assert.Contains(
            "did not answer or was not asked",
            VerdictAssert.Check(verdict, "authenticity.identity", CheckStatus.NotRun).Message,
            StringComparison.Ordinal);
        VerdictAssert.Check(verdict, "descriptor", CheckStatus.Passed);
    }

    [Fact]
    public async Task Result_that_nobody_asked_for_is_passed_over()
    {
        _plugin.Lab.Override = "{\"revocation\":\"skip\"}";
        _plugin.Install(answer: Answer(Yes, No));

        VerdictAssert.Kind(VerdictKind.Trusted, await _plugin.VerifyAsync());
    }

    /// <summary>Error of the plugin, as it is written; how often it is asked.</summary>
    [Theory]
    [InlineData("{\"errorCode\":\"TIMEOUT\",\"errorMessage\":\"slow service\"}", "slow service", 2)]
    [InlineData("{\"errorCode\":\"THROTTLED\",\"errorMessage\":\"too many\"}", "too many", 2)]
    [InlineData("{\"errorCode\":\"ACCESS_DENIED\",\"errorMessage\":\"log in\"}", "log in", 1)]
    [InlineData("{\"errorCode\":\"ERROR\",\"errorMessage\":\"broken\"}", "broken", 1)]
    [InlineData("{\"errorCode\":\"VALIDATION_ERROR\",\"errorMessage\":\"what?\"}", "what?", 1)]
    [InlineData("panic: nil", "panic: nil", 1)]
    [InlineData("", "exit status 1", 1)]
    public async Task Plugin_that_fails_decides_nothing(string errors, string message, int times)
    {
        _plugin.Install(script:
            "echo $1 >> $here/calls; [ $1 = get-plugin-metadata ] && exec cat $here/metadata; cat $here/errors >&2; exit 1");
        _plugin.Plugins.Put(Name, "errors", errors);
        _plugin.Lab.Level = "audit";

        var verdict = await _plugin.VerifyAsync();

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.Contains(
            message, VerdictAssert.Check(verdict, "plugin", CheckStatus.Undetermined).Message, StringComparison.Ordinal);
        Assert.Equal(times, _plugin.Calls.Count(c => c == "verify-signature"));
    }

    private static IEnumerable<string> Names(JsonNode node) =>
        node.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal);

    private static void AssertSame(JsonNode expected, string json) => Assert.True(
        JsonNode.DeepEquals(expected, JsonNode.Parse(json)), $"expected {expected.ToJsonString()}\nbut was {json}");

    private static void AssertDelegated(Check check, string failure)
    {
        Assert.Equal(new Delegation(Name, "1.0.0"), check.DelegatedTo);
        Assert.Contains(new("verification plugin", Name), check.Evidence);
        Assert.Contains(new("plugin version", "1.0.0"), check.Evidence);
        if (check.Status == CheckStatus.Passed)
        {
            Assert.Contains(new("reason", "known"), check.Evidence);
        }
        else
        {
            Assert.Equal(failure, check.Message);
        }
    }
}
