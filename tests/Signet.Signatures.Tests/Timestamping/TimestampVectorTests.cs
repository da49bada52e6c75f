using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Timestamping;
using Signet.Signatures.Timestamping.Tokens;
using Signet.TestKit;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>
/// Tokens of the Notary Project's own libraries. Most were made by changing one good token after it was signed; the rule
/// named here is the first that this library looks at, so it differs from Go's where Go validates the chain first.
/// </summary>
public sealed class TimestampVectorTests
{
    private const string Token = "tspclient-go/testdata/";
    private const string Cms = "tspclient-go/internal/cms/testdata/";
    private const string Core = "notation-core-go/internal/timestamp/testdata/";
    private const string Notation = "notation-go/verifier/testdata/timestamp/countersignature/";
    private const string Stores = "notation-go/verifier/testdata/truststore/x509/tsa/";
    private static readonly byte[] Message = "notation"u8.ToArray();

    [Theory]
    [InlineData(Token + "TimeStampToken.p7s")]
    [InlineData(Token + "TimeStampTokenWithValidAndInvalidSignerInfos.p7s")]
    [InlineData(Cms + "TimeStampTokenWithAnInvalidAndAValidSignerInfo.p7s")]
    [InlineData(Cms + "TimeStampToken.p7s")]
    [InlineData(Notation + "TimeStampToken.p7s")]
    public void Good_tokens_verify(string path)
    {
        var token = Read(path);
        Assert.Equal(new DateTimeOffset(2021, 9, 17, 14, 9, 10, TimeSpan.Zero), token.Time);
        Assert.Equal(TimeSpan.Zero, token.Time.Offset);
        Assert.Equal(TimeSpan.FromSeconds(1), token.Accuracy);
        Assert.Equal("1.3.6.1.4.1.4146.2.3", token.Policy);
        Assert.Equal("59060eee873c26672a9400f24da094747988980e", token.SerialNumber);
        Assert.Null(token.Nonce);
        Assert.StartsWith("8326F470", Convert.ToHexString(token.Imprint.Span), StringComparison.Ordinal);
        Assert.Equal(4, token.Certificates.Count);

        var result = token.Verify(Message, Roots(Token + "GlobalSignRootCA.crt"));
        Assert.Null(result.Fault);
        Assert.Equal(
            ["Globalsign TSA for Advanced - G4", "GlobalSign Timestamping CA - SHA384 - G4", "GlobalSign", "GlobalSign"],
            result.Chain.Select(c => c.GetNameInfo(X509NameType.SimpleName, false)));
    }

    /// <summary>The token carries R6 as issued by R3. With the self-signed R6 as root the chain ends there, one shorter.</summary>
    [Fact]
    public void A_cross_certified_root_ends_the_chain_early()
    {
        var result = Read(Notation + "TimeStampToken.p7s").Verify(Message, Roots(Stores + "test-timestamp/globalsignRoot.cer"));
        Assert.Null(result.Fault);
        Assert.Equal(3, result.Chain.Count);
    }

