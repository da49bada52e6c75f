using System.Text;
using System.Text.Json;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Keys;

namespace Signet.Interop.Tests;

/// <summary>Signatures that demand a verification plugin, decided by the real <c>notation</c> and by <c>signet</c> with one plugin.</summary>
public sealed class PluginVerificationTests(InteropLab lab)
{
    private const string Plugin = "com.example.verifier";

    /// <summary>
    /// Answers as <c>--plugin-config</c> says, and processes what it is asked to. Both tools write their requests alike
    /// enough for it.
    /// </summary>
    private const string Script = """
        #!/bin/sh
        request=$(cat)
        echo "$1 $request" >> "$(dirname "$0")/requests"
        if [ "$1" = get-plugin-metadata ]; then
          echo '{"name":"com.example.verifier","description":"for tests","version":"1.2.0","url":"https://example.com","supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_VERIFIER.TRUSTED_IDENTITY","SIGNATURE_VERIFIER.REVOCATION_CHECK"]}'
          exit
        fi
        identity=true revocation=true
        case $request in *'"identity":"no"'*) identity=false ;; esac
        case $request in *'"revocation":"no"'*) revocation=false ;; esac
        processed=$(printf %s "$request" | sed -n 's/.*"unprocessedAttributes":\(\[[^]]*\]\).*/\1/p')
        case $request in *'"lazy":"yes"'*) processed='[]' ;; esac
        case $request in *'"denied":"yes"'*) echo '{"errorCode":"ACCESS_DENIED","errorMessage":"who are you?"}' >&2; exit 1 ;; esac
        echo '{"verificationResults":{"SIGNATURE_VERIFIER.TRUSTED_IDENTITY":{"success":'$identity',"reason":"i"},"SIGNATURE_VERIFIER.REVOCATION_CHECK":{"success":'$revocation',"reason":"r"}},"processedAttributes":'${processed:-[]}'}'

        """;

    /// <summary>Format, setting of the call, exit code of signet: notation's is 0 where that is, and else 1.</summary>
    [Theory]
    [InlineData("jws", "all=good", 0)]
    [InlineData("cose", "all=good", 0)]
    [InlineData("jws", "identity=no", 11)]
    [InlineData("cose", "revocation=no", 14)]
    [InlineData("jws", "lazy=yes", 12)]
    [InlineData("cose", "denied=yes", 15)]
    public async Task BothDecideWithThePlugin(string format, string setting, int signetExitCode)
    {
        using var party = await lab.PartyAsync();
        var reference = await SignAsync(party, format, "1.1.9");
        Install(party);

        await AssertBothAsync(party, reference, signetExitCode, "--plugin-config", setting);

        // Each tool asked both questions.
        Assert.Equal(4, File.ReadLines(Path.Combine(Folder(party), "requests")).Count());
    }

    [Theory]
    [InlineData("1.2.0", 0)]
    [InlineData("1.2.0-rc.1", 0)]
    [InlineData("1.2.1-rc.1", 15)]
    [InlineData("1.10.0", 15)]
    public async Task BothHoldThePluginToTheVersion(string minVersion, int signetExitCode)
    {
        using var party = await lab.PartyAsync();
        var reference = await SignAsync(party, "jws", minVersion);
        Install(party);

        await AssertBothAsync(party, reference, signetExitCode);
    }

    [Fact]
    public async Task BothRefuseWithoutThePlugin()
    {
        using var party = await lab.PartyAsync();

        await AssertBothAsync(party, await SignAsync(party, "jws", "1.0.0"), 15);
    }

    /// <summary>What scripts look for in the log is there, and settings are not.</summary>
    [Fact]
    public async Task LogShowsTheCallsAndNoSettings()
    {
        using var party = await lab.PartyAsync();
        var reference = await SignAsync(party, "jws", "1.0.0");
        Install(party);

        foreach (var tool in Tool.Both)
        {
            var verified = await party.VerifyAsync(tool, reference, "--debug", "--plugin-config", "pin=hunter2");
            Assert.Contains("Plugin verify-signature request: {", verified.StandardError, StringComparison.Ordinal);
            Assert.Contains("Plugin verify-signature response: {", verified.StandardError, StringComparison.Ordinal);
            Assert.Equal(tool == Tool.Notation, verified.StandardError.Contains("hunter2", StringComparison.Ordinal));
        }
    }

