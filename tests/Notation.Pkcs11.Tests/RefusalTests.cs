using System.Text.Json;
using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>Keys, tokens and modules that are missing, ambiguous or cannot be used: what was found, and what to do.</summary>
public sealed class RefusalTests(TokenLab lab)
{
    [Theory]
    [InlineData("pkcs11:token=Elsewhere;object=EC-256", "no token is the one", "token=Release%20Keys;serial=")]
    [InlineData("pkcs11:token=Release%20Keys;serial=00;object=EC-256", "no token is the one", "slot-id=")]
    [InlineData("pkcs11:manufacturer=Other;object=EC-256", "no token is the one", "model=SoftHSM")]
    [InlineData("pkcs11:library-manufacturer=Other;object=EC-256", "module is not the one", "library-")]
    [InlineData("pkcs11:library-version=9;object=EC-256", "module is not the one", "library-")]
    [InlineData("pkcs11:slot-description=Other;object=EC-256", "no token is the one", "slot-id=")]
    [InlineData("pkcs11:token=Release%20Keys;object=gone", "no private key", "object=RSA-2048;id=%00, object=RSA-3072;id=%01")]
    [InlineData("pkcs11:token=Release%20Keys;object=EC-256;id=%01", "no private key", "object=EC-256;id=%03")]
    [InlineData("pkcs11:token=Release%20Keys", "fits 6 private keys", "add object or id")]
    [InlineData("pkcs11:token=Release%20Keys;object=EC-256;type=cert", "type is not \"private\"", "RFC 7512")]
    public async Task What_is_not_there_or_not_one_is_listed_in_the_form_of_a_key_id(string keyId, params string[] words)
    {
        using var caller = (await lab.TokenAsync()).Caller();
        PluginCaller.Refused(await caller.DescribeAsync(keyId), "VALIDATION_ERROR", words);
        PluginCaller.Refused(await caller.SignAsync(keyId), "VALIDATION_ERROR", words);
    }

    [Theory]
    [InlineData("pkcs11:token=Release%20Keys;id=%03")]
    [InlineData("pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;object=EC-256")]
    [InlineData("pkcs11:library-manufacturer=SoftHSM;library-version=2.6;object=EC-256;id=%03;type=private")]
    [InlineData("PKCS11:object=EC%2D256")]
    public async Task Each_attribute_finds_the_key(string keyId)
    {
        using var caller = (await lab.TokenAsync()).Caller();
        PluginCaller.Signature(await caller.SignAsync(keyId));
    }

    [Fact]
    public async Task Two_tokens_or_two_keys_of_one_name_need_more_in_the_key_id()
    {
        using var token = await PreparedToken.MakeBareAsync("twin", "EC:secp256r1");
        await token.GenerateKeyAsync("twin", "EC:secp256r1", "b1");
        using var caller = token.Caller();
        PluginCaller.Refused(
            await caller.SignAsync(PreparedToken.KeyId("twin")),
            "VALIDATION_ERROR", "fits 2 private keys", "object=twin;id=%B0", "object=twin;id=%B1");

        // Two tokens: a PIN is tried on neither.
        await token.Hsm.AddTokenAsync("Other");
        await caller.WithShimAsync(lab, "");
        var message = PluginCaller.Refused(
            await caller.SignAsync("pkcs11:object=twin;id=%b1"),
            "VALIDATION_ERROR", "fits 2 tokens", "add token, serial or slot-id", "token=Release%20Keys;", "token=Other;");
        Assert.DoesNotContain(caller.Calls, call => call.StartsWith("C_Login", StringComparison.Ordinal));

        // What the message lists can be pasted.
        caller.Configuration["certChain"] = token.Authority.Bundle("twin", "inter", "root");
        var listed = message[message.IndexOf("token=Release", StringComparison.Ordinal)..].Split(',', ' ')[0];
        PluginCaller.Signature(await caller.SignAsync($"pkcs11:{listed};object=twin;id=%b1"));
    }

    [Theory]
    [InlineData("RSA-1024", "rsa", "is RSA-1024")]
    [InlineData("EC-K1", "koblitz", "1.3.132.0.10")]
    public async Task A_key_of_another_kind_is_named(string spec, string label, string words)
    {
        using var token = await PreparedToken.MakeBareAsync("other", "EC:secp256r1");
        await token.ImportKeyAsync(label, spec, "c0");
        using var caller = token.Caller();
        PluginCaller.Refused(await caller.DescribeAsync(PreparedToken.KeyId(label)), "VALIDATION_ERROR", words, "RSA-2048", "EC-521");
        PluginCaller.Refused(await caller.SignAsync(PreparedToken.KeyId(label)), "VALIDATION_ERROR", words);
    }