    [Theory]
    [InlineData(Stores + "test-mismatch/DigiCertTSARootSHA384.cer")]
    [InlineData(Core + "tsaRootCert.cer")]
    public void Another_authoritys_root_is_not_enough(string root)
    {
        var fault = Read(Token + "TimeStampToken.p7s").Verify(Message, Roots(root)).Fault;
        Assert.Equal(TimestampFault.UntrustedRule, fault?.Rule);
        Assert.Contains("Globalsign TSA for Advanced - G4", fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_message_is_refused() => Assert.Equal(
        "imprint", Read(Token + "TimeStampToken.p7s").Verify("Notation"u8.ToArray(), Roots(Token + "GlobalSignRootCA.crt")).Fault?.Rule);

    [Theory]
    // 1.2.840.113549.1.1.5 is no hash function at all, whatever the file's name says.
    [InlineData(Token + "SHA1TimeStampToken.p7s", "imprint-hash")]
    [InlineData(Token + "TimeStampTokenWithInvalideContentType.p7s", "content-type")]
    [InlineData(Token + "TimeStampTokenWithInvalidTSTInfo.p7s", "gen-time")]
    [InlineData(Token + "TimeStampTokenWithTSTInfoVersion2.p7s", "tst-info-version")]
    [InlineData(Cms + "TimeStampTokenWithInvalidCertificates.p7s", "token-certificates")]
    [InlineData(Cms + "TimeStampTokenWithInvalidContentType.p7s", "content-type")]
    [InlineData(Cms + "TimeStampTokenWithoutSigner.p7s", "signer-missing")]
    // Messages of plain data, no timestamps. Go's CMS layer verifies the second one, its timestamp layer does not.
    [InlineData(Cms + "Sha1SignedData.p7s", "content-type")]
    [InlineData(Cms + "SignedDataWithoutSignedAttributes.p7s", "content-type")]
    [InlineData(Notation + "TimeStampTokenWithInvalideContentType.p7s", "content-type")]
    [InlineData(Notation + "TimeStampTokenWithInvalidTSTInfo.p7s", "gen-time")]
    public void Broken_tokens_are_not_read(string path, string rule)
    {
        Vectors.SkipUnlessPresent();
        Assert.False(TimestampToken.TryRead(Vectors.Read(path), out var token, out var fault));
        Assert.Null(token);
        Assert.Equal(rule, fault.Rule);
    }

    [Theory]
    [InlineData(Token + "TimeStampTokenWithInvalidSignature.p7s", "signature")]
    [InlineData(Token + "TimeStampTokenWithInvalidSigningCertificateV2.p7s", "signing-certificate")]
    [InlineData(Token + "TimeStampTokenWithMismatchCertHash.p7s", "signing-certificate-hash")]
    [InlineData(Token + "TimeStampTokenWithSHA1CertHash.p7s", "signing-certificate-hash-algorithm")]
    [InlineData(Token + "TimeStampTokenWithSigningCertificateV2NoCert.p7s", "signing-certificate")]
    [InlineData(Token + "TimeStampTokenWithWrongSigningCertificateV2IssuerChoiceTag.p7s", "signing-certificate-issuer")]
    [InlineData(Token + "TimeStampTokenWithoutCertificate.p7s", "signer-certificate")]
    [InlineData(Token + "TimeStampTokenWithoutSigningCertificate.p7s", "signing-certificate")]
    // Go tests only that it finds the certificate without issuerSerial. The attribute was cut after signing.
    [InlineData(Token + "TimeStampTokenWithoutSigningCertificateV2IssuerSerial.p7s", "signature")]
    [InlineData(Cms + "TimeStampTokenWithInvalidSignature.p7s", "signature")]
    [InlineData(Cms + "TimeStampTokenWithSignerVersion2.p7s", "signer-version")]
    [InlineData(Cms + "TimeStampTokenWithUnknownSignerIssuer.p7s", "signer-certificate")]
    [InlineData(Cms + "TimeStampTokenWithoutCertificate.p7s", "signer-certificate")]
    [InlineData(Cms + "TimeStampTokenWithoutSignedAttributeContentType.p7s", "content-type-attribute")]
    [InlineData(Cms + "TimeStampTokenInvalidSignedAttributeContentType.p7s", "content-type-attribute")]
    [InlineData(Cms + "TimeStampTokenWithoutSignedAttributeDigest.p7s", "message-digest")]
    [InlineData(Cms + "TimeStampTokenWithSignedAttributeSHA1.p7s", "digest-algorithm")]
    [InlineData(Cms + "TimeStampTokenWithoutSignedAttributes.p7s", "signed-attributes")]
    // The time was added after signing, without the set that every attribute's values are in.
    [InlineData(Cms + "TimeStampTokenWithInvalidSigningTime.p7s", "signer-malformed")]
    // Added after signing too: the signature is looked at before the time. Go's test calls the attribute check alone.
    [InlineData(Cms + "TimeStampTokenWithSigningTime.p7s", "signature")]
    [InlineData(Cms + "TimeStampTokenWithSigningTimeBeforeExpected.p7s", "signature")]
    [InlineData(Core + "TimeStampTokenWithInvalidSignature.p7s", "signature")]
    [InlineData(Notation + "TimeStampTokenWithoutCertificate.p7s", "signer-certificate")]
    public void Changed_tokens_do_not_verify(string path, string rule) =>
        Assert.Equal(rule, Read(path).Verify(Message, Roots(Token + "GlobalSignRootCA.crt")).Fault?.Rule);

    /// <summary>By a public authority that names its certificate by SHA-1 only; the other two were cut from it.</summary>
    [Theory]
    [InlineData("TimeStampTokenWithSigningCertificateV1.p7s")]
    [InlineData("TimeStampTokenWithInvalidSigningCertificateV1.p7s")]
    [InlineData("TimeStampTokenWithSigningCertificateV1NoCert.p7s")]
    public void Tokens_with_version_1_of_the_attribute_are_refused(string name)
    {
        var token = Read(Token + name);
        var fault = token.Verify("test"u8.ToArray(), [token.Certificates[^1]]).Fault;
        Assert.Equal("signing-certificate", fault?.Rule);
        Assert.Contains("version 1", fault!.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Neither the message nor the root of this one is among the vectors, so it cannot pass as the facts say. What is in the
    /// token holds: the signature is that of its first certificate.
    /// </summary>
    [Fact]
    public void A_token_without_its_root_holds_in_itself()
    {
        Vectors.SkipUnlessPresent();
        var data = SignedData.Read(Vectors.Read(Token + "TimeStampTokenNoRoot.p7s"));
        var signer = SignerInfo.Read(Assert.Single(data.Signers));
        var certificate = SignerVerifier.Verify(signer, data);
        var fault = Assert.Throws<TimestampFaultException>(() => AuthorityPath.Find(
            certificate, data.Certificates, Roots(Token + "GlobalSignRootCA.crt"), TstInfo.Read(data.Content).Time)).Fault;
        Assert.Equal(TimestampFault.UntrustedRule, fault.Rule);
        Assert.Contains("Microsoft", fault.Message, StringComparison.Ordinal);
    }

    private static TimestampToken Read(string path)
    {
        Vectors.SkipUnlessPresent();
        Assert.True(TimestampToken.TryRead(Vectors.Read(path), out var token, out var fault), fault?.Message);
        return token;
    }

    private static IReadOnlyList<X509Certificate2> Roots(string path) => CertificateFile.Read(Vectors.Read(path));
}
