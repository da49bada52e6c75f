using System.Text.Json;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Cli.Tests;

/// <summary><c>signet revocation fetch</c>, and verification with what it wrote, against live servers.</summary>
public sealed class RevocationFetchTests
{
    private const string Signer = "CN=signer.example.com,O=Example,L=Seattle,ST=WA,C=US";

    [Fact]
    public async Task What_an_artifact_s_verification_asks_is_fetched_and_decides_offline()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true, crl: true);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");

        var fetched = await FetchAsync(lab, $"--oci-layout --scope local/lay {lab.Reference}");
        await lab.Responder.DisposeAsync();
        await lab.Lists.DisposeAsync();
        await lab.DoAsync("rm -rf ~/.cache/notation");
        var without = await lab.VerifyAsync("--offline");
        var with = await lab.VerifyAsync("--offline --revocation-bundle bundle.json");

        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        Assert.Equal(
            $"{Signer}: good, by OCSP responder {lab.Responder.Url}, valid until 2098-01-01T00:00:00Z\n"
            + $"{Root(lab)}: root, nobody is asked about it\n"
            + "Wrote bundle.json: 1 answer, valid until 2098-01-01T00:00:00Z\n",
            fetched.Output);
        Assert.Equal(15, without.ExitCode);
        Assert.Equal(($"Successfully verified signature for {lab.Reference}\n", "", 0), with);
    }

    [Fact]
    public async Task A_revoked_certificate_is_said_collected_and_revoked_offline()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: false, crl: true);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        lab.Lists.Revoke(lab.Chain.Leaf.Certificate, 1);

        var fetched = await FetchAsync(lab, $"--oci-layout --scope local/lay {lab.Reference}");
        var verified = await lab.VerifyAsync("--offline --revocation-bundle bundle.json");

        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        Assert.StartsWith(
            $"{Signer}: revoked since 2025-01-01T00:00:00Z (keyCompromise), by CRL {lab.Lists.Url}, valid until 2098-",
            fetched.Output, StringComparison.Ordinal);
        Assert.Equal(14, verified.ExitCode);
    }

    [Fact]
    public async Task The_timestamping_authority_s_chain_comes_along()
    {
        await using var lab = await RevocationLab.StartAsync();
        await using var responder = await OcspResponder.StartAsync();
        await using var authority = await TimestampAuthority.StartAsync(
            PkiLab.TimestampChain(leaf: l => l.WithRevocation([responder.Url])));
        responder.Serve(authority.Chain);
        await lab.WriteAsync("tsa.crt", authority.Chain.Root.CertificatePem);
        await lab.DoAsync("signet cert add --type tsa --store test tsa.crt");
        await lab.PolicyAsync("{\"level\":\"strict\"}", ",\"tsa:test\"");
        await lab.DoAsync(
            $"signet sign --timestamp-url {authority.Url} --timestamp-root-cert tsa.crt --oci-layout {lab.Reference}");

        var fetched = await FetchAsync(lab, $"--oci-layout --scope local/lay {lab.Reference}");
        await lab.DoAsync("rm -rf ~/.cache/notation");
        var verified = await lab.VerifyAsync("--offline --revocation-bundle bundle.json");

        Assert.Contains($"by OCSP responder {lab.Responder.Url}", fetched.Output, StringComparison.Ordinal);
        Assert.Contains($"by OCSP responder {responder.Url}", fetched.Output, StringComparison.Ordinal);
        Assert.Contains("Wrote bundle.json: 2 answers", fetched.Output, StringComparison.Ordinal);
        Assert.Equal(0, verified.ExitCode);
        // The authority's intermediate names nobody to ask, which is never silent (attack C11).
        Assert.StartsWith("Warning: revocation could not be checked: \"CN=intermediate1.tsa", verified.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signer.crt")]
    [InlineData("leaf.crt")]
    [InlineData("leaf.der")]
    public async Task Certificate_files_are_asked_about_on_their_own(string file)
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: false, crl: true);
        await lab.WriteAsync("leaf.crt", lab.Chain.Leaf.CertificatePem);
        await lab.DoAsync("openssl x509 -in leaf.crt -outform DER -out leaf.der");

        var fetched = await FetchAsync(lab, file);

        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        using var bundle = JsonDocument.Parse(await lab.DoAsync("cat bundle.json"));
        Assert.Equal(lab.Lists.Url, bundle.RootElement.GetProperty("crl")[0].GetProperty("address").GetString());
        Assert.Equal("2098-01-01T00:00:00Z", bundle.RootElement.GetProperty("validUntil").GetString());
    }

    [Theory]
    [InlineData("signer.crt")]
    [InlineData("--oci-layout --scope local/lay {0}")]
    public async Task What_cannot_be_fetched_leaves_the_old_file_and_names_the_server(string what)
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true, crl: true, level: "permissive");
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}; echo old > bundle.json");
        lab.Responder.ErrorStatus = 2;
        lab.Lists.Http.Answer(_ => LoopbackReply.NotFound);

        var fetched = await FetchAsync(lab, string.Format(null, what, lab.Reference));

        Assert.Equal(1, fetched.ExitCode);
        Assert.Equal("old\n", await lab.DoAsync("cat bundle.json"));
        Assert.Contains($"Error: {Signer}: its revocation status could not be fetched\n", fetched.Error, StringComparison.Ordinal);
        Assert.Contains($"  OCSP responder {lab.Responder.Url}: ", fetched.Error, StringComparison.Ordinal);
        Assert.Contains($"  CRL {lab.Lists.Url}: ", fetched.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "Error: \"bundle.json\" was not written, because not all answers could be fetched\n", fetched.Error, StringComparison.Ordinal);
        Assert.Empty(await lab.DoAsync("ls -A | grep tmp || true"));
    }

    [Fact]
    public async Task C9_nobody_is_asked_about_a_stranger_s_certificate()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true, crl: true);
        await lab.DoAsync("rm -r ~/.config/notation/truststore");

        var fetched = await FetchAsync(lab, "signer.crt");

        Assert.Equal(1, fetched.ExitCode);
        Assert.StartsWith($"Error: the certificate \"{Signer}\" is not asked about: ", fetched.Error, StringComparison.Ordinal);
        Assert.Contains("signet cert add --type ca --store <name> <root.crt>", fetched.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Responder.Http.Requests);
        Assert.Empty(lab.Lists.Http.Requests);
    }

    [Fact]
    public async Task An_artifact_without_a_trusted_signature_has_no_answers()
    {
        await using var lab = await RevocationLab.StartAsync();

        var fetched = await FetchAsync(lab, $"--oci-layout --scope local/lay {lab.Reference}");

        Assert.Equal(10, fetched.ExitCode);
        Assert.Contains("no signature is associated with", fetched.Error, StringComparison.Ordinal);
        Assert.Contains("Error: \"bundle.json\" was not written\n", fetched.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, (await lab.RunAsync("cat bundle.json")).ExitCode);
    }

    [Fact]
    public async Task C11_certificates_nobody_can_revoke_are_said_to_be_such()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: false);

        var fetched = await FetchAsync(lab, "signer.crt");

        Assert.Equal(
            $"{Signer}: names no OCSP responder and no CRL, nobody is asked about it\n"
            + $"{Root(lab)}: root, nobody is asked about it\n"
            + "Wrote bundle.json: no answers, because nobody is to be asked about these certificates\n",
            fetched.Output);
    }

    private static string Root(RevocationLab lab) =>
        Signet.Signatures.Certificates.CertificateName.Format(lab.Chain.Root.Certificate.SubjectName);

    private static Task<(string Output, string Error, int ExitCode)> FetchAsync(RevocationLab lab, string arguments) =>
        lab.RunAsync($"signet revocation fetch -o bundle.json {arguments}");
}
