using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Ocsp;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using static Signet.Signatures.Tests.Revocation.Ocsp.OcspLab;

namespace Signet.Signatures.Tests.Revocation.Ocsp;

/// <summary>Against somebody else's code: the real <c>openssl ocsp</c> as responder, and as reader of the lab's responses.</summary>
public sealed class OpenSslOcspTests
{
    private static readonly DateTimeOffset RevokedAt = new(2025, 6, 1, 12, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("the authority signs", false)]
    [InlineData("the authority signs, by key", false, "-resp_key_id")]
    [InlineData("a responder signs", true)]
    [InlineData("a responder signs, by key", true, "-resp_key_id")]
    [InlineData("signed with SHA-512", true, "-rmd", "sha512")]
    [InlineData("no certificates come along", false, "-resp_no_certs")]
    public async Task Responder_GoodRevokedUnknown_ByGetAndByPost(string row, bool isDelegated, params string[] options)
    {
        var unknown = PkiLab.Issue(LabRecipe.Leaf(), Issuer, slot: 1).Certificate;
        var other = PkiLab.Issue(LabRecipe.Leaf(), Issuer, slot: 1).Certificate;
        await using var responder = await OpenSslOcspResponder.StartAsync(Issuer, isDelegated ? Responder : null, ["-ndays", "1", .. options]);
        await responder.AddAsync(Leaf.Certificate);
        await responder.RevokeAsync(other, RevokedAt, "keyCompromise");

        // After a query there is no path for a GET.
        foreach (var address in new[] { responder.Url, responder.Url + "/?by=post" })
        {
            var good = await AskAsync(address, Leaf.Certificate);
            Assert.True(good.Status == RevocationStatus.Good, $"{row}: {good.Message}");
            Assert.NotNull(good.NextUpdate);
            Assert.Null(good.ResponderToCheck);

            var revoked = await AskAsync(address, other);
            Assert.Equal(RevocationStatus.Revoked, revoked.Status);
            Assert.Equal(new RevocationEvent(RevokedAt, "keyCompromise", null), revoked.Revocation);

            Assert.Equal(RevocationFailure.StatusUnknown, (await AskAsync(address, unknown)).Failure);
        }
    }

    [Fact]
    public async Task Responder_RevokedBetweenTwoRequests_HoldAndInvalidityDateIncluded()
    {
        await using var responder = await OpenSslOcspResponder.StartAsync(
            Issuer, PkiLab.Issue(LabOcsp.ResponderRecipe(isNoCheck: false), Issuer), "-ndays", "1");
        await responder.AddAsync(Leaf.Certificate);
        var good = await AskAsync(responder.Url, Leaf.Certificate);
        Assert.Equal(RevocationStatus.Good, good.Status);
        Assert.NotNull(good.ResponderToCheck);

        await responder.RevokeAsync(Leaf.Certificate, RevokedAt, "certificateHold");
        var hold = await AskAsync(responder.Url, Leaf.Certificate);
        Assert.Equal((RevocationStatus.Revoked, "certificateHold"), (hold.Status, hold.Revocation?.Reason));

        var invalid = RevokedAt.AddMonths(-2);
        await responder.RevokeSinceAsync(Leaf.Certificate, RevokedAt, invalid);
        var before = await AskAsync(responder.Url, Leaf.Certificate, invalid.AddSeconds(-1));
        Assert.Equal((RevocationStatus.Good, invalid), (before.Status, before.Revocation?.InvalidityDate));
        Assert.Equal(RevocationStatus.Revoked, (await AskAsync(responder.Url, Leaf.Certificate, invalid)).Status);
    }

    [Theory]
    [InlineData("C9 no nextUpdate", "no nextUpdate")]
    [InlineData("C9 broken signature", "does not verify", "-nmin", "5", "-badsig")]
    [InlineData("C9 SHA-1", "SHA-1 with ECDSA is insecure", "-nmin", "5", "-rmd", "sha1")]
    [InlineData("C9 OpenSSL 3.0 loses the serial number with -rcid", "about another certificate", "-nmin", "5", "-rcid", "sha256")]
    public async Task Responder_WithADefect_IsRefused(string row, string message, params string[] options)
    {
        await using var responder = await OpenSslOcspResponder.StartAsync(Issuer, null, options);
        await responder.AddAsync(Leaf.Certificate);
        var answer = await AskAsync(responder.Url, Leaf.Certificate);
        Assert.True(answer.Status == RevocationStatus.Unknown, row);
        Assert.Contains(message, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Responder_WithoutTheOcspPurpose_IsRefused_AndByOpenSslToo()
    {
        var plain = DelegatedTo(r => r with { Purposes = [LabPurposes.CodeSigning] });
        await using var responder = await OpenSslOcspResponder.StartAsync(Issuer, plain.Responder, "-ndays", "1");
        await responder.AddAsync(Leaf.Certificate);
        var der = await OcspClient.AskAsync(responder.Url, Leaf.Certificate, Issuer);
        Assert.Contains("id-kp-OCSPSigning is missing", Judge(der, Leaf.Certificate).Message, StringComparison.Ordinal);
        Assert.Contains("missing ocspsigning usage", await ReadAsync(der), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task OpenSslBelievesTheLabsResponses()
    {
        foreach (var response in new[] { Direct, Delegated, Delegated with { IsByKey = true } })
        {
            var good = await ReadAsync(response.Add(Good).Sign(Issuer));
            Assert.Contains("Response verify OK", good, StringComparison.Ordinal);
            Assert.Contains("leaf.pem: good", good, StringComparison.Ordinal);
        }

        var revoked = await ReadAsync(
            Delegated.Add(Revoked with { Reason = 6, InvalidityDate = RevokedAt }).Sign(Issuer));
        string[] expected = ["Response verify OK", "leaf.pem: revoked", "Reason: certificateHold", "Jun  1 00:00:00 2025 GMT"];
        Assert.All(expected, part => Assert.Contains(part, revoked, StringComparison.Ordinal));
        Assert.Contains("Response Verify Failure", await ReadAsync((Direct with { HasBrokenSignature = true }).Add(Good).Sign(Issuer)),
            StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<OcspAnswer> AskAsync(
        string address, X509Certificate2 certificate, DateTimeOffset? signingTime = null) =>
        Judge(await OcspClient.AskAsync(address, certificate, Issuer), certificate, signingTime);

    /// <summary>The real responder's clock is the machine's.</summary>
    private static OcspAnswer Judge(
        byte[] response, X509Certificate2 certificate, DateTimeOffset? signingTime = null) =>
        OcspValidator.Evaluate(response, certificate, Issuer.Certificate, TimeProvider.System.GetUtcNow(), signingTime);

    /// <summary>What <c>openssl ocsp</c> says of a response about the leaf.</summary>
    private static async Task<string> ReadAsync(byte[] response)
    {
        using var home = new ToolHome();
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllBytesAsync(home.PathOf("response.der"), response, stop);
        await File.WriteAllTextAsync(home.PathOf("leaf.pem"), Leaf.CertificatePem, stop);
        await File.WriteAllTextAsync(home.PathOf("ca.pem"), Issuer.CertificatePem, stop);
        var result = await home.OpenSslAsync(
            "ocsp", "-respin", "response.der", "-issuer", "ca.pem", "-cert", "leaf.pem", "-CAfile", "ca.pem");
        return result.StandardOutput + result.StandardError;
    }
}
