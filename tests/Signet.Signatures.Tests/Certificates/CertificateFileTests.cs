using System.Text;
using Signet.Signatures.Certificates;
using Signet.TestKit;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Certificates;

public sealed class CertificateFileTests
{
    private const string CoreGo = "notation-core-go/x509/testdata/";
    private const string Store = "notation-go/verifier/testdata/truststore/x509/";

    [Theory]
    [InlineData(CoreGo + "pem.crt", 1)]
    [InlineData(CoreGo + "der.der", 1)]
    [InlineData(CoreGo + "multi-pem.crt", 2)]
    [InlineData(CoreGo + "multi-der.der", 2)]
    [InlineData(CoreGo + "openssl-minimum-self-signed.pem", 1)]
    [InlineData(CoreGo + "timestamp_leaf.crt", 1)]
    [InlineData(Store + "ca/valid-trust-store/GlobalSign.der", 1)]
    [InlineData(Store + "ca/valid-trust-store/NotationTestRoot.pem", 1)]
    [InlineData(Store + "ca/trust-store-with-leaf-certs-in-single-file/RootAndLeafCerts.crt", 2)]
    [InlineData(Store + "tsa/test-mismatch/DigiCertTSARootSHA384.cer", 1)]
    public void Read_OfVector_FindsItsCertificates(string path, int count)
    {
        Vectors.SkipUnlessPresent();
        Assert.Equal(count, CertificateFile.Read(Vectors.Read(path)).Count);
    }

    [Theory]
    [InlineData(CoreGo + "invalid")]
    [InlineData(Store + "ca/trust-store-with-invalid-certs/invalid")]
    public void Read_OfInvalidVector_IsMalformed(string path)
    {
        Vectors.SkipUnlessPresent();
        AssertMalformed(Vectors.Read(path));
    }

    [Theory]
    [InlineData("ca/valid-trust-store/GlobalSignRootCA.crt", true, true)]
    [InlineData("ca/valid-trust-store/NotationTestRoot.pem", true, true)]
    [InlineData("ca/valid-trust-store/wabbit-networks.io.crt", false, true)]
    [InlineData("ca/valid-trust-store-self-signed/openssl-minimum-self-signed.pem", false, true)]
    [InlineData("tsa/test-timestamp/globalsignRoot.cer", true, true)]
    [InlineData("tsa/test-nonCA/wabbit-networks.io.crt", false, true)]
    [InlineData("tsa/test-nonSelfIssued/nonSelfIssued.crt", true, false)]
    [InlineData("ca/trust-store-with-leaf-certs/non-ca.crt", false, false)]
    public void TrustStoreVector_IsAuthorityOrSelfSigned(string path, bool isAuthority, bool isSelfSigned)
    {
        Vectors.SkipUnlessPresent();
        var certificate = CertificateFile.Read(Vectors.Read(Store + path))[0];
        Assert.Equal(isAuthority, CertificateSignature.IsAuthority(certificate));
        Assert.Equal(isSelfSigned, CertificateSignature.IsSelfSigned(certificate));
    }

    [Fact]
    public void TimestampChainVector_OfDigiCert_KeepsTheRules_AndCannotSignCode()
    {
        Vectors.SkipUnlessPresent();
        var chain = new[] { "leaf", "intermediate", "root" }
            .Select(role => Assert.Single(CertificateFile.Read(Vectors.Read($"{CoreGo}timestamp_{role}.crt"))))
            .ToList();
        var time = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Null(CertificateChainRules.FindFault(chain, CertificatePurpose.Timestamping, time));
        Assert.Equal(
            "leaf-extended-key-usage",
            CertificateChainRules.FindFault(chain, CertificatePurpose.CodeSigning, time)?.Rule);
    }

