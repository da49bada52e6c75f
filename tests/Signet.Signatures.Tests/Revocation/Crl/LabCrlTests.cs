using Signet.TestKit.Peers;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.Signatures.Tests.Revocation.Crl;

/// <summary>The lab's lists are what they claim to be: another reader says so.</summary>
public sealed class LabCrlTests
{
    [Fact]
    public async Task OpenSslReadsTheLabsLists()
    {
        using var home = new ToolHome();
        var chain = PkiLab.Chain(
            LabRecipe.Leaf().WithRevocation(["http://o.example.com"], ["http://c.example.com/a.crl"], ["http://c.example.com/d.crl"]),
            LabRecipe.Authority("root"));
        var crl = new LabCrl
        {
            DeltaOf = 7,
            Number = 9,
            DeltaAddresses = ["http://c.example.com/d.crl"],
            Scope = new() { Addresses = ["http://c.example.com/a.crl"], OnlyUserCertificates = true, OnlyReasons = 0b110 },
        };
        crl = crl.Revoke(LabCrlEntry.For(chain.Leaf.Certificate, reason: 6) with { InvalidityDate = PkiLab.NotBefore });
        await File.WriteAllBytesAsync(home.PathOf("a.crl"), crl.Sign(chain.Root), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(home.PathOf("ca.pem"), chain.Root.CertificatePem, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(home.PathOf("leaf.pem"), chain.Leaf.CertificatePem, TestContext.Current.CancellationToken);

        var list = (await home.OpenSslAsync("crl", "-inform", "DER", "-in", "a.crl", "-CAfile", "ca.pem", "-noout", "-text"))
            .Succeeded();
        Assert.Contains("verify OK", list.StandardError, StringComparison.Ordinal);
        string[] expected =
        [
            "Version 2", "X509v3 Delta CRL Indicator: critical", "X509v3 Freshest CRL", "X509v3 Issuing Distribution Point: critical",
            "Only User Certificates", "Only Some Reasons:", "Key Compromise, CA Compromise", "Certificate Hold", "Invalidity Date",
            chain.Leaf.Certificate.SerialNumber,
        ];
        Assert.All(expected, text => Assert.Contains(text, list.StandardOutput, StringComparison.Ordinal));

        var leaf = (await home.OpenSslAsync("x509", "-in", "leaf.pem", "-noout", "-text")).Succeeded();
        string[] inLeaf = ["OCSP - URI:http://o.example.com", "URI:http://c.example.com/a.crl", "X509v3 Freshest CRL"];
        Assert.All(inLeaf, text => Assert.Contains(text, leaf.StandardOutput, StringComparison.Ordinal));
    }
}
