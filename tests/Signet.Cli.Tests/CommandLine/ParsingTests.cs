namespace Signet.Cli.Tests.CommandLine;

public sealed class ParsingTests
{
    [Theory]
    [InlineData("do --bogus", "unknown flag: --bogus")]
    [InlineData("do -x", "unknown shorthand flag: 'x' in -x")]
    [InlineData("do -dx", "unknown shorthand flag: 'x' in -x")]
    [InlineData("do --key", "flag needs an argument: --key")]
    [InlineData("do -p", "flag needs an argument: 'p' in -p")]
    [InlineData("do --=x", "bad flag syntax: --=x")]
    [InlineData("do --max-signatures x", "invalid argument \"x\" for \"--max-signatures\" flag: strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("do --max-signatures 99999999999999999999", "invalid argument \"99999999999999999999\" for \"--max-signatures\" flag: strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("do --force-referrers-tag=maybe", "invalid argument \"maybe\" for \"--force-referrers-tag\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("do -e 10", "invalid argument \"10\" for \"-e, --expiry\" flag: time: missing unit in duration \"10\"")]
    [InlineData("do -e 10x", "invalid argument \"10x\" for \"-e, --expiry\" flag: time: unknown unit \"x\" in duration \"10x\"")]
    [InlineData("do -e h", "invalid argument \"h\" for \"-e, --expiry\" flag: time: invalid duration \"h\"")]
    [InlineData("do -e 9999999h", "invalid argument \"9999999h\" for \"-e, --expiry\" flag: time: invalid duration \"9999999h\"")]
    [InlineData("do --plugin p", "if any flags in the group [id plugin] are set they must all be set; missing [id]")]
    [InlineData("do --key k --id i --plugin p", "if any flags in the group [key id] are set none of the others can be; [id key] were all set")]
    [InlineData("do --key= --id= --plugin=", "if any flags in the group [key id] are set none of the others can be; [id key] were all set")]
    [InlineData("group strict", "required flag(s) \"store\", \"type\" not set")]
    [InlineData("group strict -t a -s b", "at least one of the flags in the group [file url] is required")]
    [InlineData("group strict extra", "unknown command \"extra\" for \"tool group strict\"")]
    [InlineData("bogus", "unknown command \"bogus\" for \"tool\"\nRun 'tool --help' for usage.")]
    [InlineData("groop", "unknown command \"groop\" for \"tool\"\n\nDid you mean this?\n\tgroup\n\nRun 'tool --help' for usage.")]
    [InlineData("-d do REF", "unknown command \"REF\" for \"tool\"\nRun 'tool --help' for usage.")]
    public async Task A_wrong_command_line_gives_the_text_scripts_know(string line, string message)
    {
        var result = await InProcess.RunAsync(new SampleRoot(), line.Split(' '));

        Assert.Equal($"Error: {message}\n", result.Error);
        Assert.Equal("", result.Out);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData("do a b", "args=[a b]")]
    [InlineData("do a -- --key", "args=[a --key]")]
    [InlineData("do - a", "args=[- a]")]
    [InlineData("--key k do a", "args=[a] key=k")]
    [InlineData("do -kname a", "args=[a] key=name")]
    [InlineData("do -k=name a", "args=[a] key=name")]
    [InlineData("do --key=a=b", "key=a=b")]
    [InlineData("do -dv", "debug=True verbose=True")]
    [InlineData("do -dkname", "key=name debug=True")]
    [InlineData("do -d false", "args=[false] key= debug=True")]
    [InlineData("do --debug=F", "debug=False")]
    [InlineData("do --force-referrers-tag=false", "tag=False")]
    [InlineData("do --force-referrers-tag=false --max-signatures=7", "max=7")]
    [InlineData("do --max-signatures 0x10", "max=16")]
    [InlineData("do --max-signatures 1_000", "invalid syntax")]
    [InlineData("do --max-signatures 0b_11", "max=3")]
    [InlineData("do --max-signatures 017", "max=15")]
    [InlineData("do --max-signatures -5", "max=-5")]
    [InlineData("do -e 1h30m", "expiry=5400000000000")]
    [InlineData("do -e 1.5s", "expiry=1500000000")]
    [InlineData("do -e -0.5h", "expiry=-1800000000000")]
    [InlineData("do -e 0", "expiry=0")]
    [InlineData("do -e 3us4µs", "expiry=7000")]
    [InlineData("do -m a=1,b=2 -m c", "metadata=[a=1,b=2 c]")]
    [InlineData("d a", "args=[a]")]
    public async Task Flags_are_read_as_pflag_reads_them(string line, string expected)
    {
        var result = await InProcess.RunAsync(new SampleRoot(), line.Split(' '));

        Assert.Contains(expected, result.Out + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("group")]
    [InlineData("group unknown")]
    [InlineData("grp unknown more")]
    [InlineData("help group")]
    [InlineData("group --help")]
    public async Task A_group_shows_its_help_and_succeeds(string line)
    {
        var result = await InProcess.RunAsync(new SampleRoot(), line.Split(' '));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """
            A group of commands

            Usage:
              tool group [command]

            Aliases:
              group, grp

            Available Commands:
              strict      Needs two flags

            Flags:
              -h, --help   help for group

            Use "tool group [command] --help" for more information about a command.

            """,
            result.Out);
    }

    [Fact]
    public async Task Help_of_a_leaf_lists_its_flags_by_name_with_defaults()
    {
        var result = await InProcess.RunAsync(new SampleRoot(), "do", "--help", "--key", "k");

        Assert.Equal(
            """
            Does it

            Usage:
              tool do [flags] <reference>

            Aliases:
              do, d

            Flags:
              -d, --debug                       debug mode
              -e, --expiry duration             expiry
                  --force-referrers-tag         force (default true)
              -h, --help                        help for do
                  --id string                   key id
              -k, --key string                  key name
                  --max-signatures int          maximum (default 100)
              -p, --password string             password
                  --plugin string               plugin name
                  --signature-format string     envelope format (default "jws")
              -m, --user-metadata stringArray   metadata

            """,
            result.Out);
    }

    [Fact]
    public async Task An_unknown_help_topic_is_named_on_stderr_and_is_no_failure()
    {
        var result = await InProcess.RunAsync(new SampleRoot(), "help", "nope");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Out);
        Assert.StartsWith("Unknown help topic [`nope`]\nUsage:\n  tool [command]\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_the_registry_credential_leaves_the_environment_before_the_body_runs()
    {
        var environment = new Dictionary<string, string>
        {
            ["NOTATION_USERNAME"] = "alice",
            ["NOTATION_PASSWORD"] = "swordfish",
        };

        var result = await InProcess.RunAsync(new SampleRoot(), "", environment, "do", "a");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(environment);
    }

    [Fact]
    public async Task R15_an_argument_with_escape_sequences_is_shown_escaped()
    {
        var result = await InProcess.RunAsync(new SampleRoot(), "do", "--\u001b[2Jx");

        Assert.Equal("Error: unknown flag: --\\x1b[2Jx\n", result.Error);
    }
}
