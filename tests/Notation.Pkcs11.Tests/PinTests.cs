using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>Where the PIN comes from, where it never goes, and how often it is tried (attack H6).</summary>
public sealed class PinTests(TokenLab lab)
{
    private static readonly string KeyId = PreparedToken.KeyId("EC-256");

    [Fact]
    public async Task A_wrong_PIN_is_tried_once_and_the_token_says_so()
    {
        using var token = await PreparedToken.MakeBareAsync("key", "EC:secp256r1");
        using var caller = await token.Caller().WithShimAsync(lab, "");
        caller.Configuration["certChain"] = token.Authority.Bundle("key", "inter", "root");
        caller.Configuration["pinFile"] = PinFile(caller, "wrong-pin");
        var message = PluginCaller.Refused(
            await caller.SignAsync(PreparedToken.KeyId("key")), "ACCESS_DENIED", "is wrong; it was tried once", "Release%20Keys");
        Assert.Contains("counts wrong tries", message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pin", message, StringComparison.Ordinal);
        Assert.Equal(["C_Initialize", "C_OpenSession", "C_Login user", "C_CloseSession", "C_Finalize"], caller.Calls);
        Assert.Contains("user PIN count low", (await token.Hsm.SlotsAsync()).StandardOutput, StringComparison.Ordinal);

        // One wrong try is not the end, and the right one resets the count.
        caller.Configuration["pinFile"] = token.PinFile;
        PluginCaller.Signature(await caller.SignAsync(PreparedToken.KeyId("key")));
        Assert.DoesNotContain("user PIN count low", (await token.Hsm.SlotsAsync()).StandardOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("final-try", "one try is left")]
    [InlineData("locked", "is locked")]
    public async Task A_token_near_its_lock_is_left_alone(string mode, string words)
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, mode);
        PluginCaller.Refused(await caller.SignAsync(KeyId), "ACCESS_DENIED", words, "token's own tool");
        Assert.DoesNotContain(caller.Calls, call => call.StartsWith("C_Login", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_PIN_that_cannot_be_right_is_not_tried()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "");
        caller.Configuration["pinFile"] = PinFile(caller, "123");
        PluginCaller.Refused(await caller.SignAsync(KeyId), "ACCESS_DENIED", "4 to 255 bytes", "not tried");
        Assert.DoesNotContain("C_Login user", caller.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task The_PIN_is_read_from_a_file_without_its_line_end(string end)
    {
        using var caller = (await lab.TokenAsync()).Caller();
        caller.Configuration["pinFile"] = PinFile(caller, SoftHsm.Pin + end);
        PluginCaller.Signature(await caller.SignAsync(KeyId));
    }

    [Theory]
    [InlineData("file:")]
    [InlineData("file://")]
    [InlineData("file://localhost")]
    [InlineData("")]
    public async Task Pin_source_names_a_file(string prefix)
    {
        using var caller = (await lab.TokenAsync()).Caller();
        var path = caller.Configuration["pinFile"];
        caller.Configuration.Remove("pinFile");
        PluginCaller.Signature(await caller.SignAsync($"{KeyId}?pin-source={prefix}{path}"));
    }

    [Fact]
    public async Task The_PIN_is_read_from_the_variable_that_is_named()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        caller.Configuration.Remove("pinFile");
        caller.Configuration["pinEnv"] = "TOKEN_PIN";
        PluginCaller.Refused(await caller.SignAsync(KeyId), "ACCESS_DENIED", "pinEnv is not set");
        caller.Home.Variables["TOKEN_PIN"] = SoftHsm.Pin;
        PluginCaller.Signature(await caller.SignAsync(KeyId));

        // Somebody took it for the PIN itself.
        caller.Configuration["pinEnv"] = SoftHsm.Pin;
        PluginCaller.Refused(await caller.SignAsync(KeyId), "VALIDATION_ERROR", "is not the PIN");
    }

    [Theory]
    [InlineData("640", "chmod 600")]
    [InlineData("604", "chmod 600")]
    [InlineData("602", "chmod 600")]
    [InlineData("644", "chmod 600")]
    public async Task H6_a_PIN_file_others_can_read_or_write_is_not_used(string mode, string words)
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "");
        var file = PinFile(caller, SoftHsm.Pin);
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        // Through a link too: what counts is the file.
        var link = caller.Home.PathOf("link");
        File.CreateSymbolicLink(link, file);
        foreach (var path in new[] { file, link })
        {
            caller.Configuration["pinFile"] = path;
            PluginCaller.Refused(await caller.SignAsync(KeyId), "ACCESS_DENIED", words, path);
        }

        Assert.DoesNotContain("C_Login user", caller.Calls);
    }

