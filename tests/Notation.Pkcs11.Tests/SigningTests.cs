using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Plugins.Messages;

namespace Notation.Pkcs11.Tests;

/// <summary>describe-key and generate-signature through the executable, on a real token.</summary>
public sealed class SigningTests(TokenLab lab)
{
    public static TheoryData<string> Specs => ["RSA-2048", "RSA-3072", "RSA-4096", "EC-256", "EC-384", "EC-521"];

    [Theory, MemberData(nameof(Specs))]
    public async Task Every_kind_of_key_is_described_and_signs_with_its_chain(string spec)
    {
        var token = await lab.TokenAsync();
        Assert.SkipUnless(
            token.Mechanisms.Contains(spec[0] == 'R' ? "RSA-PKCS-PSS," : "ECDSA,", StringComparison.Ordinal),
            $"this token has no mechanism for {spec}");
        using var caller = token.Caller();
        var keyId = PreparedToken.KeyId(spec);

        var described = (await caller.DescribeAsync(keyId)).Succeeded();
        Assert.Equal($$"""{"keyId":"{{keyId}}","keySpec":"{{spec}}"}""", described.StandardOutput.Trim());

        var answer = PluginCaller.Signature(await caller.SignAsync(keyId, spec));
        Assert.Equal(keyId, answer.KeyId);
        Verifies(answer, spec);
        Assert.Equal(["CN=" + spec, "CN=inter", "CN=root"], Names(answer));
    }

