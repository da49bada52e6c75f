using Microsoft.Extensions.Logging;
using Signet.Notary.Plugins;

namespace Signet.Notary.Tests.Plugins;

/// <summary>Plugins that do not behave, and what reaches those that do.</summary>
public sealed class PluginProcessTests : IDisposable
{
    private static readonly PluginOptions Impatient = PluginLab.Quick with { Timeout = TimeSpan.FromMilliseconds(700) };

    private readonly PluginLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("hangs", "echo $$ > $here/pid; exec sleep 600")]
    [InlineData("does not read", "exec 0<&-; echo $$ > $here/pid; exec sleep 600")]
    [InlineData("ignores the signal", "trap '' TERM INT HUP; echo $$ > $here/pid; while :; do sleep 1; done")]
    [InlineData("closes its output and hangs", "echo $$ > $here/pid; exec sleep 600 > /dev/null 2>&1")]
    [InlineData("child", "sleep 600 & echo $! > $here/pid.new; mv $here/pid.new $here/pid; wait")]
    [InlineData("child of a session of its own", "setsid sh -c 'echo $$ > '$here'/pid.new; mv '$here'/pid.new '$here'/pid; exec sleep 600' & wait")]
    [InlineData("orphan", "(sh -c 'echo $$ > '$here'/pid.new; mv '$here'/pid.new '$here'/pid; exec sleep 600' &) ; sleep 600")]
    public async Task H3_plugin_that_takes_too_long_is_ended_with_all_it_started(string name, string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what runs is looked up in /proc");
        var client = _lab.Shell("slow", script, Impatient);
        var e = await FailAsync(client);
        Assert.Equal(PluginFailure.TimedOut, e.Failure);
        Assert.Contains("get-plugin-metadata: execution timeout: it did not end in 0.7 seconds", e.Message, StringComparison.Ordinal);
        Assert.SkipUnless(File.Exists(_lab.PathOf("slow", "pid")), $"the plugin that {name} was ended before it started anything");
        await _lab.AssertEndedAsync("slow", "pid");
    }

    [Fact]
    public async Task H3_cancellation_ends_the_plugin_and_its_children()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what runs is looked up in /proc");
        var client = _lab.Shell("slow", "sleep 600 & echo $! > $here/pid.new; mv $here/pid.new $here/pid; wait");
        using var cancellation = new CancellationTokenSource();
        var call = client.GetMetadataAsync(null, cancellation.Token);
        while (!File.Exists(_lab.PathOf("slow", "pid")))
        {
            Assert.False(call.IsCompleted);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _lab.AssertEndedAsync("slow", "pid");
    }

    [Theory]
    [InlineData("sleep 600 & echo $! > $here/pid; cat $here/answer")]
    [InlineData("(setsid sleep 600 & echo $! > $here/pid); cat $here/answer")]
    [InlineData("sleep 600 >/dev/null & echo $! > $here/pid; cat $here/answer")]
    [InlineData("sleep 600 2>/dev/null & echo $! > $here/pid; exit 1")]
    public async Task H3_process_left_behind_that_holds_the_output_does_not_hang_the_host(string script)
    {
        var client = _lab.Shell("daemon", script);
        _lab.Put("daemon", "answer", PluginLab.Metadata("daemon"));
        var e = await FailAsync(client);
        Assert.Equal(PluginFailure.Malformed, e.Failure);
        Assert.Contains("left a process behind that keeps its output open", e.Message, StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what runs is looked up in /proc");
        await _lab.AssertEndedAsync("daemon", "pid");
    }

    [Fact]
    public async Task Process_left_behind_that_closed_the_output_is_the_plugins_own_business()
    {
        var client = _lab.Shell("daemon", "sleep 5 <&- >/dev/null 2>&1 & cat $here/answer");
        _lab.Put("daemon", "answer", PluginLab.Metadata("daemon"));
        Assert.Equal("1.2.3", (await client.GetMetadataAsync(null, TestContext.Current.CancellationToken)).Version);
    }

    [Theory]
    [InlineData("standard output", "exec cat /dev/zero")]
    [InlineData("standard error", "exec cat /dev/zero >&2")]
    [InlineData("standard output", "cat /dev/zero & wait")]
    [InlineData("standard error", "trap '' TERM PIPE; cat /dev/zero >&2; sleep 600")]
    public async Task H3_flood_is_ended_at_the_limit(string stream, string script)
    {
        var e = await FailAsync(_lab.Shell("flood", script));
        Assert.Equal(PluginFailure.TooLarge, e.Failure);
        Assert.Contains($"wrote 67108864 bytes or more to {stream}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H3_answer_of_millions_of_members_is_refused_before_it_is_taken_apart()
    {
        var client = _lab.Shell("flood", "printf '{\"a\":['; yes '1,' | head -n 100000 | tr -d '\\n'; printf '1]}'");
        var e = await FailAsync(client);
        Assert.Equal(PluginFailure.Malformed, e.Failure);
        Assert.Contains("more than 65536 names and values", e.InnerException!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("blanks", " \n")]
    [InlineData("text", "hello")]
    [InlineData("null", "null")]
    [InlineData("an array", "[]")]
    [InlineData("half an object", "{\"name\":\"p\"")]
    [InlineData("two objects", "{}{}")]
    [InlineData("text after it", "{} done")]
    [InlineData("text before it", "debug: {}")]
    [InlineData("a member twice", "{\"name\":\"p\",\"name\":\"q\"}")]
    [InlineData("a member twice for Go", "{\"name\":\"p\",\"Name\":\"q\"}")]
    [InlineData("a comment", "{/**/}")]
    [InlineData("a number for a text", "{\"name\":1}")]
    [InlineData("a text for a list", "{\"capabilities\":\"SIGNATURE_GENERATOR.RAW\"}")]
    [InlineData("half a surrogate pair", "{\"name\":\"\\ud800\"}")]
    [InlineData("a byte order mark", "\ufeff{}")]
    public async Task H3_anything_but_one_strict_object_on_standard_output_is_malformed(string what, string output)
    {
        var e = await FailAsync(_lab.Canned("p", output));
        Assert.True(e.Failure == PluginFailure.Malformed, what);
        Assert.Equal("failed to unmarshal the response of get-plugin-metadata command for plugin p", e.Message);
        Assert.NotNull(e.InnerException);
    }

    [Fact]
    public async Task H3_nesting_is_bounded()
    {
        var e = await FailAsync(_lab.Canned("p", new string('[', 100_000)));
        Assert.Equal(PluginFailure.Malformed, e.Failure);
    }

    [Theory]
    [InlineData("", PluginFailure.NotRunnable, "exit status 3", null)]
    [InlineData("oops", PluginFailure.Malformed, "invalid character 'o' looking for beginning of value", null)]
    [InlineData("{}", PluginFailure.Malformed, "incomplete json", null)]
    [InlineData("{\"errorcode", PluginFailure.Malformed, "exit status 3", null)]
    [InlineData("{\"errorMessage\":\"a\",\"errorMessage\":\"b\"}", PluginFailure.Malformed, "occurs twice", null)]
    [InlineData("{\"errorCode\":\"ERROR\",\"errorMessage\":\"no luck\"}", PluginFailure.Refused, "no luck", "ERROR")]
    [InlineData("{\"ErrorCode\":\"ERROR\",\"ErrorMessage\":\"no luck\"}", PluginFailure.Refused, "no luck", "ERROR")]
    [InlineData("{\"errorMessage\":\"no luck\"}", PluginFailure.Refused, "no luck", "")]
    [InlineData("{\"errorCode\":\"ACCESS_DENIED\"}", PluginFailure.Refused, "failed with ACCESS_DENIED", "ACCESS_DENIED")]
    [InlineData("{\"errorMetadata\":{}}", PluginFailure.Refused, "no error code", "")]
    [InlineData("{\"errorMessage\":\"a\\u001b[2Jb\\nc\"}", PluginFailure.Refused, "a\\x1b[2Jb\\nc", "")]
    [InlineData("\u001b]0;x", PluginFailure.Malformed, "\\x1b]0;x", null)]
    public async Task Other_exit_codes_are_errors_of_the_plugin(
        string errors, PluginFailure failure, string message, string? code)
    {
        var e = await FailAsync(_lab.Canned("p", "{}", errors, exitCode: 3));
        Assert.Equal(failure, e.Failure);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(e.Message, char.IsControl);
        Assert.Equal(code, e.Code);
    }

    [Fact]
    public async Task Facts_of_an_error_are_bounded_and_cannot_steer_a_terminal()
    {
        var many = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"k{i}\\u0007\":\"{new string('v', 5000)}\""));
        var e = await FailAsync(_lab.Canned(
            "p", errors: $"{{\"errorMessage\":\"{new string('m', 5000)}\",\"errorMetadata\":{{{many}}}}}", exitCode: 1));
        Assert.Equal(4097, e.Message.Length);
        Assert.Equal(32, e.Metadata.Count);
        Assert.Contains("k0\\x07", e.Metadata.Keys);
        Assert.All(e.Metadata.Values, v => Assert.Equal(4097, v.Length));
    }

    [Fact]
    public async Task What_a_plugin_says_while_it_succeeds_is_not_read_as_an_error()
    {
        var client = _lab.Canned("p", PluginLab.Metadata("p") + "\n", "{\"errorMessage\":\"only a warning\"}");
        Assert.Equal("p", (await client.GetMetadataAsync(null, TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public async Task Program_of_another_processor_is_said_in_notations_words()
    {
        _lab.Write("p", "no program");
        var e = await FailAsync(_lab.Open("p"));
        Assert.Equal(PluginFailure.NotRunnable, e.Failure);
        Assert.Equal($"fork/exec {_lab.ExecutableOf("p")}: exec format error", e.Message);
    }

    [Fact]
    public async Task Request_larger_than_a_pipe_reaches_a_plugin_that_answers_first()
    {
        var config = new Dictionary<string, string> { ["large"] = new('x', 1_000_000) };
        var client = _lab.Shell("p", "cat $here/answer; exec >&-; cat > $here/request");
        _lab.Put("p", "answer", PluginLab.Metadata("p"));
        await client.GetMetadataAsync(config, TestContext.Current.CancellationToken);
        Assert.Equal(1_000_000 + "{\"pluginConfig\":{\"large\":\"\"}}".Length, _lab.Read("p", "request").Length);
    }

    [Fact]
    public async Task Plugin_that_does_not_read_its_request_may_answer()
    {
        var config = new Dictionary<string, string> { ["large"] = new('x', 1_000_000) };
        var client = _lab.Shell("p", "exec <&-; cat $here/answer");
        _lab.Put("p", "answer", PluginLab.Metadata("p"));
        Assert.Equal("p", (await client.GetMetadataAsync(config, TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public async Task H6_no_secret_is_in_environment_arguments_or_log_and_no_file_is_left_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "open files are looked up in /proc");
        string[] withheld =
        [
            "NOTATION_USERNAME", "NOTATION_PASSWORD", "DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE",
            "CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD", "CI_DEPLOY_USER", "CI_DEPLOY_PASSWORD",
        ];
        Array.ForEach(withheld, name => Environment.SetEnvironmentVariable(name, "hunter2"));
        Environment.SetEnvironmentVariable("SIGNET_TEST_SETTING", "kept");
        var log = new List<string>();
        var options = PluginLab.Quick with { Logger = new ListLogger(log) };
        var client = _lab.Python(
            "p",
            """
            import sys
            files = []
            for number in os.listdir("/proc/self/fd"):
                try:
                    files.append(number + " " + os.readlink("/proc/self/fd/" + number))
                except OSError:
                    pass  # the listing's own
            def write(name, lines):
                with open(os.path.join(here, name), "w") as f:
                    f.write("\n".join(lines))
            write("files", files)
            write("environment", [name + "=" + value for name, value in os.environ.items()])
            write("arguments", sys.argv)
            write("request", [sys.stdin.read()])
            with open(os.path.join(here, "answer")) as f:
                print(f.read())
            """,
            options);
        _lab.Put("p", "answer", PluginLab.Metadata("p"));
        await using var file = File.OpenRead(_lab.PathOf("p", "answer"));
        try
        {
            await client.GetMetadataAsync(
                new Dictionary<string, string> { ["pin"] = "hunter2" }, TestContext.Current.CancellationToken);
        }
        finally
        {
            Array.ForEach(withheld, name => Environment.SetEnvironmentVariable(name, null));
        }

        var environment = _lab.Read("p", "environment");
        Assert.DoesNotContain("hunter2", environment, StringComparison.Ordinal);
        Assert.All(withheld, name => Assert.DoesNotContain(name + "=", environment, StringComparison.Ordinal));
        Assert.Contains("SIGNET_TEST_SETTING=kept", environment, StringComparison.Ordinal);
        Assert.Equal($"{_lab.ExecutableOf("p")}\nget-plugin-metadata", _lab.Read("p", "arguments"));
        Assert.Contains("hunter2", _lab.Read("p", "request"), StringComparison.Ordinal);

        // Beyond the streams only what was open before this process started, and was meant to be handed on.
        var inherited = InheritedFiles();
        Assert.All(
            _lab.Read("p", "files").Split('\n').Select(line => line.Split(' ', 2)).Where(f => f[0] is not ("0" or "1" or "2")),
            f => Assert.Contains(f[1], inherited));

        Assert.Contains("Plugin get-plugin-metadata request: {\"pluginConfig\":{\"pin\":\"****\"}}", log);
        Assert.Contains(log, l => l.StartsWith("Plugin get-plugin-metadata response: {\"name\":\"p\"", StringComparison.Ordinal));
    }

    /// <summary>Targets of this process's descriptors that are not closed when a program starts: none is of .NET.</summary>
    private static HashSet<string> InheritedFiles()
    {
        const int CloseOnExec = 0x80000;
        var inherited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                var flags = File.ReadLines($"/proc/self/fdinfo/{Path.GetFileName(file)}")
                    .First(l => l.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..];
                if ((Convert.ToInt32(flags.Trim(), 8) & CloseOnExec) == 0)
                {
                    inherited.Add(new FileInfo(file).LinkTarget!);
                }
            }
            catch (IOException)
            {
                // Closed meanwhile.
            }
        }

        return inherited;
    }

    private static Task<PluginCallException> FailAsync(PluginClient client) => Assert.ThrowsAsync<PluginCallException>(
        () => client.GetMetadataAsync(null, TestContext.Current.CancellationToken));

    private sealed class ListLogger(List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));
    }
}
