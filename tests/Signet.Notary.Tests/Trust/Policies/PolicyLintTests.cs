using System.Text;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;
using Signet.TestKit.Pki;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust.Policies;

/// <summary>Every risky choice is found by its rule, and a good policy has none.</summary>
public sealed class PolicyLintTests : IDisposable
{
    private const string Named = "\"trustedIdentities\":[\"x509.subject:C=US,ST=WA,O=A,CN=a\"]";
    private const string Stamped = "\"trustStores\":[\"ca:s\",\"tsa:t\"]";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempConfig _config = new();

    [Fact]
    public async Task Good_policy_has_no_findings()
    {
        Store("ca", "s", LabRecipe.Authority("root"));
        Store("tsa", "t", LabRecipe.Authority("tsa"));
        Assert.Empty(await LintAsync(Document("1.0", Statement($"{Named},{Stamped}")), withStores: true));
    }

    [Theory]
    [InlineData("skip.everything", "\"registryScopes\":[\"*\"],\"signatureVerification\":{\"level\":\"skip\"},\"trustStores\":[],\"trustedIdentities\":[]")]
    [InlineData("level.skip", "\"signatureVerification\":{\"level\":\"skip\"},\"trustStores\":[],\"trustedIdentities\":[]")]
    [InlineData("level.authenticity level.relaxed", Named + "," + Stamped + ",\"signatureVerification\":{\"level\":\"audit\"}")]
    [InlineData("level.relaxed", Named + "," + Stamped + ",\"signatureVerification\":{\"level\":\"permissive\"}")]
    [InlineData("level.relaxed", Named + "," + Stamped + ",\"signatureVerification\":{\"level\":\"strict\",\"override\":{\"revocation\":\"skip\"}}")]
    [InlineData("level.authenticity", Named + "," + Stamped + ",\"signatureVerification\":{\"level\":\"strict\",\"override\":{\"authenticity\":\"log\"}}")]
    [InlineData("store.signers", Named + ",\"trustStores\":[\"tsa:t\"]")]
    [InlineData("timestamp.none", Named)]
    [InlineData("timestamp.store timestamp.none", Named + ",\"signatureVerification\":{\"level\":\"strict\",\"verifyTimestamp\":\"always\"}")]
    [InlineData("identity.everywhere", Stamped + ",\"registryScopes\":[\"*\"]")]
    [InlineData("identity.any", Stamped)]
    [InlineData("identity.plugin", Stamped + ",\"trustedIdentities\":[\"other:x\"]")]
    [InlineData("identity.type", Stamped + ",\"trustedIdentities\":[\"x509.subject:C=US,ST=WA,O=A,cn=a\"]")]
    [InlineData("identity.overlap-possible", Stamped + ",\"trustedIdentities\":[\"x509.subject:C=US,ST=WA,O=A,CN=a\",\"x509.subject:C=US,ST=WA,O=A,OU=b\"]")]
    [InlineData("scope.registry", Named + "," + Stamped + ",\"registryScopes\":[\"registry.example.com\"]")]
    [InlineData("scope.registry scope.host", Named + "," + Stamped + ",\"registryScopes\":[\"alpine\"]")]
    [InlineData("scope.case", Named + "," + Stamped + ",\"registryScopes\":[\"Registry.example.com/app\"]")]
    [InlineData("scope.unreachable", Named + "," + Stamped + ",\"registryScopes\":[\"registry.example.com:99999/app\"]")]
    [InlineData("member.unknown", Named + "," + Stamped + ",\"threshold\":2")]
    [InlineData("trust.missing", Stamped + ",\"trustedIdentities\":[]")]
    [InlineData("identity.invalid", Stamped + ",\"trustedIdentities\":[\"x509.subject:CN=a\"]")]
    [InlineData("version.superset", Named + "," + Stamped + ",\"requiredSignatures\":2")]
    [InlineData("scope.prefix", Named + "," + Stamped + ",\"registryScopes\":[\"registry.example.com/team/*\"]")]
    public async Task Rule_finds_what_it_is_for(string rules, string members)
    {
        var findings = await LintAsync(Document("1.0", Statement(members)));
        Assert.Equal(rules.Split(' ').Order(), findings.Select(f => f.Rule).Order());
        Assert.All(findings, f => Assert.True(f.Fix.Length > 10 && f.Statement == "n", f.Fix));
    }