    [Theory]
    [InlineData("ca/valid-trust-store/wabbit-networks.io.crt", null)]
    [InlineData("ca/valid-trust-store/TestTimestamp.crt", null)]
    [InlineData("ca/valid-trust-store-self-signed/openssl-minimum-self-signed.pem", null)]
    [InlineData("ca/valid-trust-store/TestTimestampNotYetValid.crt", "validity")]
    [InlineData("ca/valid-trust-store/NotationTestRoot.pem", "leaf-basic-constraints")]
    [InlineData("ca/trust-store-with-leaf-certs/non-ca.crt", "root")]
    public void TrustStoreVector_AsChainOfOne(string path, string? rule)
    {
        Vectors.SkipUnlessPresent();
        var chain = CertificateFile.Read(Vectors.Read(Store + path));
        var time = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(rule, CertificateChainRules.FindFault(chain, CertificatePurpose.CodeSigning, time)?.Rule);
    }

    [Fact]
    public void Read_PemAndDer_GiveTheSame()
    {
        var chain = PkiLab.SigningChain();
        var pem = "a comment\n" + chain.ChainPem.Replace("\n", "\r\n", StringComparison.Ordinal) + "and another\n";
        byte[] der = [.. chain.Members.SelectMany(m => m.Der.ToArray())];
        var expected = chain.Certificates.Select(CertificateThumbprint.Sha256).ToList();

        Assert.Equal(expected, CertificateFile.Read(Encoding.UTF8.GetBytes(pem)).Select(CertificateThumbprint.Sha256));
        Assert.Equal(expected, CertificateFile.Read(der).Select(CertificateThumbprint.Sha256));
        Assert.Equal(chain.ChainPem, CertificateFile.WritePem(chain.Certificates));
    }

    [Fact]
    public void Read_OfNothing_IsEmpty() => Assert.Empty(CertificateFile.Read(default));

    [Fact]
    public void Read_PrivateKeyBesideTheCertificate_SaysSo()
    {
        var chain = PkiLab.SigningChain(1);
        Assert.Contains("\"PRIVATE KEY\"", AssertMalformed(Encoding.ASCII.GetBytes(chain.ChainPem + chain.KeyPem)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BrokenBlockAmongGoodOnes_IsNotPassedOver()
    {
        var pem = PkiLab.SigningChain(1).ChainPem;
        var broken = pem.Replace("-----END CERTIFICATE-----", "-----END CERT-----", StringComparison.Ordinal);
        AssertMalformed(Encoding.ASCII.GetBytes(broken + pem));
        AssertMalformed(Encoding.ASCII.GetBytes(pem + broken));
        AssertMalformed(Encoding.ASCII.GetBytes(broken));
    }

    [Fact]
    public void Read_DerWithSomethingAround_IsMalformed()
    {
        var der = PkiLab.SigningChain(1).Leaf.Der.ToArray();
        AssertMalformed([.. der, 0]);
        AssertMalformed([0, .. der]);
        AssertMalformed(der[..^1]);
        AssertMalformed([.. der, .. der[..^1]]);
        AssertMalformed([0x30, 0]);
    }

    [Fact]
    public void C12_EveryBitFlipOfACertificate_IsMalformedOrUnsigned()
    {
        var chain = PkiLab.SigningChain(2);
        var der = chain.Leaf.Der.ToArray();
        for (var i = 0; i < der.Length; i++)
        {
            var changed = der.ToArray();
            changed[i] ^= (byte)(1 << (i % 8));
            try
            {
                using var certificate = CertificateFile.ReadDer(changed);
                Assert.NotNull(CertificateChainRules.FindFault(
                    [certificate, chain.Root.Certificate], CertificatePurpose.CodeSigning, null));
            }
            catch (FormatException)
            {
                // Refused before any rule: as good.
            }
        }
    }

    [Fact]
    public void Read_MoreThanTheLimit_IsRefused()
    {
        var der = PkiLab.SigningChain(1).Leaf.Der.ToArray();
        byte[] many = [.. Enumerable.Repeat(der, SignatureLimits.FileCertificates + 1).SelectMany(d => d)];
        Assert.Contains("more than the limit", AssertMalformed(many), StringComparison.Ordinal);
    }

    private static string AssertMalformed(byte[] content)
    {
        var fault = Assert.Throws<FormatException>(() => CertificateFile.Read(content));
        Assert.StartsWith("x509: malformed certificate", fault.Message, StringComparison.Ordinal);
        return fault.Message;
    }
}
