using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust;

/// <summary>The member <c>graph</c> of statements of version signet/1.0.</summary>
public sealed class GraphPolicyTests
{
    private const string All =
        """{"platforms":"signed","referrers":{"default":"optional","application/spdx+json":"signed","application/vnd.example.*":"optional"}}""";

    [Fact]
    public void Member_is_read_described_compared_and_written_back()
    {
        var document = ParseSignet(Statement("\"graph\":" + All));
        var graph = document.Statements[0].Graph;
        Assert.Equal((PlatformRule.Signed, SignedRule.Optional, 2), (graph.Platforms, graph.OtherReferrers, graph.Referrers.Count));
        string[] described =
        [
            "each platform of an index signed itself", "referrers may be unsigned", "referrers of type application/spdx+json signed",
            "referrers of type application/vnd.example.* may be unsigned",
        ];
        Assert.Equal(described, graph.Describe());
        var again = TrustPolicyDocument.Parse(TrustPolicyWriter.Write(document.Statements), "written");
        Assert.Equal("signet/1.0", again.Version);
        Assert.Equal(described, again.Statements[0].Graph.Describe());
        Assert.Equal(
            new PolicyChange("graph", null, string.Join("; ", described.Order(StringComparer.Ordinal))),
            Assert.Single(PolicyComparison.Of(ParseSignet(Statement()), document, "registry.example.com/app").Changes));
        Assert.Null(PolicyExport.ToStandard(document, out var obstacles));
        Assert.All(obstacles, o => Assert.Equal("export.graph", o.Rule));
        Assert.NotNull(PolicyExport.ToStandard(ParseSignet(Statement("\"graph\":{\"platforms\":\"index\"}")), out _));
    }

    [Theory]
    [InlineData("1.0", """{"platforms":"index"}""", "has the member \"graph\", which is not part of version \"1.0\"")]
    [InlineData("signet/1.0", """[]""", "member \"graph\" must be a JSON object and is an array")]
    [InlineData("signet/1.0", """{"platform":"index"}""", "a member \"platform\" that has no meaning in version")]
    [InlineData("signet/1.0", """{"platforms":"any"}""", "has \"any\" for \"platforms\", which has no meaning")]
    [InlineData("signet/1.0", """{"platforms":"Signed"}""", "has \"Signed\" for \"platforms\"")]
    [InlineData("signet/1.0", """{"platforms":1}""", "member \"platforms\" must be a string and is a number")]
    [InlineData("signet/1.0", """{"referrers":"signed"}""", "member \"referrers\" must be a JSON object and is a string")]
    [InlineData("signet/1.0", """{"referrers":{"default":"skip"}}""", "has \"skip\" for referrers of type \"default\"")]
    [InlineData("signet/1.0", """{"referrers":{"default":true}}""", "must be a string and is a boolean")]
    [InlineData("signet/1.0", """{"referrers":{"*":"optional"}}""", "type \"*\", which is neither a type nor a prefix")]
    [InlineData("signet/1.0", """{"referrers":{"Default":"optional"}}""", "type \"Default\", which is neither")]
    [InlineData("signet/1.0", """{"referrers":{"a/*/b":"optional"}}""", "type \"a/*/b\", which is neither")]
    [InlineData("signet/1.0", """{"referrers":{"a/":"optional"}}""", "type \"a/\", which is neither")]
    [InlineData("signet/1.0", """{"referrers":{"a/ b":"optional"}}""", "type \"a/ b\", which is neither")]
    [InlineData("signet/1.0", """{"referrers":{"a/b":"optional","a/b":"signed"}}""", "occurs twice")]
    [InlineData("signet/1.0", """{},"signatureVerification":{"level":"skip"},"trustStores":[],"trustedIdentities":[]""", "but has \"graph\"")]
    public void What_protects_nothing_is_refused(string version, string member, string fault) => Assert.Contains(
        Faults(Document(version, Statement("\"graph\":" + member))), f => f.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void Blobs_have_no_graph() => Assert.Contains(
        Faults(Document("signet/1.0", Statement("\"graph\":{}", isBlob: true)), isBlob: true),
        f => f.Contains("a member \"graph\" that has no meaning", StringComparison.Ordinal));

    [Fact]
    public void Rules_are_counted()
    {
        var rules = string.Join(',', Enumerable.Range(0, NotaryLimits.GraphReferrerRules + 1).Select(i => $"\"a/{i}\":\"optional\""));
        Assert.Contains(
            Faults(Document("signet/1.0", Statement($"\"graph\":{{\"referrers\":{{{rules}}}}}"))),
            f => f.Contains("at most 200 are read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unsigned_reports_for_everybody_are_a_risk_that_lint_tells()
    {
        var findings = await PolicyLint.CheckAsync(
            System.Text.Encoding.UTF8.GetBytes(Document("signet/1.0", Statement("\"graph\":" + All))), TrustPolicyKind.Oci, null, DateTimeOffset.UnixEpoch,
            TestContext.Current.CancellationToken);
        Assert.Contains(findings, f => f.Rule == "graph.optional");
    }
}
