using System.Text;
using Signet.Notary.Trust;

namespace Signet.Notary.Tests.Trust;

public sealed class TrustPolicyDocumentTests : IDisposable
{
    private const string Valid = """
        {"version":"1.0","trustPolicies":[
          {"name":"prod","registryScopes":["registry.example.com/app","localhost:5000/a/b"],
           "signatureVerification":{"level":"permissive","override":{"revocation":"skip","expiry":"enforce"},"verifyTimestamp":"afterCertExpiry"},
           "trustStores":["ca:acme","tsa:time"],"trustedIdentities":["x509.subject: C=US, ST=WA, O=Example","other.plugin:anything"]},
          {"name":"rest","registryScopes":["*"],"signatureVerification":{"level":"strict"},
           "trustStores":["signingAuthority:acme"],"trustedIdentities":["*"]}]}
        """;

    private readonly TempConfig _config = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_valid_document_is_read()
    {
        var document = Parse(Valid);
        var prod = document.Statements[0];
        Assert.Equal("custom", prod.Level.Name);
        Assert.Equal(VerificationAction.Skip, prod.Level.Revocation);
        Assert.Equal(VerificationAction.Enforce, prod.Level.Expiry);
        Assert.Equal(VerificationAction.Log, prod.Level.AuthenticTimestamp);
        Assert.True(prod.VerifyTimestampAfterCertExpiry);
        Assert.Equal([new(TrustStoreType.Ca, "acme"), new(TrustStoreType.Tsa, "time")], prod.TrustStores);
        Assert.Equal("strict", document.Statements[1].Level.Name);
        Assert.Empty(document.Warnings);
    }

