using Signet.TestKit.Peers;
using static Signet.Signatures.Tests.Revocation.Crl.CrlLab;

namespace Signet.Signatures.Tests.Revocation.Crl;

/// <summary>Lists made by somebody else's code: the real <c>openssl ca -gencrl</c>.</summary>
public sealed class OpenSslCrlTests
{
    private const string Configuration = """
        [ca]
        default_ca = lab
        [lab]
        database = index.txt
        crlnumber = crlnumber
        certificate = ca.pem
        private_key = ca.key
        default_md = sha256
        default_crl_days = 30
        crl_extensions = crl
        [crl]
        authorityKeyIdentifier = issuer:always
        [pointed]
        issuingDistributionPoint = critical, @idp
        [idp]
        fullname = URI:http://crl.example.com/ca.crl
        onlyuser = TRUE
        [foreign]
        issuingDistributionPoint = critical, @idp2
        [idp2]
        fullname = URI:http://other.example.com/ca.crl
        [reasons]
        issuingDistributionPoint = critical, @idp3
        [idp3]
        onlysomereasons = keyCompromise, CACompromise
        [delta]
        2.5.29.27 = critical, ASN1:INTEGER:1
        """;

    [Theory]
    [InlineData("good", "", "crl", "Good")]
    [InlineData("revoked", "", "crl", "Revoked")]
    [InlineData("keyCompromise", "-crl_reason keyCompromise", "crl", "Revoked")]
    [InlineData("hold", "-crl_hold holdInstructionNone", "crl", "Revoked")]
    [InlineData("removal", "-crl_reason removeFromCRL", "crl", "Malformed")]
    [InlineData("compromise with a date", "-crl_compromise 20250601000000Z", "crl", "Revoked")]
    [InlineData("compromise after signing", "-crl_compromise 20260301000000Z", "crl", "Good")]
    [InlineData("good", "", "pointed", "Good")]
    [InlineData("revoked", "", "pointed", "Revoked")]
    [InlineData("revoked", "", "foreign", "NotAuthentic")]
    [InlineData("revoked", "", "reasons", "Revoked")]
    public async Task List(string name, string revocation, string extensions, string outcome)
    {
        using var home = new ToolHome();
        await PrepareAsync(home);
        if (name != "good")
        {
            string[] how = revocation.Length == 0 ? [] : revocation.Split(' ');
            (await home.OpenSslAsync(["ca", "-config", "lab.cnf", "-revoke", "leaf.pem", .. how])).Succeeded();
        }

        var list = await MakeAsync(home, extensions);
        var answer = Ask(
            list, signingTime: new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            change: q => q with { Now = TimeProvider.System.GetUtcNow() });
        Assert.Equal(outcome, Outcome(answer));
    }

    [Fact]
    public async Task ListAndDelta()
    {
        using var home = new ToolHome();
        await PrepareAsync(home);
        var list = await MakeAsync(home, "crl");
        (await home.OpenSslAsync("ca", "-config", "lab.cnf", "-revoke", "leaf.pem")).Succeeded();
        var delta = await MakeAsync(home, "delta");
        CrlAnswerIs("Good", list, null);
        CrlAnswerIs("Revoked", list, delta);

        static void CrlAnswerIs(string outcome, byte[] list, byte[]? delta) => Assert.Equal(
            outcome, Outcome(Ask(list, delta, change: q => q with { Now = TimeProvider.System.GetUtcNow() })));
    }

    private static async Task PrepareAsync(ToolHome home)
    {
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(home.PathOf("lab.cnf"), Configuration, stop);
        await File.WriteAllTextAsync(home.PathOf("index.txt"), "", stop);
        await File.WriteAllTextAsync(home.PathOf("crlnumber"), "01\n", stop);
        await File.WriteAllTextAsync(home.PathOf("ca.pem"), Root.CertificatePem, stop);
        await File.WriteAllTextAsync(home.PathOf("ca.key"), Root.KeyPem, stop);
        await File.WriteAllTextAsync(home.PathOf("leaf.pem"), Leaf.ExportCertificatePem(), stop);
    }

    private static async Task<byte[]> MakeAsync(ToolHome home, string extensions)
    {
        (await home.OpenSslAsync("ca", "-config", "lab.cnf", "-gencrl", "-crlexts", extensions, "-out", "list.pem")).Succeeded();
        (await home.OpenSslAsync("crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der")).Succeeded();
        return await File.ReadAllBytesAsync(home.PathOf("list.der"), TestContext.Current.CancellationToken);
    }
}