    [Fact]
    public async Task A_request_for_another_kind_of_key_is_refused_before_anything_is_signed()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "");
        PluginCaller.Refused(await caller.SignAsync(PreparedToken.KeyId("EC-384")), "VALIDATION_ERROR", "is EC-384", "takes it for EC-256");
        Assert.DoesNotContain("C_Sign", caller.Calls);
    }

    [Fact]
    public async Task A_module_must_be_there_be_a_module_and_not_be_everybodys()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        var keyId = PreparedToken.KeyId("EC-256");
        async Task RefusedAsync(string module, string code, params string[] words)
        {
            caller.Configuration["module"] = module;
            PluginCaller.Refused(await caller.SignAsync(keyId), code, words);
        }

        await RefusedAsync(caller.Home.PathOf("gone.so"), "VALIDATION_ERROR", "gone.so", "install it");
        await RefusedAsync("libsofthsm2.so", "VALIDATION_ERROR", "full path");
        await RefusedAsync(caller.Home.Folder, "VALIDATION_ERROR", "there is no PKCS#11 module");
        var text = caller.Home.PathOf("text.so");
        File.WriteAllText(text, "no library");
        await RefusedAsync(text, "VALIDATION_ERROR", "cannot be loaded");
        var writable = caller.Home.PathOf("writable.so");
        File.Copy(await lab.ShimAsync(), writable);
        File.SetUnixFileMode(writable, File.GetUnixFileMode(writable) | UnixFileMode.OtherWrite);
        await RefusedAsync(writable, "ACCESS_DENIED", "written by everybody");

        caller.Configuration.Remove("module");
        PluginCaller.Refused(await caller.SignAsync(keyId), "VALIDATION_ERROR", "no PKCS#11 module is named");
        PluginCaller.Refused(
            await caller.SignAsync(keyId + "?module-name=no-such-module"), "VALIDATION_ERROR", "no-such-module", "module-path");
        PluginCaller.Refused(
            await caller.SignAsync(keyId + "?module-name=..%2f..%2ftmp%2fx"), "VALIDATION_ERROR", "is no name");
        PluginCaller.Signature(await caller.SignAsync($"{keyId}?module-path={(await lab.TokenAsync()).Hsm.Module}"));
    }

    [Theory]
    [InlineData("pin", "8261", "argument")]
    [InlineData("PIN", "8261", "history")]
    [InlineData("pinfile", "/x", "\"pinfile\"")]
    [InlineData("slot", "1", "it knows certChain, module, pinEnv, pinFile")]
    [InlineData("certChain", "chain.pem", "full path")]
    public async Task H6_settings_that_are_not_known_or_hold_a_PIN_are_refused(string key, string value, string words)
    {
        using var caller = (await lab.TokenAsync()).Caller();
        caller.Configuration[key] = value;
        var message = PluginCaller.Refused(await caller.SignAsync(PreparedToken.KeyId("EC-256")), "VALIDATION_ERROR", words);
        Assert.DoesNotContain("8261", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R15_what_a_token_calls_itself_cannot_drive_the_terminal()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "hostile-label");
        var result = await caller.SignAsync(PreparedToken.KeyId("EC-256"));
        PluginCaller.Refused(result, "VALIDATION_ERROR", "%1B%5B2Jgone");
        Assert.DoesNotContain(JsonDocument.Parse(result.StandardError).RootElement.GetProperty("errorMessage").GetString()!, c => char.IsControl(c));
    }

    [Theory]
    [InlineData("many-slots", "more than 1024 slots")]
    [InlineData("endless-slots", "more than 1024 slots")]
    [InlineData("count-lie", "finds more objects")]
    [InlineData("endless-objects", "finds more objects")]
    [InlineData("long-attribute", "tells an attribute")]
    [InlineData("short-signature", "63 bytes where the key makes 64")]
    [InlineData("long-signature", "bytes where the key makes 64")]
    [InlineData("wrong-signature", "does not")]
    [InlineData("no-function", "lacks C_Sign")]
    [InlineData("no-list", "gave no function list")]
    [InlineData("old-version", "speaks version 1.")]
    [InlineData("no-start", "CKR_DEVICE_ERROR")]
    [InlineData("device-error", "C_Sign failed with CKR_DEVICE_ERROR")]
    public async Task A_module_that_breaks_the_rules_ends_in_an_error(string mode, string words)
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, mode);
        var result = await caller.SignAsync(PreparedToken.KeyId("EC-256"));
        PluginCaller.Refused(result, "ERROR", words);
        if (caller.Calls.Contains("C_OpenSession"))
        {
            // Left behind as it was found.
            Assert.Equal(["C_CloseSession", "C_Finalize"], caller.Calls[^2..]);
        }
    }

    [Fact]
    public async Task A_key_of_a_kind_nobody_knows_is_refused()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "strange-key");
        PluginCaller.Refused(await caller.SignAsync(PreparedToken.KeyId("EC-256")), "VALIDATION_ERROR", "key type 0x40");
    }

    [Fact]
    public async Task A_token_with_no_session_left_may_be_asked_again()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "no-session");
        PluginCaller.Refused(await caller.SignAsync(PreparedToken.KeyId("EC-256")), "THROTTLED", "CKR_SESSION_COUNT");
    }

    [Fact]
    public async Task H3_a_token_that_hangs_can_be_left()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "hang");
        var request = caller.SignRequest(PreparedToken.KeyId("EC-256"), "EC-256").ToJsonString();
        File.WriteAllText(caller.Home.PathOf("request.json"), request);
        var result = await caller.Home.RunAsync(
            "/bin/sh",
            [
                "-c",
                """
                "$1" generate-signature <request.json & plugin=$!
                until grep -q '^C_Sign$' shim.log 2>/dev/null; do sleep 0.05; done
                kill -TERM $plugin; wait $plugin
                """,
                "sh", Peers.Pkcs11Plugin,
            ]);
        PluginCaller.Refused(result, "TIMEOUT", "interrupted");
    }
}
