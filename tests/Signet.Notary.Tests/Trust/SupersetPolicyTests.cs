using Signet.Signatures;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust;

/// <summary>What documents of version signet/1.0 have beyond the standard.</summary>
public sealed class SupersetPolicyTests
{
    private const string Three =
        "\"trustedIdentities\":[\"x509.subject:C=US,ST=WA,O=A,CN=a\",\"x509.subject:C=US,ST=WA,O=A,CN=b\",\"x509.subject:C=US,ST=WA,O=A,CN=c\"]";

    [Fact]
    public void All_members_are_read()
    {
        var statement = ParseSignet(Statement($$"""
            {{Three}},"registryScopes":["registry.example.com/team/*","other.example.com"],
            "excludedScopes":["registry.example.com/team/x/*"],"requiredSignatures":2,"requiredUserMetadata":["build=release","commit"],
            "minimumKeySpecs":["RSA-3072","EC-256"],"maximumSignatureAge":"36h"
            """)).Statements[0];
        Assert.Equal(["registry.example.com/team/x/*"], statement.ExcludedScopes);
        Assert.Equal(2, statement.Requirements.RequiredSignatures);
        Assert.Equal([new("build", "release"), new("commit", null)], statement.Requirements.UserMetadata);
        Assert.Equal([KeySpec.Rsa3072, KeySpec.Ec256], statement.Requirements.MinimumKeySpecs);
        Assert.Equal(TimeSpan.FromHours(36), statement.Requirements.MaximumAge);
        Assert.Equal(
            [
                "2 signatures by distinct trusted identities", "signed metadata build=release", "signed metadata commit",
                "signing key of at least RSA-3072 or EC-256", "signed within 36h",
            ],
            statement.Requirements.Describe());
    }

    [Theory]
    [InlineData("\"excludedScopes\":[\"registry.example.com/app/x\"]", "excludedScopes")]
    [InlineData("\"requiredSignatures\":2", "requiredSignatures")]
    [InlineData("\"requiredSignatures\":1", "requiredSignatures")]
    [InlineData("\"requiredUserMetadata\":[\"a\"]", "requiredUserMetadata")]
    [InlineData("\"minimumKeySpecs\":[\"EC-256\"]", "minimumKeySpecs")]
    [InlineData("\"maximumSignatureAge\":\"1d\"", "maximumSignatureAge")]
    [InlineData("\"MaximumSignatureAge\":\"1d\"", "maximumSignatureAge")]
    public void In_version_1_0_each_is_an_error_because_notation_would_ignore_it(string member, string name)
    {
        var text = Document("1.0", Statement(member));
        Assert.Equal(
            [$"oci trust policy: trust policy statement \"n\" has the member \"{name}\", which is not part of version \"1.0\" "
                + "and which notation would ignore"],
            Faults(text));
    }

    [Fact]
    public void In_version_1_0_a_prefix_is_refused_in_the_words_of_notation_and_its_version_is_named() => Assert.Equal(
        ["registry scope \"registry.example.com/team/*\" with wild card(s) is not valid, make sure it is a fully qualified "
            + "repository without the scheme, protocol or tag. For example domain.com/my/repository or a local scope like "
            + "local/myOCILayout; prefixes are not part of version \"1.0\""],
        Faults(Document("1.0", Statement("\"registryScopes\":[\"registry.example.com/team/*\"]"))));