    [Theory]
    [InlineData("", "empty or not a regular file")]
    [InlineData("one\ntwo\n", "does not hold a PIN")]
    [InlineData("with\0zero", "does not hold a PIN")]
    [InlineData("\n", "does not hold a PIN")]
    public async Task A_file_that_holds_no_PIN_is_refused(string content, string words)
    {
        using var caller = (await lab.TokenAsync()).Caller();
        caller.Configuration["pinFile"] = PinFile(caller, content);
        PluginCaller.Refused(await caller.SignAsync(KeyId), "ACCESS_DENIED", words);
    }

    [Fact]
    public async Task A_PIN_file_that_is_missing_too_long_or_no_file_is_refused()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        async Task RefusedAsync(string path, string words)
        {
            caller.Configuration["pinFile"] = path;
            PluginCaller.Refused(await caller.SignAsync(KeyId), "ACCESS_DENIED", words);
        }

        await RefusedAsync(caller.Home.PathOf("gone"), "is not there");
        await RefusedAsync(caller.Home.Folder, "is not there");
        await RefusedAsync("/dev/zero", "not a regular file");
        var pipe = caller.Home.PathOf("pipe");
        (await caller.Home.RunAsync("/usr/bin/mkfifo", [pipe])).Succeeded();
        await RefusedAsync(pipe, "not a regular file");
        await RefusedAsync(PinFile(caller, new string('1', 10_000)), "does not hold a PIN");
    }

    [Fact]
    public async Task Two_sources_are_one_too_many()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        PluginCaller.Refused(await caller.SignAsync(KeyId + "?pin-source=/x"), "VALIDATION_ERROR", "more than one source");
        caller.Configuration["pinEnv"] = "TOKEN_PIN";
        PluginCaller.Refused(await caller.SignAsync(KeyId), "VALIDATION_ERROR", "more than one source");
    }

    [Fact]
    public async Task H6_a_PIN_in_the_key_id_is_refused_and_not_repeated()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "");
        var result = await caller.SignAsync($"{KeyId}?pin-value={SoftHsm.Pin}");
        PluginCaller.Refused(result, "VALIDATION_ERROR", "pin-value", "history", "known to others");
        Assert.Empty(caller.Calls);
    }

    [Fact]
    public async Task H6_the_PIN_is_in_no_output_argument_or_log()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "");
        var log = caller.Home.PathOf("debug.log");
        caller.Home.Variables["NOTATION_PLUGIN_DEBUG_LOG"] = log;
        caller.Configuration.Remove("pinFile");
        caller.Configuration["pinEnv"] = "TOKEN_PIN";
        caller.Home.Variables["TOKEN_PIN"] = SoftHsm.Pin;
        var signed = await caller.SignAsync(KeyId);
        PluginCaller.Signature(signed);
        caller.Home.Variables["TOKEN_PIN"] = "wrong-" + SoftHsm.Pin;
        var refused = await caller.SignAsync(KeyId);
        PluginCaller.Refused(refused, "ACCESS_DENIED", "is wrong");
        var written = File.ReadAllText(log);
        Assert.Contains("generate-signature", written, StringComparison.Ordinal);
        Assert.All([signed.ToString(), refused.ToString(), written],
            text => Assert.DoesNotContain(SoftHsm.Pin, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_PIN_pad_is_used_when_no_source_is_named()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "pin-pad");
        caller.Home.Variables["SHIM_PIN"] = SoftHsm.Pin;
        PluginCaller.Signature(await caller.SignAsync(KeyId));
        Assert.Contains("with PIN", caller.Calls);
        caller.Configuration.Remove("pinFile");
        PluginCaller.Signature(await caller.SignAsync(KeyId));
        Assert.Contains("no PIN", caller.Calls);
    }

    [Fact]
    public async Task Without_a_source_and_a_terminal_the_message_names_the_sources()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        caller.Configuration.Remove("pinFile");
        var request = caller.SignRequest(KeyId, "EC-256").ToJsonString();
        // setsid: the session of the test may have a terminal, a new one has none.
        var result = await caller.Home.RunAsync("/usr/bin/setsid", ["--wait", Peers.Pkcs11Plugin, "generate-signature"], request);
        PluginCaller.Refused(result, "ACCESS_DENIED", "nor a terminal", "pinFile or pinEnv");
    }

    private static string PinFile(PluginCaller caller, string content)
    {
        var path = caller.Home.PathOf($"pin-{Guid.NewGuid():N}");
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
