using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Trust;
using Signet.TestKit;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Trust;

public sealed class DistinguishedNameTests
{
    private const string C = "2.5.4.6";
    private const string St = "2.5.4.8";
    private const string O = "2.5.4.10";
    private const string Ou = "2.5.4.11";
    private const string Cn = "2.5.4.3";
    private const string Email = "1.2.840.113549.1.9.1";

    private static readonly (string, string)[] Base = [(C, "US"), (St, "WA"), (O, "Example")];

    [Theory]
    [InlineData("C=US,ST=WA,O=Example")]
    [InlineData("C=US;ST=WA;O=Example")]
    [InlineData("  C = US , S =WA, O=  Example  ")]
    [InlineData("2.5.4.6=US,2.5.4.8=WA,2.5.4.10=Example")]
    [InlineData(@"C=\55S,ST=W\41,O=Exampl\65")]
    public void Spellings_of_one_name_read_alike(string text) => Assert.Equal(
        [KeyValuePair.Create("C", "US"), KeyValuePair.Create("ST", "WA"), KeyValuePair.Create("O", "Example")],
        DistinguishedName.Parse(text).Attributes);

    [Theory]
    [InlineData(@"\ a\ ", " a ")]
    [InlineData(@"a\,b\;c\+d\=e\<f\>g\""h\#i\\j", "a,b;c+d=e<f>g\"h#i\\j")]
    [InlineData(@"M\C3\BCnchen", "München")]
    [InlineData("a=b", "a=b")]
    [InlineData("😀 x", "😀 x")]
    public void C5_EscapesAreDecoded(string written, string meant) =>
        Assert.Equal(meant, DistinguishedName.Parse($"C=US,ST=WA,O=Example,CN={written}").Attributes[3].Value);

    [Theory]
    [InlineData("C=US,ST=WA,O=Example,CN=#0c0161", "=#")]
    [InlineData("C=US,ST=WA,O=Example,CN= #0c0161", "unescaped '#'")]
    [InlineData(@"C=US,ST=WA,O=Example,CN=a\=#b", "=#")]
    [InlineData("C=US,ST=WA,O=Example,CN=a+OU=b", "multi-valued")]
    [InlineData(@"C=US,ST=WA,O=Example\", "backslash")]
    [InlineData(@"C=US,ST=WA,O=Ex\ample", "backslash")]
    [InlineData(@"C=US,ST=WA,O=\ff", "not UTF-8")]
    [InlineData("C=US,ST=WA,O=Example,", "no '='")]
    [InlineData("C=US,,ST=WA,O=Example", "no '='")]
    [InlineData("C=US,ST=WA,O=Example,=x", "not an attribute type")]
    [InlineData("", "it is empty")]
    [InlineData("C=US,ST=WA,S=WA,O=Example", "duplicate RDN attribute for \"ST\"")]
    [InlineData("C=US,ST=WA,O=Example,O=Other", "duplicate RDN attribute for \"O\"")]
    [InlineData("C=US,ST=WA,O=Example,CN=a,2.5.4.3=b", "duplicate RDN attribute for \"CN\"")]
    [InlineData("c=US,ST=WA,O=Example", "no mandatory RDN attribute for \"C\"")]
    [InlineData("C=US,ST=WA,O=", "no mandatory RDN attribute for \"O\"")]
    [InlineData("C=US,O=Example", "no mandatory RDN attribute for \"ST\"")]
    public void C5_FaultyNamesAreRefused(string text, string fault) => Assert.Contains(
        fault, Assert.Throws<FormatException>(() => DistinguishedName.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void C5_HexValueOfAnySizeIsRefusedWithoutDecoding() =>
        Assert.False(DistinguishedName.TryParse($"C=US,ST=WA,O=Example,CN=#3084ffffffff{new string('f', 100_000)}", out _, out _));

    [Fact]
    public void An_identity_matches_a_subject_that_has_more()
    {
        var identity = DistinguishedName.Parse("C=US, ST=WA, O=Example");
        Assert.True(identity.Matches(Subject([.. Base, (Cn, "signer"), (Ou, "x"), (Ou, "y"), (Email, "a@example.com")])));
        Assert.False(identity.Matches(Subject([(C, "US"), (O, "Example")])));
        Assert.False(DistinguishedName.Parse("C=US,ST=WA,O=Example,CN=signer").Matches(Subject(Base)));
    }

    [Theory]
    [InlineData("example")]
    [InlineData("Еxample")]
    [InlineData("Example ")]
    [InlineData("Example\0")]
    [InlineData("E\u200bxample")]
    public void C5_LookAlikeOrOtherCaseDoesNotMatch(string organization) => Assert.False(
        DistinguishedName.Parse("C=US,ST=WA,O=Example").Matches(Subject([(C, "US"), (St, "WA"), (O, organization)])));

    [Fact]
    public void C5_NormalizationFormsAreDifferentNames()
    {
        var composed = DistinguishedName.Parse("C=US,ST=WA,O=Caf\u00e9");
        Assert.True(composed.Matches(Subject([(C, "US"), (St, "WA"), (O, "Caf\u00e9")])));
        Assert.False(composed.Matches(Subject([(C, "US"), (St, "WA"), (O, "Cafe\u0301")])));
    }

    [Fact]
    public void C5_SeparatorsInsideASubjectValueStayInsideIt() => Assert.False(
        DistinguishedName.Parse("C=US,ST=WA,O=Example,CN=a")
            .Matches(Subject([(C, "US"), (St, "WA"), (O, "Example,CN=a")])));

    [Fact]
    public void C5_RepeatedAttributeOfTheSubjectMatchesNothingThatAsksForIt()
    {
        var subject = Subject([.. Base, (Ou, "x"), (Ou, "y")]);
        Assert.False(DistinguishedName.Parse("C=US,ST=WA,O=Example,OU=x").Matches(subject));
        Assert.False(DistinguishedName.Parse("C=US,ST=WA,O=Example").Matches(Subject([.. Base, (O, "Other")])));
    }

    [Fact]
    public void C5_MultiValuedRdnOfTheSubjectIsReadInParts()
    {
        var subject = PkiLab.MultiValuedName([(C, "US")], [(St, "WA")], [(O, "Example"), (Cn, "a")]);
        Assert.True(DistinguishedName.Parse("C=US,ST=WA,O=Example,CN=a").Matches(subject));
        Assert.False(DistinguishedName.Parse("C=US,ST=WA,O=Example,CN=b").Matches(subject));
    }

    [Fact]
    public void Types_outside_of_the_short_names_can_be_asked_for()
    {
        var subject = Subject([.. Base, (Email, "a@example.com"), ("0.9.2342.19200300.100.1.1", "u1")]);
        Assert.True(DistinguishedName.Parse($"C=US,ST=WA,O=Example,{Email}=a@example.com,UID=u1").Matches(subject));
        Assert.False(DistinguishedName.Parse($"C=US,ST=WA,O=Example,{Email}=b@example.com").Matches(subject));
    }

    [Fact]
    public void C5_TheVectorWithHexMarkerInItsSubjectIsComparedAsText()
    {
        Vectors.SkipUnlessPresent();
        var path = Vectors.Path("notation-go/verifier/testdata/verifier/bad-cert.pem");
        Assert.SkipUnless(File.Exists(path), "bad-cert.pem is not among the vectors");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        Assert.False(DistinguishedName.Parse("C=US,ST=WA,O=Example").Matches(certificate.SubjectName));
    }

    [Theory]
    [InlineData("emailAddress")]
    [InlineData("E")]
    public void Mail_address_is_asked_for_by_the_names_that_OpenSSL_and_dotnet_print(string type) =>
        Assert.True(DistinguishedName.Parse($"C=US,ST=WA,O=Example,{type}=a@example.com").Matches(Subject([.. Base, (Email, "a@example.com")])));

    [Fact]
    public void C5_NameOfManyAttributesIsRefused() => Assert.Contains(
        "more than the limit of 32",
        Assert.Throws<FormatException>(() => DistinguishedName.Parse(
            "C=US,ST=WA,O=Example," + string.Join(',', Enumerable.Range(0, 30).Select(i => $"1.2.{i}=x")))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("C=US,ST=WA,O=Example", "O=Example,S=WA,C=US", true)]
    [InlineData("C=US,ST=WA,O=Example", "C=US,ST=WA,O=Example,CN=a", true)]
    [InlineData("C=US,ST=WA,O=Example,CN=a", "C=US,ST=WA,O=Example", false)]
    [InlineData("C=US,ST=WA,O=Example,CN=a", "C=US,ST=WA,O=Example,CN=b", false)]
    public void Containment_is_by_all_attributes(string inner, string outer, bool expected) =>
        Assert.Equal(expected, DistinguishedName.Parse(inner).IsContainedIn(DistinguishedName.Parse(outer)));

    [Fact]
    public void Any_value_survives_writing_and_reading()
    {
        var random = new Random(20261121);
        const string alphabet = " \"#+,;<=>\\abZ09\0\n\té😀\u0301";
        var runes = alphabet.EnumerateRunes().ToArray();
        for (var round = 0; round < 5000; round++)
        {
            var value = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => runes[random.Next(runes.Length)]));
            var escaped = new System.Text.StringBuilder("C=US,ST=WA,O=Example,CN=");
            DistinguishedNameParser.AppendEscaped(escaped, value);
            var name = DistinguishedName.Parse(escaped.ToString());
            Assert.Equal(value, name.Attributes[3].Value);
            Assert.Equal(name.Attributes, DistinguishedName.Parse(name.ToString()).Attributes);
        }
    }

    private static X500DistinguishedName Subject(params (string, string)[] attributes) => PkiLab.Name(attributes);
}
