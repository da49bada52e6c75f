using System.Text.Json;
using Signet.Cli.Tests.Verdicts;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Cli.Tests;

/// <summary>Revocation and timestamps through the executable, against live servers.</summary>
public sealed class RevocationCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoked_certificate_ends_with_its_own_exit_code_and_says_who_said_so()
    {
        await using var lab = await RevocationLab.StartAsync();
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        var before = await lab.VerifyAsync();
        lab.Responder.Revoke(lab.Chain.Leaf.Certificate, reason: 1);
        await lab.DoAsync("rm -rf ~/.cache/notation");
        var after = await lab.VerifyAsync();

        Assert.Equal(($"Successfully verified signature for {lab.Reference}\n", "", 0), before);
        Assert.Equal(14, after.ExitCode);
        Assert.Contains("Verdict: revoked (exit code 14)\n", after.Error, StringComparison.Ordinal);
        Assert.Contains($"is revoked: OCSP responder {lab.Responder.Url} says so, since", after.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdict_carries_every_certificate_and_server_as_data()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true, crl: true);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        lab.Responder.ErrorStatus = 3;

        var (output, _, exitCode) = await lab.VerifyAsync("--output json");

        Assert.Equal(0, exitCode);
        SchemaCheck.AssertFits(output);
        using var json = JsonDocument.Parse(output);
        var revocation = json.RootElement.GetProperty("signatures")[0].GetProperty("checks").EnumerateArray()
            .Single(c => c.GetProperty("rule").GetString() == "revocation").GetProperty("revocation");
        var leaf = revocation.GetProperty("certificates")[0];
        Assert.Equal("good", leaf.GetProperty("status").GetString());
        Assert.Equal("ocspThenCrl", leaf.GetProperty("method").GetString());
        Assert.Equal(
            [(lab.Responder.Url, "unknown"), (lab.Lists.Url, "good")],
            leaf.GetProperty("servers").EnumerateArray()
                .Select(s => (s.GetProperty("address").GetString()!, s.GetProperty("status").GetString()!)));
    }

    [Theory]
    [InlineData("strict", 15)]
    [InlineData("permissive", 0)]
    public async Task Dead_responder_is_named_and_decides_by_the_level(string level, int exitCode)
    {
        await using var lab = await RevocationLab.StartAsync(level: level);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        var url = lab.Responder.Url;
        await lab.Responder.DisposeAsync();

        var verified = await lab.VerifyAsync();

        Assert.Equal(exitCode, verified.ExitCode);
        Assert.Contains(url, verified.Error, StringComparison.Ordinal);
        if (level == "permissive")
        {
            Assert.Equal($"\nSuccessfully verified signature for {lab.Reference}\n", verified.Output);
            Assert.StartsWith(
                "Warning: revocation was set to \"log\" and failed with error: signing certificate with subject",
                verified.Error,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Offline_takes_what_the_disk_has_and_asks_nobody()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: false, crl: true);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        var cold = await lab.VerifyAsync("--offline");
        Assert.Empty(lab.Lists.Http.Requests);
        await lab.VerifyAsync();
        lab.Lists.Http.ClearRequests();
        var warm = await lab.VerifyAsync("--offline");

        Assert.Equal(15, cold.ExitCode);
        Assert.Contains("revocation status is unknown", cold.Error, StringComparison.Ordinal);
        Assert.Equal(($"Successfully verified signature for {lab.Reference}\n", "", 0), warm);
        Assert.Empty(lab.Lists.Http.Requests);
    }

    [Fact]
    public async Task Offline_takes_a_bundle_which_leaves_nothing_on_disk()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true, crl: false);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        var bundle = RevocationBundle.Collect();
        await new RevocationChecker(new() { Caches = [bundle] }).CheckAsync(
            lab.Chain.Certificates, CertificatePurpose.CodeSigning, null, Token);
        await lab.WriteAsync("bundle.json", System.Text.Encoding.UTF8.GetString(bundle.Write()) + "\n");
        lab.Responder.Http.ClearRequests();

        var with = await lab.VerifyAsync("--offline --revocation-bundle bundle.json");
        var without = await lab.VerifyAsync("--offline");

        Assert.Equal(($"Successfully verified signature for {lab.Reference}\n", "", 0), with);
        Assert.Equal(15, without.ExitCode);
        Assert.Empty(lab.Responder.Http.Requests);
    }

    [Theory]
    [InlineData("echo no > bundle.json", "Error: \"bundle.json\" is no revocation bundle: ")]
    [InlineData("true", "Error: open bundle.json: no such file or directory\n")]
    public async Task File_that_is_no_bundle_is_refused(string prepare, string error)
    {
        await using var lab = await RevocationLab.StartAsync();
        await lab.DoAsync(prepare);

        var verified = await lab.VerifyAsync("--revocation-bundle bundle.json");

        Assert.Equal(1, verified.ExitCode);
        Assert.StartsWith(error, verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C10_CacheThatCannotBeUsedIsOneWarning()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true, crl: true);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}; mkdir -p ~/.cache; touch ~/.cache/notation");

        var verified = await lab.VerifyAsync();

        Assert.Equal(0, verified.ExitCode);
        Assert.Equal($"Successfully verified signature for {lab.Reference}\n", verified.Output);
        Assert.StartsWith("Warning: CRL cache error discarded. ", verified.Error, StringComparison.Ordinal);
        Assert.Equal(1, verified.Error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task C11_CertificateNobodyCanRevokeIsAWarningAndTheOutputIsNotations()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: false, crl: false);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");

        var verified = await lab.VerifyAsync();

        Assert.Equal(
            ($"Successfully verified signature for {lab.Reference}\n",
                "Warning: revocation could not be checked: \"CN=signer.example.com,O=Example,L=Seattle,ST=WA,C=US\" names no "
                + "OCSP responder and no CRL\n",
                0),
            verified);
    }

    [Fact]
    public async Task Debug_log_has_the_lines_scripts_look_for()
    {
        await using var lab = await RevocationLab.StartAsync(ocsp: true, crl: true);
        await lab.DoAsync($"signet sign --oci-layout {lab.Reference}");
        lab.Responder.ErrorStatus = 3;

        var (_, log, _) = await lab.VerifyAsync("-d");

        Assert.All(
            [
                "Validating cert chain", "Validating trust identity", "Validating expiry", "Validating authentic timestamp",
                "Validating revocation", "Under signing scheme notary.x509...",
                "Timestamp verification disabled: no tsa trust store is configured in trust policy",
                "OCSP check failed with unknown error and fallback to CRL check for certificate #1 in chain with subject \"CN=signer",
                $"Retrieving crl bundle from file cache with key \"{lab.Lists.Url}\" ...",
                $"CRL file cache miss. Key \"{lab.Lists.Url}\" does not exist",
                $"Storing crl bundle to file cache with key \"{lab.Lists.Url}\" ...",
                "No verification impacting errors encountered while checking revocation, status is OK",
            ],
            line => Assert.Contains(line, log, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("jws")]
    [InlineData("cose")]
    public async Task Timestamp_is_signed_verified_and_shown(string format)
    {
        await using var lab = await RevocationLab.StartAsync();
        await using var responder = await OcspResponder.StartAsync();
        await using var authority = await TimestampAuthority.StartAsync(
            PkiLab.TimestampChain(leaf: l => l.WithRevocation([responder.Url])));
        responder.Serve(authority.Chain);
        await lab.WriteAsync("tsa.crt", authority.Chain.Root.CertificatePem);
        await lab.DoAsync("signet cert add --type tsa --store test tsa.crt");
        await lab.PolicyAsync("{\"level\":\"strict\"}", ",\"tsa:test\"");

        var signed = await lab.RunAsync(
            $"signet sign -d --signature-format {format} --timestamp-url {authority.Url} --timestamp-root-cert tsa.crt --oci-layout {lab.Reference}");

        Assert.Equal(0, signed.ExitCode);
        Assert.Contains($"Configured to timestamp with TSA \"{authority.Url}\"", signed.Error, StringComparison.Ordinal);
        var (output, error, exitCode) = await lab.VerifyAsync("--output json");
        Assert.True(exitCode == 0, output + error);
        SchemaCheck.AssertFits(output);
        using var json = JsonDocument.Parse(output);
        var check = json.RootElement.GetProperty("signatures")[0].GetProperty("checks").EnumerateArray()
            .Single(c => c.GetProperty("rule").GetString() == "authentic-timestamp");
        Assert.Equal("tsa:test", check.GetProperty("timestamp").GetProperty("trustStore").GetString());
        Assert.Equal("good", check.GetProperty("revocation").GetProperty("certificates")[0].GetProperty("status").GetString());

        var thumbprint = CertificateThumbprint.Sha256(authority.Chain.Leaf.Certificate);
        var tree = await lab.DoAsync($"signet inspect --oci-layout {lab.Reference}");
        var lines = string.Join('\n', tree.Split('\n').Select(l => l.TrimStart(' ', '│', '├', '└', '─')));
        Assert.Matches(@"\ntimestamp signature\ntimestamp: \[\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}, \w{3} \w{3} [ \d]\d [\d:]{8} \d{4}\]\n", lines);
        Assert.Contains(
            $"]\ncertificates\nSHA256 fingerprint: {thumbprint}\nissued to: CN=tsa.example.com,O=Example,L=Seattle,ST=WA,C=US\n",
            lines,
            StringComparison.Ordinal);
        using var inspected = JsonDocument.Parse(await lab.DoAsync($"signet inspect -o json --oci-layout {lab.Reference}"));
        var shown = inspected.RootElement.GetProperty("signatures")[0].GetProperty("unsignedAttributes").GetProperty("timestampSignature");
        Assert.Matches(@"^\[\S+Z, \S+Z\]$", shown.GetProperty("timestamp").GetString());
        Assert.Equal(thumbprint, shown.GetProperty("certificates")[0].GetProperty("SHA256Fingerprint").GetString());
    }

    [Fact]
    public async Task C8_WithoutATimestampNothingIsSigned()
    {
        await using var lab = await RevocationLab.StartAsync();
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Reply = r => r with { Status = 2, Token = null };
        await lab.WriteAsync("tsa.crt", authority.Chain.Root.CertificatePem);

        var signed = await lab.RunAsync(
            $"signet sign --timestamp-url {authority.Url} --timestamp-root-cert tsa.crt --oci-layout {lab.Reference}");

        Assert.Equal(1, signed.ExitCode);
        Assert.StartsWith("Error: timestamp: ", signed.Error, StringComparison.Ordinal);
        Assert.Equal(
            $"{lab.Reference} has no associated signatures\n", await lab.DoAsync($"signet list --oci-layout {lab.Reference}"));
    }
}