    /// <summary>The verdict as JSON says who decided what.</summary>
    [Fact]
    public async Task VerdictNamesThePlugin()
    {
        using var party = await lab.PartyAsync();
        var reference = await SignAsync(party, "cose", "1.0.0");
        Install(party);

        var verified = (await party.RunAsync(Tool.Signet, ["verify", "--output", "json", reference])).Succeeded();

        using var verdict = JsonDocument.Parse(verified.StandardOutput);
        var checks = verdict.RootElement.GetProperty("signatures")[0].GetProperty("checks").EnumerateArray()
            .ToDictionary(c => c.GetProperty("rule").GetString()!, c => c.GetProperty("delegatedTo"));
        foreach (var rule in new[] { "authenticity.identity", "revocation" })
        {
            Assert.Equal(
                (Plugin, "1.2.0"),
                (checks[rule].GetProperty("plugin").GetString(), checks[rule].GetProperty("version").GetString()));
        }

        Assert.Equal(JsonValueKind.Null, checks["plugin"].ValueKind);
    }

    private static string Folder(Party party) => Path.Combine(party.Home.Configuration, "plugins", Plugin);

    private static void Install(Party party)
    {
        Directory.CreateDirectory(Folder(party));
        var file = Path.Combine(Folder(party), $"notation-{Plugin}");
        File.WriteAllText(file, Script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task AssertBothAsync(Party party, string reference, int signetExitCode, params string[] flags)
    {
        foreach (var tool in Tool.Both)
        {
            var result = await party.RunAsync(tool, ["verify", .. flags, reference]);
            var expected = tool == Tool.Signet ? signetExitCode : Math.Min(signetExitCode, 1);
            Assert.True(expected == result.ExitCode, $"expected {expected}: {result}");
        }
    }

    /// <summary>Neither tool signs like this; signers that plugins are made for do.</summary>
    private async Task<string> SignAsync(Party party, string format, string minVersion)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugin is a shell script");
        var reference = await party.PushAsync($"{(await lab.RegistryAsync()).Host}/plugin/{Guid.NewGuid():N}");
        var fetched = (await party.Home.OrasAsync("manifest", "fetch", "--descriptor", reference)).Succeeded();
        using var document = JsonDocument.Parse(fetched.StandardOutput);
        var artifact = document.RootElement;
        var keys = await lab.KeysAsync();
        using var key = LocalSignatureProvider.Load(
            await File.ReadAllBytesAsync(keys.KeyOf("ec-384")), await File.ReadAllBytesAsync(keys.ChainOf("ec-384")));
        var mediaType = format == "jws" ? NotaryMediaTypes.Jws : NotaryMediaTypes.Cose;
        var envelope = await SignatureEnvelope.SignAsync(
            mediaType,
            new()
            {
                Payload = Encoding.UTF8.GetBytes($$$"""
                    {"targetArtifact":{"digest":"{{{artifact.GetProperty("digest")}}}","mediaType":"{{{artifact.GetProperty("mediaType")}}}","size":{{{artifact.GetProperty("size")}}}}}
                    """),
                SigningTime = DateTimeOffset.UtcNow,
                Expiry = DateTimeOffset.UtcNow.AddHours(1),
                ExtendedAttributes =
                [
                    new("io.cncf.notary.verificationPlugin", Plugin, true),
                    new("io.cncf.notary.verificationPluginMinVersion", minVersion, true),
                    new("com.example.job", "job <1>", true),
                ],
            },
            key,
            TestContext.Current.CancellationToken);
        var file = $"{Guid.NewGuid():N}.sig";
        await File.WriteAllBytesAsync(party.Home.PathOf(file), envelope);
        (await party.Home.OrasAsync(
            "attach", "--artifact-type", NotaryMediaTypes.Signature, reference, $"{file}:{mediaType}")).Succeeded();
        return reference;
    }
}
