using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Signet.Notary.Trust;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust;

/// <summary>Policies that are written mean the same when they are read.</summary>
public sealed class PolicyRoundTripTests
{
    private static readonly string[] Names = ["prod", "a \"b\" <c>", "é😀", "\t"];

    [Theory]
    [InlineData(false, "1.0")]
    [InlineData(true, "signet/1.0")]
    public void Any_policy_the_rules_accept_is_written_and_read_without_a_change(bool isSuperset, string version)
    {
        var superset = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Documents(isSuperset).ToArbitrary(), text =>
        {
            var document = Parse(text);
            var written = TrustPolicyWriter.Write(document.Statements);
            var again = TrustPolicyDocument.Parse(written, "written");
            superset += again.Version == version ? 1 : 0;
            return (isSuperset || again.Version == "1.0")
                && document.Statements.Select(Meaning).SequenceEqual(again.Statements.Select(Meaning))
                && written.Span.SequenceEqual(TrustPolicyWriter.Write(again.Statements).Span);
        }));
        Assert.InRange(superset, 200, 400);
    }

    [Fact]
    public void Customized_levels_are_written_with_the_fewest_overrides()
    {
        var document = Parse(Document("1.0", Statement(
            "\"signatureVerification\":{\"level\":\"strict\",\"override\":{\"expiry\":\"log\",\"authenticTimestamp\":\"log\",\"revocation\":\"skip\"}}")));
        Assert.Contains(
            "\"level\": \"permissive\",\n        \"override\": {\n          \"revocation\": \"skip\"\n        }",
            Encoding.UTF8.GetString(TrustPolicyWriter.Write(document.Statements).Span),
            StringComparison.Ordinal);
    }

    private static string Meaning(TrustPolicyStatement s) => string.Join('|',
        s.Name, string.Join(',', s.RegistryScopes), string.Join(',', s.ExcludedScopes), s.Level, s.VerifyTimestampAfterCertExpiry,
        string.Join(',', s.TrustStores), string.Join(',', s.TrustedIdentities), s.Requirements.RequiredSignatures,
        string.Join(',', s.Requirements.UserMetadata), string.Join(',', s.Requirements.MinimumKeySpecs), s.Requirements.MaximumAge);

    private static Gen<string> Documents(bool isSuperset) =>
        from count in Gen.Choose(1, 4)
        from statements in Enumerable.Range(0, count).Select(i => OneStatement(i, isSuperset)).Aggregate(
            Gen.Constant(new List<string>()), (all, one) => all.SelectMany(_ => one, (list, item) => list.Append(item).ToList()))
        select Document(isSuperset ? Superset : "1.0", [.. statements]);

    private static Gen<string> OneStatement(int number, bool isSuperset) =>
        from name in Gen.Elements(Names)
        from level in Gen.Elements("strict", "permissive", "audit", "skip")
        from overrides in Gen.Elements(
            "", ",\"override\":{}", ",\"override\":{\"expiry\":\"log\"}", ",\"override\":{\"revocation\":\"skip\",\"authenticity\":\"enforce\"}",
            ",\"override\":{\"authenticTimestamp\":\"enforce\",\"expiry\":\"enforce\",\"revocation\":\"enforce\"}")
        from timestamp in Gen.Elements("", ",\"verifyTimestamp\":\"always\"", ",\"verifyTimestamp\":\"afterCertExpiry\"")
        from scopes in Gen.Elements($"\"r{number}.example.com/a\"", $"\"r{number}.example.com\"", $"\"r{number}.example.com/a\",\"r{number}.example.com/b/c\"", number == 0 ? "\"*\"" : $"\"h{number}:5000/x\"")
        from identities in Gen.Elements("\"*\"", "\"x509.subject: C=US, ST=WA, O=A\\\\,B\"", "\"x509.subject:C=US,ST=WA,O=A,CN=a\",\"x509.subject:C=US,ST=WA,O=A,CN=b\",\"p:q\"")
        from extra in isSuperset ? Extras(number, identities) : Gen.Constant("")
        let isSkip = level == "skip"
        select Statement($$"""
            "name":{{System.Text.Json.JsonSerializer.Serialize(name + number)}},"registryScopes":[{{(extra.Contains("excluded", StringComparison.Ordinal) ? $"\"r{number}.example.com/p/*\"" : scopes)}}],
            "signatureVerification":{"level":"{{(extra.Contains("require", StringComparison.Ordinal) && (isSkip || level == "audit") ? "strict" : level)}}"{{(isSkip ? "" : overrides)}}{{timestamp}}},
            "trustStores":[{{(isSkip && !extra.Contains("require", StringComparison.Ordinal) ? "" : "\"ca:x\",\"tsa:y\"")}}],
            "trustedIdentities":[{{(isSkip && !extra.Contains("require", StringComparison.Ordinal) ? "" : identities)}}]{{extra}}
            """);

    private static Gen<string> Extras(int number, string identities) => Gen.Elements(
        "",
        $",\"excludedScopes\":[\"r{number}.example.com/p/x\",\"r{number}.example.com/p/y/*\"]",
        identities.Contains("CN=a", StringComparison.Ordinal) ? ",\"requiredSignatures\":2" : ",\"requiredSignatures\":1,\"requiredUserMetadata\":[\"k\"]",
        ",\"requiredUserMetadata\":[\"a=b=c\",\"d\",\"e=\"],\"minimumKeySpecs\":[\"EC-384\"],\"maximumSignatureAge\":\"48h\"",
        ",\"requiredUserMetadata\":[\"z\"],\"maximumSignatureAge\":\"25h\"");
}