    [Theory]
    [InlineData("RSA-2048")]
    [InlineData("RSA-3072")]
    [InlineData("RSA-4096")]
    public async Task A_token_without_PSS_signs_with_padding_made_here(string spec)
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "no-pss");
        Verifies(PluginCaller.Signature(await caller.SignAsync(PreparedToken.KeyId(spec), spec)), spec);
        Assert.Equal(["C_SignInit 0xD", "C_SignInit 0x3"], caller.Calls.Where(call => call.StartsWith("C_SignInit", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("no-rsa", "RSA-2048", "neither CKM_RSA_PKCS_PSS nor CKM_RSA_X_509")]
    [InlineData("no-ecdsa", "EC-256", "no CKM_ECDSA")]
    public async Task A_token_without_the_mechanism_is_refused_and_says_so(string mode, string spec, string words)
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, mode);
        PluginCaller.Refused(await caller.SignAsync(PreparedToken.KeyId(spec), spec), "VALIDATION_ERROR", words, spec);
    }

    [Fact]
    public async Task A_token_that_does_not_tell_the_public_half_is_matched_by_what_it_signs()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "no-public-half");
        var answer = PluginCaller.Signature(await caller.SignAsync(PreparedToken.KeyId("EC-521"), "EC-521"));
        Verifies(answer, "EC-521");
        Assert.Equal("CN=EC-521", Names(answer)[0]);
    }

    [Fact]
    public async Task Without_objects_on_the_token_the_chain_comes_from_the_file_in_any_order()
    {
        using var token = await PreparedToken.MakeBareAsync("ec", "EC:secp256r1");
        using var caller = token.Caller();
        var keyId = PreparedToken.KeyId("ec");
        PluginCaller.Refused(
            await caller.SignAsync(keyId, "EC-256"), "VALIDATION_ERROR", "of the 0 certificates on the token", "certChain");

        caller.Configuration["certChain"] = token.Authority.Bundle("inter", "ec");
        PluginCaller.Refused(await caller.SignAsync(keyId, "EC-256"), "VALIDATION_ERROR", "incomplete", "root.example.com", "certChain");

        caller.Configuration["certChain"] = token.Authority.Bundle("root", "inter", "ec");
        var answer = PluginCaller.Signature(await caller.SignAsync(keyId, "EC-256"));
        Verifies(answer, "EC-256");
        Assert.Equal(["CN=ec", "CN=inter", "CN=root"], Names(answer));

        // Part on the token, part in the file.
        await token.WriteCertificateAsync("inter", "b1");
        await token.WriteCertificateAsync("ec", "b2");
        caller.Configuration["certChain"] = token.Authority.Bundle("root");
        Assert.Equal(3, PluginCaller.Signature(await caller.SignAsync(keyId, "EC-256")).CertificateChain.Count);
    }

    [Fact]
    public async Task A_key_that_wants_a_login_for_each_use_gets_one()
    {
        using var token = await PreparedToken.MakeBareAsync("guarded", "EC:secp256r1", "--always-auth");
        using var caller = await token.Caller().WithShimAsync(lab, "");
        caller.Configuration["certChain"] = token.Authority.Bundle("guarded", "inter", "root");
        Verifies(PluginCaller.Signature(await caller.SignAsync(PreparedToken.KeyId("guarded"))), "EC-256");
        Assert.Equal(
            ["C_Initialize", "C_OpenSession", "C_Login user", "C_SignInit 0x1041", "C_Login context", "C_Sign", "C_Logout", "C_CloseSession", "C_Finalize"],
            caller.Calls);
    }

    [Fact]
    public async Task The_kind_is_told_without_a_login_where_the_public_half_is_seen()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "");
        (await caller.DescribeAsync(PreparedToken.KeyId("EC-384"))).Succeeded();
        Assert.Equal(["C_Initialize", "C_OpenSession", "C_CloseSession", "C_Finalize"], caller.Calls);
    }

    [Theory]
    [InlineData("already-initialized")]
    [InlineData("already-logged-in")]
    public async Task What_somebody_else_in_the_process_did_before_is_no_fault(string mode)
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, mode);
        Verifies(PluginCaller.Signature(await caller.SignAsync(PreparedToken.KeyId("EC-256"))), "EC-256");
        // What others began is theirs to end.
        Assert.Equal(mode != "already-initialized", caller.Calls.Contains("C_Finalize"));
        Assert.Equal(mode != "already-logged-in", caller.Calls.Contains("C_Logout"));
    }

    [Fact]
    public async Task Token_whose_file_was_being_written_is_looked_for_once_more()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "blank-at-first");
        Verifies(PluginCaller.Signature(await caller.SignAsync(PreparedToken.KeyId("EC-256"))), "EC-256");
        Assert.Equal(["C_Initialize", "C_Finalize", "C_Initialize"], caller.Calls.Take(3));
    }

    [Fact]
    public async Task H3_a_module_that_prints_does_not_spoil_answer_or_error()
    {
        using var caller = await (await lab.TokenAsync()).Caller().WithShimAsync(lab, "noisy");
        Verifies(PluginCaller.Signature(await caller.SignAsync(PreparedToken.KeyId("EC-256"))), "EC-256");
        PluginCaller.Refused(await caller.SignAsync(PreparedToken.KeyId("gone")), "VALIDATION_ERROR", "no private key");
    }

    [Fact]
    public async Task Metadata_names_the_plugin_and_its_one_capability()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        var metadata = (await caller.RunAsync("get-plugin-metadata", [])).Succeeded().StandardOutput;
        Assert.Contains("\"name\":\"pkcs11\"", metadata, StringComparison.Ordinal);
        Assert.Contains("\"capabilities\":[\"SIGNATURE_GENERATOR.RAW\"]", metadata, StringComparison.Ordinal);
    }

    private static string[] Names(GenerateSignatureResponse answer) =>
    [
        .. answer.CertificateChain.Select(der =>
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
            return "CN=" + certificate.GetNameInfo(X509NameType.SimpleName, false).Split('.')[0];
        }),
    ];

    private static void Verifies(GenerateSignatureResponse answer, string spec)
    {
        using var leaf = X509CertificateLoader.LoadCertificate(answer.CertificateChain[0].Span);
        var hash = new HashAlgorithmName("SHA" + answer.SigningAlgorithm[^3..]);
        using var rsa = leaf.GetRSAPublicKey();
        using var ecdsa = leaf.GetECDsaPublicKey();
        Assert.Equal((spec[0] == 'R' ? "RSASSA-PSS-SHA-" : "ECDSA-SHA-") + answer.SigningAlgorithm[^3..], answer.SigningAlgorithm);
        Assert.True(
            rsa?.VerifyData(PluginCaller.Payload, answer.Signature.Span, hash, RSASignaturePadding.Pss)
            ?? ecdsa!.VerifyData(
                PluginCaller.Payload, answer.Signature.Span, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal(int.Parse(spec.Split('-')[1]), rsa?.KeySize ?? ecdsa!.KeySize);
    }
}