    [Theory]
    [InlineData("registry.example.com/app", "prod", "registry.example.com/app")]
    [InlineData("localhost:5000/a/b", "prod", "localhost:5000/a/b")]
    [InlineData("registry.example.com/app/x", "rest", "*")]
    [InlineData("Registry.example.com/app", "rest", "*")]
    public void The_statement_that_names_the_repository_wins_over_the_wildcard(string repository, string name, string scope)
    {
        var decision = Parse(Valid).SelectStatement(repository)!;
        Assert.Equal((name, scope, repository), (decision.Statement.Name, decision.Scope, decision.Repository));
        Assert.Contains(name, decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_statement_there_is_no_decision() =>
        Assert.Null(Parse(Statement("")).SelectStatement("registry.example.com/other"));

    [Theory]
    [InlineData("bad")]
    [InlineData("registry.example.com/app:v1")]
    [InlineData("registry.example.com/App")]
    [InlineData("https://registry.example.com/app")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("-a.example.com/app")]
    [InlineData("a:/app")]
    public void What_is_no_repository_is_refused_even_under_a_wildcard(string repository) => Assert.Equal(
        $"registry scope \"{repository}\" is not valid, make sure it is a fully qualified repository without the scheme, "
        + "protocol or tag. For example domain.com/my/repository or a local scope like local/myOCILayout",
        Assert.Throws<FormatException>(() => Parse(Valid).SelectStatement(repository)).Message);

    [Theory]
    [InlineData("""{"trustPolicies":[]}""", "oci trust policy document has empty version, version must be specified")]
    [InlineData("""{"version":"9","trustPolicies":[{}]}""", "oci trust policy document uses unsupported version \"9\"")]
    [InlineData("""{"version":"1.0"}""", "oci trust policy document can not have zero trust policy statements")]
    public void Document_rules_have_the_texts_of_notation(string text, string fault) => Assert.Equal(fault, Faults(text)[0]);

    [Theory]
    [InlineData("name", "\"\"", "oci trust policy: a trust policy statement is missing a name, every statement requires a name (statement 1 of the document)")]
    [InlineData("signatureVerification", "{}", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: signature verification level is empty or missing in the trust policy statement")]
    [InlineData("signatureVerification", """{"level":"Strict"}""", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: invalid signature verification level \"Strict\"")]
    [InlineData("signatureVerification", """{"level":"skip","override":{"expiry":"log"}}""", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: signature verification level \"skip\" can't be used to customize signature verification")]
    [InlineData("signatureVerification", """{"level":"strict","override":{"t":"log"}}""", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: verification type \"t\" in custom signature verification is not supported, supported values are [\"integrity\" \"authenticity\" \"authenticTimestamp\" \"expiry\" \"revocation\"]")]
    [InlineData("signatureVerification", """{"level":"strict","override":{"expiry":"a"}}""", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: verification action \"a\" in custom signature verification is not supported, supported values are [\"enforce\" \"log\" \"skip\"]")]
    [InlineData("signatureVerification", """{"level":"strict","override":{"integrity":"log"}}""", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: \"integrity\" verification can not be overridden in custom signature verification")]
    [InlineData("signatureVerification", """{"level":"strict","override":{"expiry":"skip"}}""", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: \"expiry\" verification can not be skipped in custom signature verification")]
    [InlineData("signatureVerification", """{"level":"strict","verifyTimestamp":"x"}""", "oci trust policy: trust policy statement \"n\" has invalid signatureVerification: verifyTimestamp must be \"always\" or \"afterCertExpiry\", but got \"x\"")]
    [InlineData("signatureVerification", """{"level":"skip"}""", "oci trust policy: trust policy statement \"n\" is set to skip signature verification but configured with trust stores and/or trusted identities, remove them if signature verification needs to be skipped")]
    [InlineData("trustStores", "[]", "oci trust policy: trust policy statement \"n\" is either missing trust stores or trusted identities, both must be specified")]
    [InlineData("trustedIdentities", "null", "oci trust policy: trust policy statement \"n\" is either missing trust stores or trusted identities, both must be specified")]
    [InlineData("trustStores", """["*"]""", "oci trust policy: trust policy statement \"n\" has malformed trust store value \"*\". The required format is <TrustStoreType>:<TrustStoreName>")]
    [InlineData("trustStores", """["CA:y"]""", "oci trust policy: trust policy statement \"n\" uses an unsupported trust store type \"CA\" in trust store value \"CA:y\"")]
    [InlineData("trustStores", """["ca:"]""", "oci trust policy: trust policy statement \"n\" uses an unsupported trust store name \"\" in trust store value \"ca:\". Named store name needs to follow [a-zA-Z0-9_.-]+ format")]
    [InlineData("trustStores", """["ca:.."]""", "oci trust policy: trust policy statement \"n\" uses an unsupported trust store name \"..\" in trust store value \"ca:..\". Named store name needs to follow [a-zA-Z0-9_.-]+ format")]
    [InlineData("trustedIdentities", """["*","x:y"]""", "oci trust policy: trust policy statement \"n\" uses a wildcard trusted identity '*', a wildcard identity cannot be used in conjunction with other values")]
    [InlineData("trustedIdentities", """[""]""", "oci trust policy: trust policy statement \"n\" has an empty trusted identity")]
    [InlineData("trustedIdentities", """["x"]""", "oci trust policy: trust policy statement \"n\" has trusted identity \"x\" missing separator")]
    [InlineData("trustedIdentities", """["x509.subject:"]""", "oci trust policy: trust policy statement \"n\" has trusted identity \"x509.subject:\" without an identity value")]
    [InlineData("trustedIdentities", """["x509.subject: CN=e2e,C=US,ST=WA"]""", "oci trust policy: trust policy statement \"n\" has trusted identity \"x509.subject: CN=e2e,C=US,ST=WA\" with invalid identity value: distinguished name (DN) \" CN=e2e,C=US,ST=WA\" has no mandatory RDN attribute for \"O\", it must contain 'C', 'ST' or 'S', and 'O' RDN attributes at a minimum")]
    [InlineData("trustedIdentities", """["x509.subject:C=US,ST=WA,O=a","x509.subject:C=US,ST=WA,O=a,CN=b"]""", "oci trust policy: trust policy statement \"n\" has overlapping x509 trustedIdentities, \"x509.subject:C=US,ST=WA,O=a\" overlaps with \"x509.subject:C=US,ST=WA,O=a,CN=b\"")]
    [InlineData("registryScopes", "[]", "oci trust policy statement \"n\" has zero registry scopes, it must specify registry scopes with at least one value")]
    [InlineData("registryScopes", """["*","a.example.com/b"]""", "oci trust policy statement \"n\" uses wildcard registry scope '*', a wildcard scope cannot be used in conjunction with other scope values")]
    [InlineData("registryScopes", """["a.example.com/b","a.example.com/b"]""", "registry scope \"a.example.com/b\" is present in multiple oci trust policy statements, one registry scope value can only be associated with one statement")]
    [InlineData("registryScopes", """["s/"]""", "registry scope \"s/\" is not valid, make sure it is a fully qualified repository without the scheme, protocol or tag. For example domain.com/my/repository or a local scope like local/myOCILayout")]
    [InlineData("registryScopes", """["a.example.com/*"]""", "registry scope \"a.example.com/*\" with wild card(s) is not valid, make sure it is a fully qualified repository without the scheme, protocol or tag. For example domain.com/my/repository or a local scope like local/myOCILayout")]
    public void Statement_rules_have_the_texts_of_notation(string member, string value, string fault) =>
        Assert.Equal([fault], Faults(Statement("", (member, value))));

    [Fact]
    public void All_faults_are_listed_in_the_order_of_notation()
    {
        var text = $$"""
            {"version":"1.0","trustPolicies":[
              {{Body("", ("trustStores", "[\"x\",\"y:z\"]"), ("registryScopes", "[\"bad:\"]"))}},
              {{Body("", ("signatureVerification", "{\"level\":\"no\"}"))}}]}
            """;
        var faults = Faults(text);
        Assert.Collection(
            faults,
            fault => Assert.Contains("malformed trust store value \"x\"", fault, StringComparison.Ordinal),
            fault => Assert.Contains("unsupported trust store type \"y\"", fault, StringComparison.Ordinal),
            fault => Assert.Contains("use the same name \"n\"", fault, StringComparison.Ordinal),
            fault => Assert.Contains("level \"no\"", fault, StringComparison.Ordinal),
            fault => Assert.Contains("scope \"bad:\"", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Unknown_members_and_skip_for_everything_are_warned_about()
    {
        var document = Parse("""
            {"version":"1.0","comment":1,"trustPolicies":[{"name":"n","registryScopes":["*"],"globalPolicy":true,
             "signatureVerification":{"level":"skip","mode":1}}]}
            """);
        Assert.Collection(
            document.Warnings,
            warning => Assert.Contains("\"comment\"", warning, StringComparison.Ordinal),
            warning => Assert.Contains("\"globalPolicy\"", warning, StringComparison.Ordinal),
            warning => Assert.Contains("\"mode\"", warning, StringComparison.Ordinal),
            warning => Assert.Contains("skips verification for every repository", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"version\":\"1.0\",\"version\":\"1.0\"}")]
    [InlineData("{\"version\":\"1.0\",\"Version\":\"1.0\"}")]
    [InlineData("\uFEFF{\"version\":\"1.0\"}")]
    [InlineData("{\"version\":\"1.0\"} {}")]
    [InlineData("{\"version\":\"1.0\"/**/}")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":\"1.0\",\"trustPolicies\":[1]}")]
    [InlineData("{\"version\":\"\\ud800\"}")]
    [InlineData("[]")]
    [InlineData("")]
    public void A16_AmbiguousOrMalformedPolicyIsRefused(string text)
    {
        var fault = Assert.Throws<TrustPolicyException>(() => Parse(text));
        Assert.Equal(TrustPolicyError.Malformed, fault.Error);
        Assert.StartsWith("malformed trust policy. To create a trust policy, see: https://", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A16_DeepPolicyIsRefused() =>
        Assert.Throws<TrustPolicyException>(() => Parse(new string('[', 100_000) + new string(']', 100_000)));

    [Fact]
    public async Task The_old_file_is_read_only_when_the_new_one_does_not_exist()
    {
        var missing = await FaultAsync();
        Assert.Equal(
            "trust policy is not present. To create a trust policy, see: https://notaryproject.dev/docs/quickstart/#create-a-trust-policy",
            missing.Message);
        _config.Write(_config.Directories.LegacyTrustPolicyFile, Valid);
        var old = await TrustPolicyDocument.LoadAsync(_config.Directories, Token);
        Assert.Equal(_config.Directories.LegacyTrustPolicyFile, old.Source);
        _config.Write(_config.Directories.OciTrustPolicyFile, "{");
        Assert.Equal(TrustPolicyError.Malformed, (await FaultAsync()).Error);
        _config.Write(_config.Directories.OciTrustPolicyFile, Valid);
        var current = await TrustPolicyDocument.LoadAsync(_config.Directories, Token);
        Assert.Equal(_config.Directories.OciTrustPolicyFile, current.Source);
        Assert.Equal(Valid, Encoding.UTF8.GetString(current.SourceBytes.Span));
    }

    [Fact]
    public async Task H5_LinkedPolicyIsRefusedAlsoWhenItLeadsNowhere()
    {
        var path = _config.Directories.OciTrustPolicyFile;
        _config.Write(_config.Directories.LegacyTrustPolicyFile, Valid);
        File.CreateSymbolicLink(path, _config.Write(_config.Outside("policy.json"), Valid));
        Assert.StartsWith(
            "trust policy is not a regular file (symlinks are not supported).", (await FaultAsync()).Message, StringComparison.Ordinal);
        File.Delete(path);
        File.CreateSymbolicLink(path, _config.Outside("nowhere.json"));
        Assert.Equal(TrustPolicyError.NotRegular, (await FaultAsync()).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H5_PolicyThatEverybodyMayWriteIsRefused(bool isFile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        var path = _config.Write(_config.Directories.OciTrustPolicyFile, Valid);
        var open = isFile ? path : _config.Directories.ConfigDirectory;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.OtherWrite);
        }

        var fault = await FaultAsync();
        Assert.Equal(TrustPolicyError.Unsafe, fault.Error);
        Assert.Contains($"chmod o-w '{open}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_PartiallyWrittenPolicyIsNeverUsed()
    {
        _config.Write(_config.Directories.OciTrustPolicyFile, Valid[..^40]);
        _config.Write(_config.Directories.LegacyTrustPolicyFile, Valid);
        Assert.Equal(TrustPolicyError.Malformed, (await FaultAsync()).Error);
    }

    [Fact]
    public void A_written_policy_is_strict_and_reads_back()
    {
        var bytes = TrustPolicyWriter.Write("a<b", "strict", ["*"], ["ca:acme"], ["x509.subject:C=US,ST=WA,O=Example"]);
        Assert.Equal(
            """
            {
              "version": "1.0",
              "trustPolicies": [
                {
                  "name": "a\u003cb",
                  "registryScopes": [
                    "*"
                  ],
                  "signatureVerification": {
                    "level": "strict"
                  },
                  "trustStores": [
                    "ca:acme"
                  ],
                  "trustedIdentities": [
                    "x509.subject:C=US,ST=WA,O=Example"
                  ]
                }
              ]
            }
            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(bytes.Span));
        Assert.Throws<TrustPolicyException>(() => TrustPolicyWriter.Write("", "strict", ["*"], [], []));
    }

    [Fact]
    public void A_big_document_is_selected_from_by_key()
    {
        var statements = Enumerable.Range(0, 5000).Select(i =>
            Body("", ("name", $"\"n{i}\""), ("registryScopes", $"[\"registry.example.com/r{i}\"]")));
        var document = Parse($$"""{"version":"1.0","trustPolicies":[{{string.Join(',', statements)}}]}""");
        Assert.Equal("n4999", document.SelectStatement("registry.example.com/r4999")!.Statement.Name);
    }

    public void Dispose() => _config.Dispose();

    private static TrustPolicyDocument Parse(string text) => TrustPolicyDocument.Parse(Encoding.UTF8.GetBytes(text), "test");

    private static IReadOnlyList<string> Faults(string text)
    {
        var fault = Assert.Throws<TrustPolicyException>(() => Parse(text));
        Assert.Equal(TrustPolicyError.Invalid, fault.Error);
        return fault.Faults;
    }

    private static string Statement(string extra, params (string Member, string Value)[] changes) =>
        $$"""{"version":"1.0","trustPolicies":[{{Body(extra, changes)}}]}""";

    private static string Body(string extra, params (string Member, string Value)[] changes)
    {
        var members = new Dictionary<string, string>
        {
            ["name"] = "\"n\"",
            ["registryScopes"] = "[\"registry.example.com/app\"]",
            ["signatureVerification"] = "{\"level\":\"strict\"}",
            ["trustStores"] = "[\"ca:s\"]",
            ["trustedIdentities"] = "[\"*\"]",
        };
        foreach (var (member, value) in changes)
        {
            members[member] = value;
        }

        return "{" + string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}")) + extra + "}";
    }

    private Task<TrustPolicyException> FaultAsync() => Assert.ThrowsAsync<TrustPolicyException>(
        () => TrustPolicyDocument.LoadAsync(_config.Directories, Token));
}
