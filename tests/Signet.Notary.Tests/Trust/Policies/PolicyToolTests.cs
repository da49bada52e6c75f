using System.Text;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;
using Signet.TestKit.Pki;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust.Policies;

/// <summary>Export, comparison, files of tests, overview of trust, identities of signers.</summary>
public sealed class PolicyToolTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempConfig _config = new();

    [Fact]
    public void Standard_document_is_exported_byte_for_byte()
    {
        var document = Parse("  " + Document("1.0", Statement("\"note\":1")) + "\n");
        Assert.True(PolicyExport.ToStandard(document, out var obstacles)!.Value.Span.SequenceEqual(document.SourceBytes.Span));
        Assert.Empty(obstacles);
    }

    [Fact]
    public void Superset_document_with_nothing_but_the_standard_is_exported_as_version_1_0()
    {
        var document = ParseSignet(Statement("\"requiredSignatures\":1,\"excludedScopes\":[]"));
        var exported = TrustPolicyDocument.Parse(PolicyExport.ToStandard(document, out _)!.Value, "exported");
        Assert.Equal("1.0", exported.Version);
        Assert.Equal(document.Statements[0].RegistryScopes, exported.Statements[0].RegistryScopes);
    }

    [Theory]
    [InlineData("\"registryScopes\":[\"a.example.com/b/*\"]", "export.prefix")]
    [InlineData("\"registryScopes\":[\"a.example.com\"]", "export.registry")]
    [InlineData("\"registryScopes\":[\"*\"],\"excludedScopes\":[\"a.example.com/b\",\"a.example.com/c\"]", "export.exclusion", "export.exclusion")]
    [InlineData("\"requiredUserMetadata\":[\"a\"],\"maximumSignatureAge\":\"1d\",\"minimumKeySpecs\":[\"EC-256\"]", "export.requirement", "export.requirement", "export.requirement")]
    public void What_version_1_0_cannot_say_is_named_and_nothing_is_written(string members, params string[] rules)
    {
        Assert.Null(PolicyExport.ToStandard(ParseSignet(Statement(members)), out var obstacles));
        Assert.Equal(rules, obstacles.Select(o => o.Rule));
    }

    [Fact]
    public void Registry_scope_of_version_1_0_is_no_standard_yet() =>
        Assert.Null(PolicyExport.ToStandard(Parse(Document("1.0", Statement("\"registryScopes\":[\"a.example.com\"]"))), out _));

    [Fact]
    public void Comparison_names_what_changes_for_a_repository()
    {
        var old = Parse(Document("1.0", Statement("\"trustStores\":[\"ca:a\",\"ca:b\"]")));
        var next = ParseSignet(Statement(
            "\"trustStores\":[\"ca:b\",\"ca:a\"],\"registryScopes\":[\"registry.example.com\"],\"signatureVerification\":{\"level\":\"permissive\"},\"maximumSignatureAge\":\"2d\""));
        Assert.Equal(
            [
                new("level", "strict", "permissive"), new("authenticTimestamp", "enforce", "log"), new("expiry", "enforce", "log"),
                new("revocation", "enforce", "log"), new("maximumSignatureAge", null, "2d"),
            ],
            PolicyComparison.Of(old, next, "registry.example.com/app").Changes);
        Assert.Empty(PolicyComparison.Of(old, next, "other.example.com/app").Changes);
        var gained = PolicyComparison.Of(old, next, "registry.example.com/other");
        Assert.Null(gained.Old);
        Assert.Contains(new("statement", null, "n"), gained.Changes);
        Assert.Contains(new("trustStores", null, "ca:a; ca:b"), gained.Changes);
    }

    [Fact]
    public void File_of_tests_is_read()
    {
        var file = PolicyTestFile.Read("""
            {"policy":"p.json","tests":[{"reference":"a.example.com/b","statement":null},
             {"reference":"a.example.com/b:v1","statement":"s","level":"custom","verdict":"trusted"}]}
            """u8.ToArray());
        Assert.Equal("p.json", file.Policy);
        Assert.Equal((true, null, null), (file.Cases[0].ExpectsStatement, file.Cases[0].Statement, file.Cases[0].Verdict));
        Assert.Equal("a.example.com/b", file.Cases[1].Artifact.Name);
        Assert.Equal(Signet.Notary.Verification.VerdictKind.Trusted, file.Cases[1].Verdict);
    }

    [Theory]
    [InlineData("[]", "it must be an object")]
    [InlineData("{}", "it has no tests")]
    [InlineData("{\"tests\":{}}", "member \"tests\" of the file has no meaning")]
    [InlineData("{\"test\":[]}", "member \"test\" of the file has no meaning")]
    [InlineData("{\"tests\":[1]}", "test 1 must be an object")]
    [InlineData("{\"tests\":[{\"reference\":\"a.example.com/b\"}]}", "test 1 expects nothing")]
    [InlineData("{\"tests\":[{\"statement\":\"x\"}]}", "invalid reference: missing registry or repository")]
    [InlineData("{\"tests\":[{\"reference\":\"x\",\"level\":\"strict\"}]}", "invalid reference: missing registry or repository")]
    [InlineData("{\"tests\":[{\"reference\":\"a.example.com/b\",\"statment\":\"x\"}]}", "test 1 has a member \"statment\" that has no meaning")]
    [InlineData("{\"tests\":[{\"reference\":\"a.example.com/b\",\"level\":\"Strict\"}]}", "unknown level \"Strict\"")]
    [InlineData("{\"tests\":[{\"reference\":\"a.example.com/b:v1\",\"verdict\":\"good\"}]}", "unknown verdict \"good\"")]
    [InlineData("{\"tests\":[{\"reference\":\"a.example.com/b\",\"verdict\":\"trusted\"}]}", "add a digest or a tag")]
    [InlineData("{\"tests\":[{\"reference\":\"a.example.com/b\",\"level\":null}]}", "must be a text")]
    [InlineData("{\"tests\":[{\"reference\":\"a.example.com/b\",\"level\":\"strict\",\"level\":\"skip\"}]}", "occurs twice")]
    public void Expectation_that_would_test_nothing_is_a_fault(string text, string fault) => Assert.Contains(
        fault, Assert.Throws<FormatException>(() => PolicyTestFile.Read(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Overview_lists_what_is_trusted_by_whom_and_what_is_broken()
    {
        var folder = Path.Combine(_config.Directories.TrustStoreDirectory, "x509");
        _config.Write(_config.Directories.OciTrustPolicyFile, Document("1.0", Statement("\"trustStores\":[\"ca:used\",\"tsa:gone\"]", "oci")));
        _config.Write(Path.Combine(_config.Directories.ConfigDirectory, "policies", "prod.oci.json"), Document("1.0", Statement("\"trustStores\":[\"ca:used\"]", "prod")));
        _config.Write(_config.Directories.BlobTrustPolicyFile, "{}");
        _config.Write(Path.Combine(folder, "ca", "used", "a.crt"), PkiLab.Issue(LabRecipe.Authority("a"), null).CertificatePem);
        _config.Write(
            Path.Combine(folder, "ca", "unused", "b.crt"),
            PkiLab.Issue(LabRecipe.Authority("b") with { NotAfter = Now.AddDays(9) }, null).CertificatePem);
        _config.Write(Path.Combine(folder, "ca", "broken", "c.crt"), "no certificate");

        var overview = await TrustOverview.ReadAsync(_config.Directories, Now, TestContext.Current.CancellationToken);

        Assert.Equal([(null, 1), (null, 0), ("prod", 1)], overview.Policies.Select(p => (p.Environment, p.Statements.Count)));
        Assert.Contains("empty version", overview.Policies[1].Fault, StringComparison.Ordinal);
        Assert.Equal(["ca:broken", "ca:unused", "ca:used", "tsa:gone"], overview.Stores.Select(s => s.Name.ToString()));
        Assert.Contains("c.crt", overview.Stores[0].Fault, StringComparison.Ordinal);
        Assert.Equal(CertificateState.ExpiresSoon, Assert.Single(overview.Stores[1].Certificates).State);
        Assert.Empty(overview.Stores[1].UsedBy);
        Assert.Equal(["oci", "prod"], overview.Stores[2].UsedBy.Select(u => u.Statement));
        Assert.Contains("does not exist", overview.Stores[3].Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Identity_of_a_signer_matches_the_signer_whatever_the_subject_holds()
    {
        var subject = PkiLab.Name(
            ("2.5.4.6", "US"), ("2.5.4.8", "WA"), ("2.5.4.10", "A, B; C=\"D\" #1 "), ("2.5.4.11", "x"), ("2.5.4.11", "y"), ("2.5.4.3", "#a"), ("1.2.3", "z"));
        Assert.True(SubjectIdentity.TryWrite(subject, out var identity, out _));
        Assert.StartsWith("x509.subject: C=US, ST=WA, O=A\\, B", identity, StringComparison.Ordinal);
        Assert.DoesNotContain("OU", identity, StringComparison.Ordinal);
        Assert.True(DistinguishedName.Parse(identity["x509.subject:".Length..]).Matches(subject));
        Assert.False(SubjectIdentity.TryWrite(PkiLab.Name(("2.5.4.3", "a")), out _, out var fault));
        Assert.Contains("no mandatory RDN attribute for \"C\"", fault, StringComparison.Ordinal);
    }

    public void Dispose() => _config.Dispose();
}