    [Fact]
    public async Task Missing_mandatory_attribute_is_explained() => Assert.Contains(
        "would match certificates of many organizations",
        Assert.Single(await LintAsync(Document("1.0", Statement($"{Stamped},\"trustedIdentities\":[\"x509.subject:CN=a,O=b\"]")))).Fix,
        StringComparison.Ordinal);

    [Fact]
    public async Task Risks_of_good_statements_are_found_beside_errors_of_others()
    {
        var findings = await LintAsync(Document("1.0", Statement(Stamped, "a"), Statement("\"trustStores\":[\"x\"],\"registryScopes\":[\"b.example.com\"]", "b")));
        Assert.Equal(["store.malformed", "scope.registry", "identity.any"], findings.Select(f => f.Rule));
        Assert.Equal("document.malformed", Assert.Single(await LintAsync("{")).Rule);
    }

    [Theory]
    [InlineData("certificate.expired", -400, -1)]
    [InlineData("certificate.expiring", -400, 30)]
    [InlineData(null, -400, 31)]
    [InlineData("certificate.future", 1, 400)]
    public async Task Certificates_of_used_stores_are_judged_by_the_time(string? rule, int from, int to)
    {
        Store("ca", "s", LabRecipe.Authority("root") with { NotBefore = Now.AddDays(from), NotAfter = Now.AddDays(to) });
        Store("ca", "unused", LabRecipe.Authority("old") with { NotBefore = Now.AddDays(-9), NotAfter = Now.AddDays(-8) });
        Store("tsa", "t", LabRecipe.Authority("tsa"));
        var findings = await LintAsync(Document("1.0", Statement($"{Named},{Stamped}")), withStores: true);
        Assert.Equal(rule is null ? [] : [rule], findings.Select(f => f.Rule));
    }

    [Fact]
    public async Task Stores_that_cannot_be_used_are_named_once_with_their_statements()
    {
        Directory.CreateDirectory(Path.Combine(_config.Directories.TrustStoreDirectory, "x509", "tsa", "t"));
        var findings = await LintAsync(
            Document("1.0", Statement($"{Named},{Stamped}", "a"), Statement($"{Named},\"trustStores\":[\"ca:s\",\"tsa:t\"],\"registryScopes\":[\"b.example.com/b\"]", "b")),
            withStores: true);
        Assert.Equal(["store.unusable", "store.unusable"], findings.Select(f => f.Rule));
        Assert.Contains("ca:s, which \"a\", \"b\" name, cannot be used: the trust store \"s\" of type \"ca\" does not exist", findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("no x509 certificates were found", findings[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DigiCert Inc", "\"*\"", true)]
    [InlineData("DigiCert Inc", "\"x509.subject:C=US,ST=WA,O=A,CN=a\"", false)]
    [InlineData("Example", "\"*\"", false)]
    public async Task Any_identity_of_a_public_authority_is_everybody(string organization, string identity, bool isFound)
    {
        Store("ca", "s", LabRecipe.Authority("root") with { Subject = PkiLab.Name(("2.5.4.6", "US"), ("2.5.4.10", organization)) });
        Store("tsa", "t", LabRecipe.Authority("tsa"));
        var findings = await LintAsync(Document("1.0", Statement($"{Stamped},\"trustedIdentities\":[{identity}]")), withStores: true);
        Assert.Equal(isFound, findings.Any(f => f.Rule == "identity.public"));
    }

    [Fact]
    public async Task Blob_policy_without_a_global_statement_is_remarked() => Assert.Equal(
        ["global.missing"],
        (await LintAsync(Document("1.0", Statement($"{Named},{Stamped}", isBlob: true)), kind: TrustPolicyKind.Blob)).Select(f => f.Rule));

    public void Dispose() => _config.Dispose();

    private void Store(string type, string name, LabRecipe recipe) => _config.Write(
        Path.Combine(_config.Directories.TrustStoreDirectory, "x509", type, name, "c.crt"), PkiLab.Issue(recipe, null).CertificatePem);

    private async Task<IReadOnlyList<PolicyFinding>> LintAsync(
        string text, bool withStores = false, TrustPolicyKind kind = TrustPolicyKind.Oci) => await PolicyLint.CheckAsync(
            Encoding.UTF8.GetBytes(text), kind, withStores ? new TrustStore(_config.Directories) : null, Now, TestContext.Current.CancellationToken);
}
