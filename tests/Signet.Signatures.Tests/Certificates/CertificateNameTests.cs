using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.TestKit;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Certificates;

/// <summary>The expected texts are what <c>notation certificate show</c> 1.3.2 printed for certificates with these names.</summary>
public sealed class CertificateNameTests
{
    private const string C = "2.5.4.6";
    private const string St = "2.5.4.8";
    private const string L = "2.5.4.7";
    private const string O = "2.5.4.10";
    private const string Ou = "2.5.4.11";
    private const string Cn = "2.5.4.3";
    private const string Dc = "0.9.2342.19200300.100.1.25";

    [Fact]
    public void Format_PutsKnownTypesInGosOrder_WhateverTheCertificatesOrder()
    {
        Assert.Equal(
            "CN=a.example.com,O=Example,L=Seattle,ST=WA,C=US",
            Format((C, "US"), (St, "WA"), (L, "Seattle"), (O, "Example"), (Cn, "a.example.com")));
        Assert.Equal(
            "CN=a.example.com,OU=One,O=Example", Format((Ou, "One"), (O, "Example"), (Cn, "a.example.com")));
        Assert.Equal(
            "SERIALNUMBER=42,O=Example,POSTALCODE=98101,STREET=Main St,C=US",
            Format((C, "US"), (O, "Example"), ("2.5.4.5", "42"), ("2.5.4.9", "Main St"), ("2.5.4.17", "98101")));
    }

    [Fact]
    public void Format_WritesOtherTypesLast_AsHexOfGosEncoding()
    {
        Assert.Equal(
            "CN=a.example.com,O=Example,ST=WA,C=US,0.9.2342.19200300.100.1.1=#13027531,"
            + "0.9.2342.19200300.100.1.25=#1303636f6d,0.9.2342.19200300.100.1.25=#13076578616d706c65,"
            + "1.2.840.113549.1.9.1=#0c0d61406578616d706c652e636f6d",
            Format((C, "US"), (St, "WA"), (O, "Example"), (Cn, "a.example.com"), ("1.2.840.113549.1.9.1", "a@example.com"),
                (Dc, "example"), (Dc, "com"), ("0.9.2342.19200300.100.1.1", "u1")));
        Assert.Equal(
            "O=Only,2.5.4.15=#131450726976617465204f7267616e697a6174696f6e,2.5.4.42=#1305476976656e",
            Format((O, "Only"), ("2.5.4.42", "Given"), ("2.5.4.15", "Private Organization")));
    }

    [Fact]
    public void Format_JoinsSeveralOfOneTypeWithPlus() =>
        Assert.Equal("CN=x,OU=one+OU=two,O=Example,C=US", Format((C, "US"), (O, "Example"), (Ou, "one"), (Ou, "two"), (Cn, "x")));

    [Fact]
    public void Format_HidesNoCommonName_WhereGoShowsTheLastOnly() =>
        Assert.Equal("CN=first+CN=second,C=US", Format((C, "US"), (Cn, "first"), (Cn, "second")));

    [Theory]
    [InlineData("Exa, \"mple\" <x>; ", "O=Exa\\, \\\"mple\\\" \\<x\\>\\;\\ ")]
    [InlineData(" lead", "O=\\ lead")]
    [InlineData("#hash # inside", "O=\\#hash # inside")]
    [InlineData("a+b\\c=d", "O=a\\+b\\\\c=d")]
    [InlineData("Ünïcode ☃", "O=Ünïcode ☃")]
    [InlineData("two  blanks", "O=two  blanks")]
    public void C5_Format_EscapesWhatGoEscapes(string value, string expected) => Assert.Equal(expected, Format((O, value)));

    [Fact]
    public void C5_RelativeNames_KeepOrderDuplicatesAndMultiValuedNames()
    {
        var name = PkiLab.MultiValuedName([(C, "US")], [(Cn, "x"), (Ou, "y")], [(Ou, "y")], [(Dc, "com")]);

        var names = CertificateName.RelativeNames(name);

        Assert.Equal([1, 2, 1, 1], names.Select(rdn => rdn.Count));
        Assert.Equal(
            [("C", "US"), ("CN", "x"), ("OU", "y"), ("OU", "y"), (Dc, "com")],
            CertificateName.Attributes(name).Select(a => (a.Type, a.Value)));
        Assert.Equal("CN=x,OU=y+OU=y,C=US,0.9.2342.19200300.100.1.25=#1303636f6d", CertificateName.Format(name));
    }

    [Fact]
    public void MalformedName_IsShownAsHex_AndHasNoParts()
    {
        var name = new X500DistinguishedName([0x30, 0x03, 0x31, 0x01, 0x05]);
        Assert.Equal("#3003310105", CertificateName.Format(name));
        Assert.Throws<FormatException>(() => CertificateName.Attributes(name));
    }

    [Theory]
    [InlineData("notation-core-go/x509/testdata/pem.crt", "CN=GlobalSign,OU=GlobalSign Root CA - R3,O=GlobalSign")]
    [InlineData("notation-go/verifier/testdata/verifier/bad-cert.pem", "CN=Bad=#CN,OU=SomeOU,O=SomeOrg,L=Seattle,ST=WA,C=US")]
    [InlineData(
        "notation-core-go/x509/testdata/openssl-minimum-self-signed.pem",
        "OU=TestCert,O=Notation Test,L=Seattle,ST=Washington,C=US")]
    public void Format_OfVector_IsWhatNotationPrints(string path, string expected)
    {
        Vectors.SkipUnlessPresent();
        var certificate = Assert.Single(CertificateFile.Read(Vectors.Read(path)));
        Assert.Equal(expected, CertificateName.Format(certificate.SubjectName));
    }

    private static string Format(params (string Oid, string Value)[] attributes) =>
        CertificateName.Format(PkiLab.Name(attributes));
}
