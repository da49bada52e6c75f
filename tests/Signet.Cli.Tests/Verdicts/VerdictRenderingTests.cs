using Signet.Cli.CommandLine;
using Signet.Cli.Verdicts;
using Signet.Notary.Verification;

namespace Signet.Cli.Tests.Verdicts;

public sealed class VerdictRenderingTests
{
    public static TheoryData<VerdictKind> Kinds => [.. Enum.GetValues<VerdictKind>()];

    [Theory]
    [InlineData(VerdictKind.Trusted, 0)]
    [InlineData(VerdictKind.Skipped, 0)]
    [InlineData(VerdictKind.Unsigned, 10)]
    [InlineData(VerdictKind.Untrusted, 11)]
    [InlineData(VerdictKind.Invalid, 12)]
    [InlineData(VerdictKind.Expired, 13)]
    [InlineData(VerdictKind.Revoked, 14)]
    [InlineData(VerdictKind.Undetermined, 15)]
    public void Each_kind_has_its_exit_code(VerdictKind kind, int code) => Assert.Equal(code, VerdictExitCode.Of(kind));

    [Theory]
    [InlineData(VerdictKind.Trusted, VerdictKind.Unsigned, 10)]
    [InlineData(VerdictKind.Unsigned, VerdictKind.Untrusted, 11)]
    [InlineData(VerdictKind.Expired, VerdictKind.Revoked, 14)]
    [InlineData(VerdictKind.Invalid, VerdictKind.Expired, 12)]
    [InlineData(VerdictKind.Undetermined, VerdictKind.Invalid, 15)]
    [InlineData(VerdictKind.Skipped, VerdictKind.Trusted, 0)]
    public void Of_several_the_most_severe_gives_the_exit_code(VerdictKind one, VerdictKind other, int code) =>
        Assert.Equal(code, VerdictExitCode.Of([SampleVerdicts.Of(one), SampleVerdicts.Of(other)]));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_json_of_each_kind_fits_the_schema(VerdictKind kind)
    {
        SchemaCheck.AssertFits(VerdictJson.Format([SampleVerdicts.Of(kind)], isList: false));
    }

    [Fact]
    public void The_json_of_a_list_fits_the_schema() => SchemaCheck.AssertFits(
        VerdictJson.Format([.. Enum.GetValues<VerdictKind>().Select(SampleVerdicts.Of)], isList: true));

    [Fact]
    public void The_schema_refuses_what_it_does_not_describe()
    {
        var json = VerdictJson.Format([SampleVerdicts.Of(VerdictKind.Trusted)], isList: false);

        Assert.NotEmpty(SchemaCheck.FaultsOf(json.Replace("\"trusted\"", "\"good\"", StringComparison.Ordinal)));
        Assert.NotEmpty(SchemaCheck.FaultsOf(json.Replace("\"accepted\"", "\"ok\"", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_line_notation_prints_comes_first(VerdictKind kind)
    {
        var verdict = SampleVerdicts.Of(kind);

        var (output, error) = Write(verdict, explain: false);

        if (verdict.IsAccepted)
        {
            Assert.Contains($"{verdict.Summary}\n", output, StringComparison.Ordinal);
            Assert.DoesNotContain("Error", error, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith(
                $"Error: {verdict.Summary}\n\nVerdict: {VerdictNames.Of(kind)} (exit code {VerdictExitCode.Of(kind)})\n",
                error,
                StringComparison.Ordinal);
            Assert.Equal("", output);
        }
    }

    [Fact]
    public void A_failure_says_policy_check_evidence_and_remedy()
    {
        var (_, error) = Write(SampleVerdicts.Of(VerdictKind.Untrusted), explain: false);

        Assert.Contains("Policy:  statement \"prod\" of /home/u/.config/notation/trustpolicy.oci.json\n", error, StringComparison.Ordinal);
        Assert.Contains("failed: authenticity.trust-store: the signature's certificate chain", error, StringComparison.Ordinal);
        Assert.Contains("    trust store: ca:prod\n", error, StringComparison.Ordinal);
        Assert.Contains("    to fix: add the root with signet cert add\n", error, StringComparison.Ordinal);
        Assert.Contains("ignored, it could not be fetched or parsed\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logged_failure_warns_and_a_blank_line_separates_the_result()
    {
        var (output, error) = Write(SampleVerdicts.Of(VerdictKind.Trusted), explain: false);

        Assert.Equal(
            "Warning: expiry was set to \"log\" and failed with error: digital signature has expired on "
            + "\"Tue, 27 Jun 2023 13:21:21 +0800\"\n"
            + "Warning: revocation could not be checked: \"CN=\\x1b[2J\" names no OCSP responder and no CRL\n",
            error);
        Assert.Equal(
            $"\nSuccessfully verified signature for {SampleVerdicts.Resolved}\n\n"
            + "The artifact was signed with the following user metadata.\n\n"
            + "KEY          VALUE     \nio.example   two\\x1b   \nz            1         \n",
            output);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void R15_no_rendering_lets_an_escape_sequence_through(VerdictKind kind)
    {
        var verdict = SampleVerdicts.Of(kind);
        foreach (var explain in new[] { true, false })
        {
            var (output, error) = Write(verdict, explain);
            Assert.DoesNotContain(output + error, c => c is '\u001b' or '\u202e');
        }

        Assert.DoesNotContain(VerdictJson.Format([verdict], isList: false), c => c is '\u001b' or '\u202e');
    }

    [Fact]
    public void Explain_draws_every_check()
    {
        var (output, _) = Write(SampleVerdicts.Of(VerdictKind.Trusted), explain: true);

        Assert.Contains("├── verdict: trusted\n", output, StringComparison.Ordinal);
        Assert.Contains("passed: integrity: the envelope holds\n", output, StringComparison.Ordinal);
        Assert.Contains("│   ├── trust store: ca:prod\n", output, StringComparison.Ordinal);
    }

    private static (string Out, string Error) Write(Verdict verdict, bool explain)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(output, error, () => TextReader.Null, _ => null, _ => { });
        VerdictText.Write(verdict, context, wasWarned: false, explain);
        return (output.ToString(), error.ToString());
    }
}
