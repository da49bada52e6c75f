using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Ocsp;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using Signet.TestKit.Servers;
using static Signet.Signatures.Tests.Revocation.Ocsp.OcspLab;

namespace Signet.Signatures.Tests.Revocation.Ocsp;

/// <summary>The requests of facts §2: what is in them, and when they go by GET.</summary>
public sealed class OcspRequestsTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private static ReadOnlyMemory<byte> Id => OcspRequests.CertificateId(Leaf.Certificate, Issuer.Certificate);

    [Fact]
    public void CertificateId_IsSha1OfIssuerNameAndKey_AndTheSerialNumber() =>
        Assert.Equal(LabOcspId.Of(Leaf.Certificate, Issuer.Certificate).Encode(), Id.ToArray());

    [Fact]
    public void Request_HasLimits_AndAsksForNothingElse()
    {
        var request = OcspRequests.Create("http://ocsp.example.com", Id, Timeout);
        Assert.Equal((Timeout, SignatureLimits.OcspResponseBytes), (request.Timeout, request.MaxBytes));
        Assert.Null(request.Body);
        Assert.Null(request.BodyMediaType);
        // Five SEQUENCEs around a CertID; a version, a requestor, a nonce or a signature would be more.
        var expected = Wrap(Wrap(Wrap(Wrap(Id.ToArray()))));
        Assert.Equal(Convert.ToBase64String(expected), Uri.UnescapeDataString(request.Address.Split('/')[3]));
    }

    [Theory]
    [InlineData("http://ocsp.example.com")]
    [InlineData("http://ocsp.example.com/")]
    [InlineData("http://ocsp.example.com//")]
    [InlineData("http://ocsp.example.com:8080/a/b")]
    [InlineData("HTTP://ocsp.example.com/a/b/")]
    public void Get_JoinsWithOneSlash_AndEscapesWhatBase64Has(string address)
    {
        // After ten bytes of headers and two more: 62 four times, 63 four times, and a length that is filled up.
        var id = Wrap([0, 0, 0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF, 0]);
        var base64 = Convert.ToBase64String(Wrap(Wrap(Wrap(Wrap(id)))));
        Assert.All("+/=", c => Assert.Contains(c, base64));
        var escaped = base64.Replace("+", "%2B").Replace("/", "%2F").Replace("=", "%3D");
        Assert.Equal(address.TrimEnd('/') + "/" + escaped, OcspRequests.Create(address, id, Timeout).Address);
    }

    /// <summary>Lengths of a whole request around the limits.</summary>
    [Theory]
    [InlineData("short", 20, 0x11, true)]
    [InlineData("252 characters, nothing to escape", 189, 0x11, true)]
    [InlineData("256 characters", 190, 0x11, false)]
    [InlineData("escaped three times as long", 120, 0xFF, false)]
    public void Post_WhenEncodedOrEscapedFormHas255Characters(string row, int bytes, byte content, bool isGet)
    {
        // A CertID of any bytes will do; headers have two or three bytes.
        var (id, der) = Enumerable.Range(0, bytes).Select(n => Wrap(Enumerable.Repeat(content, n).ToArray()))
            .Select(id => (id, Wrap(Wrap(Wrap(Wrap(id)))))).First(pair => pair.Item2.Length == bytes);
        var request = OcspRequests.Create("http://ocsp.example.com", id, Timeout);
        Assert.True(isGet == (request.Body is null), $"{row}: {Convert.ToBase64String(der).Length} characters");
        if (!isGet)
        {
            Assert.Equal("http://ocsp.example.com", request.Address);
            Assert.Equal("application/ocsp-request", request.BodyMediaType);
            Assert.Equal(der, request.Body!.Value.ToArray());
        }
    }

    [Theory]
    [InlineData("http://ocsp.example.com/?ca=1")]
    [InlineData("http://ocsp.example.com/#ca")]
    public void Post_WhenTheAddressHasNoPathToAddTo(string address)
    {
        var request = OcspRequests.Create(address, Id, Timeout);
        Assert.Equal(address, request.Address);
        Assert.NotNull(request.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("not a uri")]
    [InlineData("http://")]
    [InlineData("http://user:password@ocsp.example.com")]
    [InlineData("ldap://[::")]
    [InlineData("file:///etc/passwd")]
    [InlineData("\0\uD800\r\nHost: x")]
    public void C9_AddressThatIsJunk_IsLeftToTheTransport(string address) =>
        Assert.StartsWith(address.TrimEnd('/'), OcspRequests.Create(address, Id, Timeout).Address, StringComparison.Ordinal);

    [Fact]
    public void CertificateThatIsMalformed_IsAFormatException()
    {
        var der = Leaf.Certificate.RawData;
        der[^20] ^= 0xFF; // Only in the signature: still a certificate.
        using var sound = X509CertificateLoader.LoadCertificate(der);
        Assert.NotEqual(0, OcspRequests.CertificateId(sound, Issuer.Certificate).Length);

        using var odd = PkiLab.Issue(
            LabRecipe.Leaf() with { Extensions = [new X509Extension("2.5.29.15", [5, 0], true)], KeyUsage = null }, Issuer).Certificate;
        Assert.Throws<FormatException>(() => OcspRequests.CertificateId(odd, Issuer.Certificate));
        Assert.Equal(
            RevocationFailure.Malformed,
            OcspValidator.Evaluate(Direct.Add(Good).Sign(Issuer), odd, Issuer.Certificate, Now, null).Failure);
    }

    [Fact]
    public async Task LiveResponder_GetsWhatWasSent_ByGetAndByPost()
    {
        await using var responder = await OcspResponder.StartAsync(Issuer);
        foreach (var address in new[] { responder.Url, responder.Url + "/ca/1/", responder.Url + "/?ca=1" })
        {
            var answer = await AskAsync(address);
            AssertGood(answer);
        }

        Assert.Equal(["GET", "GET", "POST"], responder.Http.Requests.Select(r => r.Method));
        Assert.Equal([null, null, "application/ocsp-request"], responder.Http.Requests.Select(r => r.ContentType));
        Assert.All(responder.Http.Requests, r => Assert.Equal(
            Id.ToArray(), LabOcspId.ReadRequest(OcspResponder.RequestIn(r)).Encode()));

        responder.Revoke(Leaf.Certificate, reason: 1);
        Assert.Equal(RevocationStatus.Revoked, (await AskAsync(responder.Url)).Status);
        responder.Forget(Leaf.Certificate);
        Assert.Equal(RevocationFailure.StatusUnknown, (await AskAsync(responder.Url)).Failure);
        responder.ErrorStatus = 3;
        Assert.Equal(RevocationFailure.Unreachable, (await AskAsync(responder.Url)).Failure);
    }

    [Fact]
    public async Task OpenSsl_ReadsTheRequest()
    {
        using var home = new ToolHome();
        var encoded = OcspRequests.Create("http://ocsp.example.com", Id, Timeout).Address.Split('/')[^1];
        await File.WriteAllBytesAsync(
            home.PathOf("req.der"), Convert.FromBase64String(Uri.UnescapeDataString(encoded)), TestContext.Current.CancellationToken);
        var text = (await home.OpenSslAsync("ocsp", "-reqin", "req.der", "-req_text")).Succeeded().StandardOutput;
        var id = LabOcspId.Of(Leaf.Certificate, Issuer.Certificate);
        string[] expected =
        [
            "Version: 1 (0x0)", "Hash Algorithm: sha1", Convert.ToHexString(id.NameHash.Span), Convert.ToHexString(id.KeyHash.Span),
            Leaf.Certificate.SerialNumber,
        ];
        Assert.All(expected, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("Extensions", text, StringComparison.Ordinal);
    }

    private static async Task<OcspAnswer> AskAsync(string address) =>
        Evaluate(await OcspClient.AskAsync(address, Leaf.Certificate, Issuer));

    /// <summary>A SEQUENCE around bytes.</summary>
    private static byte[] Wrap(byte[] content) =>
    [
        0x30, .. content.Length < 128 ? new[] { (byte)content.Length } : [0x81, (byte)content.Length], .. content,
    ];
}
