using System.Security.Cryptography;
using Signet.TestKit.Pki;
using Signet.TestKit.Timestamping;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>Who signed a token, and what: SignerInfo and its attributes (RFC 5652, RFC 5816).</summary>
public sealed class TimestampSignerTests
{
    private const string Sha256WithRsa = "300d06092a864886f70d01010b0500";
    private const string Sha384WithRsa = "300d06092a864886f70d01010c0500";

    public static TheoryData<LabKeyKind, string, string> Algorithms
    {
        get
        {
            var data = new TheoryData<LabKeyKind, string, string>();
            foreach (var hash in new[] { "SHA256", "SHA384", "SHA512" })
            {
                data.Add(LabKeyKind.Rsa2048, hash, "PKCS#1");
                data.Add(LabKeyKind.Rsa3072, hash, "rsaEncryption");
                data.Add(LabKeyKind.Rsa2048, hash, "PSS");
                data.Add(LabKeyKind.P256, hash, "ECDSA");
                data.Add(LabKeyKind.P384, hash, "ECDSA");
                data.Add(LabKeyKind.P521, hash, "ECDSA");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_accepted_algorithm_verifies(LabKeyKind key, string hash, string kind)
    {
        var token = TimestampLab.Token(PkiLab.TimestampChain(leaf: r => r with { Key = key }), hash: new(hash)) with
        {
            Signer = new LabSigner { Hash = new(hash), IsPss = kind == "PSS", IsBareRsa = kind == "rsaEncryption" },
        };
        TimestampLab.AssertValid(token);
        TimestampLab.AssertFault("signature", token with { Signer = token.Signer! with { IsBroken = true } });
    }

    public static TheoryData<string, string, Func<LabSigner, LabSigner>> BrokenSigners => new()
    {
        { "version 3", "signer-version", s => s with { Version = 3 } },
        { "SHA-1", "digest-algorithm", s => s with { Hash = HashAlgorithmName.SHA1 } },
        { "SHA-1 as digest only", "digest-algorithm", s => s with { DigestOid = LabTstInfo.Sha1 } },
        { "another digest than hashed with", "message-digest", s => s with { DigestOid = LabTstInfo.Sha384 } },
        { "SHA-1 in the signature", "signature-algorithm", s => s with { SignatureAlgorithm = Hex("300906072a8648ce3d0401") } },
        { "Ed25519", "signature-algorithm", s => s with { SignatureAlgorithm = Hex("300506032b6570") } },
        { "another hash in the signature", "signature-algorithm", s => s with { SignatureAlgorithm = Hex("300a06082a8648ce3d040303") } },
        { "PSS without parameters", "signature-algorithm", s => s with { SignatureAlgorithm = Hex("300b06092a864886f70d01010a") } },
        { "parameters where none belong", "signature-algorithm", s => s with { SignatureAlgorithm = Hex("300d06082a8648ce3d0403020201" + "05") } },
        { "RSA's name for an elliptic key", "signature", s => s with { SignatureAlgorithm = Hex(Sha256WithRsa) } },
        { "a hash of RSA's that is another", "signature-algorithm", s => s with { SignatureAlgorithm = Hex(Sha384WithRsa) } },
        { "broken signature", "signature", s => s with { IsBroken = true } },
        { "no attributes", "signed-attributes", s => s with { HasNoAttributes = true } },
        { "C8 empty attributes", "signed-attributes", s => s with { Attributes = _ => [] } },
        { "no content-type", "content-type-attribute", Without(LabAttribute.ContentType) },
        { "content-type of data", "content-type-attribute", Instead(LabAttribute.Of(LabAttribute.ContentType, w => w.WriteObjectIdentifier("1.2.840.113549.1.7.1"))) },
        { "content-type no identifier", "content-type-attribute", Instead(LabAttribute.Of(LabAttribute.ContentType, w => w.WriteNull())) },
        { "content-type of two values", "content-type-attribute", Instead(new(LabAttribute.ContentType, Oid("2.999.1"), Oid(LabToken.ContentOid))) },
        { "content-type without a value", "content-type-attribute", Instead(new(LabAttribute.ContentType)) },
        { "content-type twice", "signed-attribute-duplicate", s => s with { Attributes = a => [.. a, a[0]] } },
        { "an unknown attribute twice", "signed-attribute-duplicate", s => s with { Attributes = a => [.. a, Unknown(1), Unknown(2)] } },
        { "too many attributes", "signed-attributes", s => s with { Attributes = a => [.. a, .. Enumerable.Range(0, 40).Select(i => new LabAttribute($"2.999.{i}", [5, 0]))] } },
        { "no message-digest", "message-digest", Without(LabAttribute.MessageDigest) },
        { "message-digest of something else", "message-digest", Instead(LabAttribute.Of(LabAttribute.MessageDigest, w => w.WriteOctetString(new byte[32]))) },
        { "message-digest twice", "signed-attribute-duplicate", s => s with { Attributes = a => [.. a, a[1]] } },
        { "algorithm protection of another hash", "algorithm-protection", s => s with { Attributes = a => [.. a, Protection(LabTstInfo.Sha384, "1.2.840.10045.4.3.2")] } },
        { "algorithm protection of another signature", "algorithm-protection", s => s with { Attributes = a => [.. a, Protection(LabTstInfo.Sha256, "1.2.840.113549.1.1.11")] } },
        { "algorithm protection malformed", "algorithm-protection", s => s with { Attributes = a => [.. a, new(LabAttribute.AlgorithmProtection, [5, 0])] } },
        { "no signing-certificate", "signing-certificate", s => s with { SigningCertificate = null } },
        { "signing-certificate of version 1 only", "signing-certificate", Ess(c => c with { Version = 1 }) },
        { "signing-certificate without a certificate", "signing-certificate", Ess(c => c with { IsEmpty = true }) },
        { "signing-certificate with SHA-1", "signing-certificate-hash-algorithm", Ess(c => c with { HashOid = LabTstInfo.Sha1, Hash = HashAlgorithmName.SHA1 }) },
        { "signing-certificate of another certificate", "signing-certificate-hash", Ess(c => c with { CertificateHash = new byte[32] }) },
        { "signing-certificate with half a hash", "signing-certificate-hash", Ess(c => c with { CertificateHash = new byte[16] }) },
        { "signing-certificate of another issuer", "signing-certificate-issuer", Ess(c => c with { Issuer = TimestampLab.Chain.Leaf.Certificate.SubjectName }) },
        { "signing-certificate of another serial number", "signing-certificate-issuer", Ess(c => c with { SerialNumber = [1] }) },
        { "signing-certificate with an issuer's URI", "signing-certificate-issuer", Ess(c => c with { IssuerTag = 6 }) },
        { "C8 named by the issuer's certificate", "signing-certificate-hash", s => s with { NamedCertificate = TimestampLab.Chain.Members[1].Certificate } },
        { "C8 named by a certificate not in the token", "signer-certificate", s => s with { NamedCertificate = PkiLab.TimestampChain().Leaf.Certificate } },
        { "signing time before the certificates", "signing-time", s => s with { SigningTime = PkiLab.NotBefore.AddSeconds(-1) } },
        { "signing time malformed", "signing-time", s => s with { Attributes = a => [.. a, new(LabAttribute.SigningTime, [5, 0])] } },
        { "signing time twice", "signed-attribute-duplicate", s => s with { SigningTime = TimestampLab.Time, Attributes = a => [.. a, a[^1]] } },
    };

    [Theory]
    [MemberData(nameof(BrokenSigners))]
    public void Broken_signers_are_refused(string what, string rule, Func<LabSigner, LabSigner> change)
    {
        Assert.NotEmpty(what);
        TimestampLab.AssertFault(rule, TimestampLab.WithSigner(change));
    }

    public static TheoryData<string, Func<LabSigner, LabSigner>> GoodSigners => new()
    {
        { "as usual", s => s },
        { "SHA-256 of signing-certificate written out", Ess(c => c with { HashOid = LabTstInfo.Sha256 }) },
        { "signing-certificate with SHA-384", Ess(c => c with { HashOid = LabTstInfo.Sha384, Hash = HashAlgorithmName.SHA384 }) },
        { "signing-certificate with SHA-512", Ess(c => c with { HashOid = LabTstInfo.Sha512, Hash = HashAlgorithmName.SHA512 }) },
        { "signing-certificate without issuerSerial", Ess(c => c with { HasIssuerSerial = false }) },
        { "both versions of signing-certificate", s => s with { Attributes = a => [.. a, new(LabAttribute.SigningCertificateV1, [5, 0])] } },
        { "signing time", s => s with { SigningTime = TimestampLab.Time.AddHours(1) } },
        { "signing time as GeneralizedTime", s => s with { Attributes = a => [.. a, LabAttribute.Of(LabAttribute.SigningTime, w => w.WriteGeneralizedTime(new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero)))] } },
        { "algorithm protection", s => s with { Attributes = a => [.. a, Protection(LabTstInfo.Sha256, "1.2.840.10045.4.3.2")] } },
        { "an unknown attribute", s => s with { Attributes = a => [.. a, Unknown(1)] } },
        { "an attribute of many values", s => s with { Attributes = a => [.. a, new("2.999.9", [5, 0], [1, 1, 0xFF])] } },
        { "attributes sent unsorted", s => s with { IsUnsorted = true } },
        { "C8 unsigned attributes, which nobody reads", s => s with { UnsignedAttributes = [Unknown(1), Unknown(1)] } },
    };

    [Theory]
    [MemberData(nameof(GoodSigners))]
    public void Unusual_signers_verify(string what, Func<LabSigner, LabSigner> change)
    {
        Assert.NotEmpty(what);
        TimestampLab.AssertValid(TimestampLab.WithSigner(change));
        TimestampLab.AssertValid(TimestampLab.WithSigner(change) with { IsBer = true });
    }

    [Fact]
    public void C8_A_good_signer_is_found_beside_bad_ones()
    {
        LabSigner[] bad =
        [
            new() { IsBroken = true }, new() { Version = 3 }, new() { Certificate = PkiLab.TimestampChain().Leaf },
        ];
        TimestampLab.AssertValid(TimestampLab.Token() with { SignersBefore = bad });
        TimestampLab.AssertValid(TimestampLab.Token() with { SignersAfter = bad });
        TimestampLab.AssertFault("signer-certificate", TimestampLab.Token() with { Signer = null, SignersBefore = bad });
        TimestampLab.AssertFault("signer-count", TimestampLab.Token() with { SignersBefore = [.. bad, .. bad] });
        TimestampLab.AssertFault("signer-missing", TimestampLab.Token() with { Signer = null });
    }

    /// <summary>Two certificates of one name and serial number: the attribute's hash picks the one that signed.</summary>
    [Fact]
    public void A_twin_of_the_signers_certificate_does_not_hide_it()
    {
        var serial = TimestampLab.Chain.Leaf.Certificate.SerialNumberBytes;
        var twin = PkiLab.Issue(
            LabRecipe.TimestampLeaf() with { SerialNumber = serial, KeySlot = 7 }, TimestampLab.Chain.Members[1]);
        byte[][] certificates = [twin.Der.ToArray(), .. TimestampLab.Chain.Members.Select(m => m.Der.ToArray())];
        TimestampLab.AssertValid(TimestampLab.Token() with { Certificates = certificates });
        TimestampLab.AssertFault("signing-certificate-hash", TimestampLab.Token() with { Certificates = certificates[..1] });
    }

    private static Func<LabSigner, LabSigner> Ess(Func<LabSigningCertificate, LabSigningCertificate> change) =>
        s => s with { SigningCertificate = change(s.SigningCertificate!) };

    private static Func<LabSigner, LabSigner> Without(string oid) =>
        s => s with { Attributes = a => a.Where(x => x.Oid != oid) };

    private static Func<LabSigner, LabSigner> Instead(LabAttribute attribute) =>
        s => s with { Attributes = a => a.Select(x => x.Oid == attribute.Oid ? attribute : x) };

    private static LabAttribute Unknown(byte value) => new("2.999.7", [2, 1, value]);

    private static LabAttribute Protection(string hash, string signature) => LabAttribute.Of(LabAttribute.AlgorithmProtection, w =>
    {
        using (w.PushSequence())
        {
            Algorithm(hash, System.Formats.Asn1.Asn1Tag.Sequence);
            Algorithm(signature, new(System.Formats.Asn1.TagClass.ContextSpecific, 1));
        }

        void Algorithm(string oid, System.Formats.Asn1.Asn1Tag tag)
        {
            using (w.PushSequence(tag))
            {
                w.WriteObjectIdentifier(oid);
            }
        }
    });

    private static byte[] Oid(string oid) => LabAttribute.Der(w => w.WriteObjectIdentifier(oid));

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
