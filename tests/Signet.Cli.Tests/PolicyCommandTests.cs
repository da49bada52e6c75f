using System.Text.Json;
using static Signet.Cli.Tests.PolicyLab;

namespace Signet.Cli.Tests;

/// <summary>lint, which, test, diff, export: what they print, and their exit codes.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private readonly PolicyLab _lab = new();

    [Fact]
    public async Task Lint_lists_errors_and_risks_each_with_its_fix()
    {
        var path = _lab.Write("p.json", Document(
            "1.0", Statement("a", "\"registry.example.com/team/*\""), Statement("b", "\"*\"").Replace("strict", "audit", StringComparison.Ordinal)));
        var result = await _lab.RunAsync("policy", "lint", path, "--no-stores");
        Assert.Equal(
            """
            error: registry scope "registry.example.com/team/*" with wild card(s) is not valid, make sure it is a fully qualified repository without the scheme, protocol or tag. For example domain.com/my/repository or a local scope like local/myOCILayout; prefixes are not part of version "1.0" [scope.prefix]
              fix: set "version" to "signet/1.0", or name the repositories
            warning: trust policy statement "b" does not enforce authenticity: an artifact passes whoever signed it [level.authenticity]
              fix: use level "strict" once the signers are known
            warning: trust policy statement "b" does not enforce authenticTimestamp, expiry, revocation: an old or revoked signature passes, and with it an old version of the artifact [level.relaxed]
              fix: use level "strict", without overrides that weaken it
            remark: trust policy statement "a" has no store for timestamps: signatures stop counting when the signing certificate expires [timestamp.none]
              fix: sign with --timestamp-url and add a store "tsa:<name>", if signatures shall outlive certificates
            remark: trust policy statement "b" has no store for timestamps: signatures stop counting when the signing certificate expires [timestamp.none]
              fix: sign with --timestamp-url and add a store "tsa:<name>", if signatures shall outlive certificates
            ~/p.json: 1 error, 2 warnings, 2 remarks

            """.ReplaceLineEndings("\n"),
            result.Out);
        Assert.Equal((2, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("strict", "", 0)]
    [InlineData("audit", "", 0)]
    [InlineData("audit", "--strict", 3)]
    [InlineData("strict", "--strict", 0)]
    [InlineData("nonsense", "--strict", 2)]
    public async Task Lint_fails_on_errors_and_on_warnings_when_asked(string level, string flag, int exitCode)
    {
        _lab.Write("config/trustpolicy.oci.json", Document("1.0", Statement("a", "\"registry.example.com/a\"").Replace("strict", level, StringComparison.Ordinal)));
        Assert.Equal(exitCode, (await _lab.RunAsync(["policy", "lint", "--no-stores", .. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).ExitCode);
        var json = await _lab.RunAsync(["policy", "lint", "--no-stores", "-o", "json", .. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        using var document = JsonDocument.Parse(json.Out);
        Assert.Equal(exitCode, json.ExitCode);
        Assert.Equal(level != "nonsense", document.RootElement.GetProperty("valid").GetBoolean());
    }

    [Theory]
    [InlineData("Error: there is no OCI trust policy to look at; name a file, or make one: signet policy init\n", "lint")]
    [InlineData("Error: open nope.json: no such file or directory\n", "lint", "nope.json")]
    [InlineData("Error: accepts at most 1 arg(s), received 2\n", "lint", "a", "b")]
    [InlineData("Error: name a file or --environment, not both\n", "lint", "a", "--environment", "prod")]
    [InlineData("Error: \"../x\" is no name of an environment: use lower-case letters, digits and inner hyphens, at most 64\n", "lint", "--environment", "../x")]
    [InlineData("Error: \"\" is no name of an environment: use lower-case letters, digits and inner hyphens, at most 64\n", "which", "a.example.com/b", "--environment=")]
    [InlineData("Error: invalid format: \"xml\"\n", "which", "a.example.com/b", "-o", "xml")]
    [InlineData("Error: accepts 1 arg(s), received 0\n", "which")]
    [InlineData("Error: if any flags in the group [policy environment] are set none of the others can be; [environment policy] were all set\n", "which", "a.example.com/b", "--policy", "x", "--environment", "y")]
    [InlineData("Error: required flag(s) \"standard\" not set\n", "export")]
    [InlineData("Error: --standard is the only form there is to export to\n", "export", "--standard=false")]
    [InlineData("Error: requires two policy files and references, received 1 arg(s)\n", "diff", "a")]
    [InlineData("Error: open nope.yaml: no such file or directory\n", "test", "nope.yaml")]
    public async Task Wrong_usage_ends_with_1(string error, params string[] arguments)
    {
        var result = await _lab.RunAsync(["policy", .. arguments]);
        Assert.Equal((1, error, ""), (result.ExitCode, result.Error, result.Out));
    }

    [Fact]
    public async Task Lint_of_a_blob_policy_and_of_an_environment()
    {
        _lab.Write("config/trustpolicy.blob.json", """{"version":"1.0","trustPolicies":[{"name":"a","globalPolicy":true,"signatureVerification":{"level":"skip"}}]}""");
        var blob = await _lab.RunAsync("policy", "lint", "--blob");
        Assert.Contains("cannot have verification level set to skip [global.skip]", blob.Out, StringComparison.Ordinal);
        _lab.Write("config/policies/prod.oci.json", "{");
        var prod = await _lab.RunAsync("policy", "lint", "--environment", "prod");
        Assert.Equal((2, 2), (blob.ExitCode, prod.ExitCode));
        Assert.EndsWith("~/config/policies/prod.oci.json: 1 error, 0 warnings, 0 remarks\n", prod.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_says_who_applies_and_why_nobody_else_does()
    {
        _lab.Write("config/trustpolicy.oci.json", Document(
            "signet/1.0",
            Statement("rest", "\"*\""),
            Statement("team", "\"registry.example.com/team/*\"", ",\"excludedScopes\":[\"registry.example.com/team/x\"],\"maximumSignatureAge\":\"90d\""),
            Statement("other", "\"other.example.com/a\"")));
        var found = await _lab.RunAsync("policy", "which", "registry.example.com/team/app:v1");
        Assert.Equal(
            """
            Repository: registry.example.com/team/app
            Policy:     ~/config/trustpolicy.oci.json
            Statement:  team
            Why:        no statement names this repository, and statement "team" is for all below "registry.example.com/team/*"
            Level:      strict
            Stores:     ca:release
            Identities: x509.subject: C=US, ST=WA, O=Example
            Requires:   signed within 90d
            Not rest: "*" covers this repository, and "registry.example.com/team/*" of statement "team" is more specific
            Not other: none of its scopes covers this repository (other.example.com/a)

            """.ReplaceLineEndings("\n"),
            found.Out);
        var excluded = await _lab.RunAsync("policy", "which", "registry.example.com/team/x");
        Assert.Contains("Statement:  rest\n", excluded.Out, StringComparison.Ordinal);
        Assert.Contains("Not team: \"registry.example.com/team/*\" covers this repository, and \"registry.example.com/team/x\" of excludedScopes excludes it\n", excluded.Out, StringComparison.Ordinal);
        Assert.Equal((0, 0), (found.ExitCode, excluded.ExitCode));
    }

    [Fact]
    public async Task Which_without_a_statement_has_the_exit_code_of_untrusted()
    {
        var path = _lab.Write("p.json", Document("1.0", Statement("a", "\"registry.example.com/a\"")));
        var text = await _lab.RunAsync("policy", "which", "registry.example.com/b@sha256:" + new string('0', 64), "--policy", path);
        Assert.Equal(11, text.ExitCode);
        Assert.Contains("Statement:  none applies, so no artifact of this repository is trusted\n", text.Out, StringComparison.Ordinal);
        var json = await _lab.RunAsync("policy", "which", "registry.example.com/b", "--policy", path, "-o", "json");
        using var document = JsonDocument.Parse(json.Out);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("statement").ValueKind);
        Assert.Equal("notCovered", document.RootElement.GetProperty("considered")[0].GetProperty("outcome").GetString());
        Assert.Equal(1, (await _lab.RunAsync("policy", "which", "nothing", "--policy", path)).ExitCode);
    }

    [Fact]
    public async Task Test_runs_yaml_and_json_alike()
    {
        _lab.Write("t/p.json", Document("1.0", Statement("prod", "\"registry.example.com/a\"")));
        var yaml = _lab.Write("t/t.yaml", """
            # what must hold
            policy: p.json
            tests:
              - reference: registry.example.com/a
                statement: prod
                level: strict
              - {reference: "registry.example.com/b:v1", statement: ~}
              - reference: registry.example.com/b
                statement: prod
                level: 'skip'
            """);
        var result = await _lab.RunAsync("policy", "test", yaml);
        Assert.Equal(
            """
            ok    registry.example.com/a: prod (strict)
            ok    registry.example.com/b:v1: no statement
            FAIL  registry.example.com/b: no statement
                  expected statement "prod", and no statement applies
                  expected level skip, and it is none, because no statement applies
            3 tests, 1 failed

            """.ReplaceLineEndings("\n"),
            result.Out);
        Assert.Equal(2, result.ExitCode);
        var good = _lab.Write("t/t.json", """{"policy":"p.json","tests":[{"reference":"registry.example.com/a","statement":"prod"}]}""");
        Assert.Equal((0, "ok    registry.example.com/a: prod (strict)\n1 test, 0 failed\n"), ((await _lab.RunAsync("policy", "test", good)).ExitCode, (await _lab.RunAsync("policy", "test", good)).Out));
        using var json = JsonDocument.Parse((await _lab.RunAsync("policy", "test", yaml, "-o", "json")).Out);
        Assert.Equal([true, true, false], json.RootElement.GetProperty("tests").EnumerateArray().Select(t => t.GetProperty("passed").GetBoolean()));
    }

    [Theory]
    [InlineData("tests: [", "did not find expected node content. (line 2)")] // Where the text ends.
    [InlineData("tests: &a [*a]", "anchors and aliases are not taken")]
    [InlineData("tests:\n- &a {reference: x}", "anchors and aliases are not taken")]
    [InlineData("tests: !!binary aGk=", "tags are not taken")]
    [InlineData("a: 1\n---\nb: 2", "(line 2)")]
    [InlineData("[[[[[[[[[[[[x]]]]]]]]]]]]", "nested deeper than 8")]
    [InlineData("? [a]\n: b", "a name of a member must be a text")]
    [InlineData("tests:\n- reference: a.example.com/b\n  level: strict\n  level: skip", "occurs twice")]
    [InlineData("tests: \"\\ud800\"", "")]
    [InlineData("", "")]
    [InlineData("\t", "")]
    [InlineData("\0", "")]
    public async Task A4_YamlThatIsHostileOrNotPlainIsRefused(string text, string error)
    {
        var result = await _lab.RunAsync("policy", "test", _lab.Write("t.yaml", text));
        Assert.Equal((1, ""), (result.ExitCode, result.Out));
        Assert.StartsWith("Error: \"", result.Error, StringComparison.Ordinal);
        Assert.Contains("is no file of policy tests: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A4_AnyBytesInsteadOfYamlGiveAnErrorAndNoDefect()
    {
        var random = new Random(20261121);
        const string alphabet = "ab:-,[]{}&*!|>'\"#%@`?\\ \n\t~é";
        for (var i = 0; i < 300; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            var result = await _lab.RunAsync("policy", "test", _lab.Write("t.yaml", text));
            Assert.True(result.ExitCode == 1 && !result.Error.Contains("internal error", StringComparison.Ordinal), $"{text}\n{result.Error}");
        }
    }

    [Fact]
    public async Task Diff_shows_what_changes_for_the_references()
    {
        var old = _lab.Write("old.json", Document("1.0", Statement("a", "\"registry.example.com/a\"")));
        var next = _lab.Write("new.json", Document("1.0", Statement("all", "\"*\"").Replace("strict", "permissive", StringComparison.Ordinal)));
        var list = _lab.Write("list.txt", "# running\nregistry.example.com/a:v1\nregistry.example.com/a:v2\n\nregistry.example.com/b\n");
        var result = await _lab.RunAsync("policy", "diff", old, next, "--references", list);
        Assert.Equal(
            """
            registry.example.com/a
              statement: a -> all
              level: strict -> permissive
              authenticTimestamp: enforce -> log
              expiry: enforce -> log
              revocation: enforce -> log
            registry.example.com/b
              statement: none -> all
              level: none -> permissive
              integrity: none -> enforce
              authenticity: none -> enforce
              authenticTimestamp: none -> log
              expiry: none -> log
              revocation: none -> log
              verifyTimestamp: none -> always
              trustStores: none -> ca:release
              trustedIdentities: none -> x509.subject: C=US, ST=WA, O=Example
            2 of 2 repositories would change

            """.ReplaceLineEndings("\n"),
            result.Out);
        Assert.Equal(2, result.ExitCode);
        var same = await _lab.RunAsync("registry.example.com/a\n", false, "policy", "diff", old, old, "--references", "-");
        Assert.Equal((0, "0 of 1 repository would change\n"), (same.ExitCode, same.Out));
        Assert.Equal(1, (await _lab.RunAsync("policy", "diff", old, next)).ExitCode);
        using var json = JsonDocument.Parse((await _lab.RunAsync("policy", "diff", old, next, "registry.example.com/c", "-o", "json")).Out);
        Assert.Equal("all", json.RootElement.GetProperty("references")[0].GetProperty("newStatement").GetString());
    }

    [Fact]
    public async Task Export_writes_a_standard_document_or_says_what_keeps_it_from_one()
    {
        var standard = Document("1.0", Statement("a", "\"registry.example.com/a\""));
        _lab.Write("config/trustpolicy.json", standard);
        Assert.Equal((0, standard), ((await _lab.RunAsync("policy", "export", "--standard")).ExitCode, (await _lab.RunAsync("policy", "export", "--standard")).Out));
        var path = _lab.Write("s.json", Document("signet/1.0", Statement("a", "\"registry.example.com/t/*\"", ",\"maximumSignatureAge\":\"2d\"")));
        var refused = await _lab.RunAsync("policy", "export", "--standard", "--policy", path);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.Equal(
            """
            Error: the trust policy ~/s.json cannot be written as version 1.0 without changing what it means:
            trust policy statement "a" has the prefix "registry.example.com/t/*"
              fix: name the repositories; those that are added later will not be covered
            trust policy statement "a" requires: signed within 2d
              fix: remove the requirement, and know that it is gone

            """.ReplaceLineEndings("\n"),
            refused.Error);
    }

    [Fact]
    public async Task R15_NothingInAPolicySteersTheTerminal()
    {
        var path = _lab.Write("p.json", Document("1.0", Statement("\\u001b[2J", "\"\\u001b[2J/x\"", ",\"\\u001b[31m\":1")));
        var result = await _lab.RunAsync("policy", "lint", path);
        Assert.DoesNotContain("\u001b", result.Out + result.Error, StringComparison.Ordinal);
        var json = await _lab.RunAsync("policy", "lint", path, "-o", "json");
        Assert.DoesNotContain("\u001b", json.Out, StringComparison.Ordinal);
    }

    public void Dispose() => _lab.Dispose();
}
