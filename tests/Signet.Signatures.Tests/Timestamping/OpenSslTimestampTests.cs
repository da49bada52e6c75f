using System.Security.Cryptography;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>The real <c>openssl ts</c> on the other side.</summary>
public sealed class OpenSslTimestampTests
{
    [Theory]
    [InlineData(LabKeyKind.P256, "SHA256")]
    [InlineData(LabKeyKind.P384, "SHA384")]
    [InlineData(LabKeyKind.Rsa2048, "SHA512")]
    public async Task Tokens_of_openssl_verify_and_openssl_agrees(LabKeyKind key, string hash)
    {
        await using var authority = await OpenSslTimestampAuthority.StartAsync(
            PkiLab.TimestampChain(name: "openssl-tsa", leaf: r => r with { Key = key }), ("signer_digest", hash.ToLowerInvariant()));
        var before = TimeProvider.System.GetUtcNow();
        var token = await Client(authority).RequestAsync(TimestampLab.Signature, new(hash), TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromTicks(15_001_000), token.Accuracy);
        Assert.Equal("1.2.3.4.1", token.Policy);
        Assert.InRange(token.Time, before.AddMinutes(-1), before.AddMinutes(10));
        var result = token.Verify(TimestampLab.Signature, [authority.Root]);
        Assert.Equal(authority.Chain.Certificates.Select(c => c.Thumbprint), result.Chain.Select(c => c.Thumbprint));
        (await authority.VerifyAsync(authority.Http.Requests[0].Body, authority.LastReply)).Succeeded();
        (await authority.VerifyTokenAsync(TimestampLab.Signature, token.Encoded.ToArray())).Succeeded();
    }

    [Fact]
    public async Task Openssl_reads_our_request()
    {
        await using var authority = await OpenSslTimestampAuthority.StartAsync();
        await TimestampClientTests.RequestAsync(Client(authority));
        var text = (await authority.ShowAsync(authority.Http.Requests[0].Body)).Succeeded().StandardOutput;
        Assert.Contains("Version: 1", text, StringComparison.Ordinal);
        Assert.Contains("Hash Algorithm: sha256", text, StringComparison.Ordinal);
        Assert.Contains("Policy OID: unspecified", text, StringComparison.Ordinal);
        Assert.Contains("Nonce: 0x", text, StringComparison.Ordinal);
        Assert.Contains("Certificate required: yes", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("ess_cert_id_chain", "yes")]
    [InlineData("ess_cert_id_alg", "sha384")]
    [InlineData("ess_cert_id_alg", "sha512")]
    [InlineData("accuracy", "")]
    [InlineData("clock_precision_digits", "6")]
    [InlineData("tsa_name", "no")]
    [InlineData("ordering", "no")]
    public async Task Tokens_of_openssl_with_other_settings_verify(string name, string value)
    {
        await using var authority = await OpenSslTimestampAuthority.StartAsync(null, (name, value));
        var token = await TimestampClientTests.RequestAsync(Client(authority));
        Assert.Equal(name == "accuracy" ? TimeSpan.Zero : TimeSpan.FromTicks(15_001_000), token.Accuracy);
    }

    [Theory]
    [InlineData("ess_cert_id_alg", "sha1", "version 1")]
    [InlineData("signer_digest", "sha1", "hash function")]
    [InlineData("digests", "sha512", "failure badAlg")]
    public async Task Tokens_of_openssl_that_the_specification_does_not_allow_are_refused(string name, string value, string message)
    {
        await using var authority = await OpenSslTimestampAuthority.StartAsync(null, (name, value));
        Assert.Contains(message, await TimestampClientTests.RefusedAsync(Client(authority)), StringComparison.Ordinal);
    }

    /// <summary>Our own authority is no invention of ours: openssl takes its answers too.</summary>
    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task Openssl_accepts_our_own_authority(string hash)
    {
        await using var judge = await OpenSslTimestampAuthority.StartAsync();
        await using var authority = await TimestampAuthority.StartAsync(judge.Chain);
        var reply = Array.Empty<byte>();
        authority.Transport = r =>
        {
            reply = r.Body;
            return r;
        };
        await TimestampClientTests.Client(authority).RequestAsync(
            TimestampLab.Signature, new HashAlgorithmName(hash), TestContext.Current.CancellationToken);
        (await judge.VerifyAsync(authority.Http.Requests[0].Body, reply)).Succeeded();
        reply[^1] ^= 1;
        Assert.NotEqual(0, (await judge.VerifyAsync(authority.Http.Requests[0].Body, reply)).ExitCode);
    }

    private static Signet.Signatures.Timestamping.TimestampClient Client(OpenSslTimestampAuthority authority) =>
        TimestampClientTests.Client(authority.Url, authority.Root);
}