    [Theory]
    [InlineData("\"threshold\":2", "a member \"threshold\" that has no meaning in version \"signet/1.0\"")]
    [InlineData("\"requiredSignature\":2", "a member \"requiredSignature\" that has no meaning")]
    [InlineData("\"globalPolicy\":true", "a member \"globalPolicy\" that has no meaning")]
    [InlineData("\"signatureVerification\":{\"level\":\"strict\",\"overide\":{}}", "a member \"overide\" that has no meaning")]
    [InlineData("\"requiredSignatures\":0", "\"requiredSignatures\" 0; one is the least")]
    [InlineData("\"requiredSignatures\":-3", "one is the least")]
    [InlineData("\"requiredSignatures\":2", "whoever gets two certificates would be two signers")]
    [InlineData("\"requiredSignatures\":4," + Three, "names 3 x509.subject identities, so that no artifact can meet it")]
    [InlineData("\"requiredSignatures\":2,\"trustedIdentities\":[\"x509.subject:C=US,ST=WA,O=A\",\"other:x\"]", "names 1 x509.subject identity, so")]
    [InlineData("\"requiredSignatures\":9223372036854775807," + Three, "names 3 x509.subject identities")]
    [InlineData("\"requiredSignatures\":1.5", "member \"requiredSignatures\" must be a whole number")]
    [InlineData("\"requiredSignatures\":\"2\"", "member \"requiredSignatures\" must be a number and is a string")]
    [InlineData("\"requiredUserMetadata\":[\"\"]", "the user metadata \"\", which has no key")]
    [InlineData("\"requiredUserMetadata\":[\"=x\"]", "which has no key")]
    [InlineData("\"requiredUserMetadata\":[\"a\",\"a=b\"]", "the user metadata \"a\" twice")]
    [InlineData("\"requiredUserMetadata\":[\"io.cncf.notary.x=1\"]", "whose key is reserved")]
    [InlineData("\"minimumKeySpecs\":[\"RSA-1024\"]", "unknown key spec \"RSA-1024\"")]
    [InlineData("\"minimumKeySpecs\":[\"ec-256\"]", "unknown key spec \"ec-256\"")]
    [InlineData("\"minimumKeySpecs\":[\"EC-256\",\"EC-384\"]", "more than one key spec of the family of \"EC-384\"")]
    [InlineData("\"minimumKeySpecs\":[]", "an empty \"minimumKeySpecs\"")]
    [InlineData("\"maximumSignatureAge\":\"\"", "\"maximumSignatureAge\" \"\", which is no age")]
    [InlineData("\"maximumSignatureAge\":\"0d\"", "which is no age")]
    [InlineData("\"maximumSignatureAge\":\"-1d\"", "which is no age")]
    [InlineData("\"maximumSignatureAge\":\"1m\"", "which is no age")]
    [InlineData("\"maximumSignatureAge\":\"36501d\"", "which is no age")]
    [InlineData("\"maximumSignatureAge\":\"99999999d\"", "which is no age")]
    [InlineData("\"maximumSignatureAge\":\"1d\",\"signatureVerification\":{\"level\":\"audit\"}", "does not enforce authenticity")]
    [InlineData("\"maximumSignatureAge\":\"1d\",\"signatureVerification\":{\"level\":\"strict\",\"override\":{\"authenticity\":\"log\"}}", "does not enforce authenticity")]
    [InlineData("\"maximumSignatureAge\":\"1d\",\"signatureVerification\":{\"level\":\"skip\"},\"trustStores\":[],\"trustedIdentities\":[]", "does not enforce authenticity")]
    [InlineData("\"registryScopes\":[\"registry.example.com/*\"]", "registry scope \"registry.example.com/*\" with wild card(s) is not valid")]
    [InlineData("\"registryScopes\":[\"registry.example.com/a*\"]", "with wild card(s) is not valid")]
    [InlineData("\"registryScopes\":[\"registry.example.com/*/a\"]", "with wild card(s) is not valid")]
    [InlineData("\"registryScopes\":[\"*.example.com/a/*\"]", "with wild card(s) is not valid")]
    [InlineData("\"registryScopes\":[\"registry.example.com/A/*\"]", "with wild card(s) is not valid")]
    [InlineData("\"registryScopes\":[\"registry.example.com/a/*\",\"registry.example.com/a/*\"]", "is present in multiple oci trust policy statements")]
    [InlineData("\"excludedScopes\":[\"*\"]", "which is neither a repository nor a prefix nor a registry")]
    [InlineData("\"excludedScopes\":[\"a b\"]", "which is neither a repository nor a prefix nor a registry")]
    [InlineData("\"excludedScopes\":[\"registry.example.com/app\"]", "excludes all of it with \"registry.example.com/app\"")]
    [InlineData("\"excludedScopes\":[\"registry.example.com/other\"]", "which lies in none of its registry scopes")]
    [InlineData("\"excludedScopes\":[\"registry.example.com\"]", "excludes all of it with \"registry.example.com\"")]
    [InlineData("\"registryScopes\":[\"registry.example.com/a/*\"],\"excludedScopes\":[\"registry.example.com/a\"]", "which lies in none of its registry scopes")]
    [InlineData("\"registryScopes\":[\"registry.example.com/a/*\"],\"excludedScopes\":[\"registry.example.com/a/*\"]", "excludes all of it")]
    [InlineData("\"registryScopes\":[\"registry.example.com\"],\"excludedScopes\":[\"registry.example.com\"]", "excludes all of it")]
    [InlineData("\"registryScopes\":[\"registry.example.com/a/*\",\"registry.example.com/a/b\"],\"excludedScopes\":[\"registry.example.com/a/b\"]", "excludes all of it")]
    [InlineData("\"registryScopes\":[\"*\"],\"excludedScopes\":[\"x.example.com\",\"x.example.com\"]", "excludes \"x.example.com\" twice")]
    public void Faults_are_found(string members, string fault) =>
        Assert.Contains(Faults(Document(Superset, Statement(members))), f => f.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void Faults_of_types_and_rules_are_listed_all_at_once()
    {
        var types = Faults(Document(Superset, Statement("\"name\":1,\"trustStores\":{},\"maximumSignatureAge\":2"), "3"));
        Assert.Equal(4, types.Count);
        var rules = Faults(Document(
            Superset, Statement("\"threshold\":1,\"requiredSignatures\":2,\"maximumSignatureAge\":\"x\",\"excludedScopes\":[\"y\"]")));
        Assert.Equal(4, rules.Count);
    }

    [Fact]
    public void H5_PolicyWithAnyNumberOfFaultsGivesABoundedList()
    {
        var scopes = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"-{i}\""));
        Assert.Equal(201, Faults(Document("1.0", Statement($"\"registryScopes\":[{scopes}]"))).Count);
        var identities = string.Join(',', Enumerable.Repeat("\"x509.subject:C=US,ST=WA,O=A\"", 200));
        Assert.InRange(Faults(Document("1.0", Statement($"\"trustedIdentities\":[{identities}]"))).Count, 200, 201);
        Assert.Contains("more than the limit of 200", Faults(Document("1.0", Statement($"\"trustedIdentities\":[{identities},\"x:y\"]")))[0], StringComparison.Ordinal);
        Assert.Contains("more than the limit of 4194304 bytes", Faults(new string(' ', 5_000_000))[0], StringComparison.Ordinal);
        Assert.Contains(
            "more than the limit of 32",
            Faults(Document("1.0", Statement($"\"trustedIdentities\":[\"x509.subject:C=US,ST=WA,O=A,{string.Join(',', Enumerable.Range(1, 30).Select(i => $"1.{i}=x"))}\"]")))[0],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.example.com", "the whole registry \"registry.example.com\"")]
    [InlineData("localhost:5000", "the whole registry \"localhost:5000\"")]
    public void Registry_is_a_scope_of_version_1_0_with_a_warning(string scope, string warning)
    {
        var document = Parse(Document("1.0", Statement($"\"registryScopes\":[\"{scope}\"]")));
        Assert.Equal(scope, document.SelectStatement($"{scope}/any/app")!.Scope);
        Assert.Contains(warning, Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.example.com/")]
    [InlineData("registry.example.com/team/")]
    [InlineData("https://registry.example.com")]
    [InlineData("registry..example.com")]
    [InlineData("registry.example.com:")]
    [InlineData("")]
    public void What_looks_like_a_registry_and_is_none_is_refused(string scope) =>
        Assert.Contains("is not valid", Assert.Single(Faults(Document("1.0", Statement($"\"registryScopes\":[\"{scope}\"]")))), StringComparison.Ordinal);
}
