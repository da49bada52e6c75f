using System.Diagnostics;
using Signet.TestKit.Peers;

namespace Signet.Plugins.Tests.Hosting;

/// <summary>A plugin that misbehaves, as a process of its own: what reaches its real streams, and its exit code.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly string Odd = Path.Combine(AppContext.BaseDirectory, "notation-odd" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    private readonly ToolHome _home = new();

    [Theory]
    [InlineData("quiet")]
    [InlineData("talks")]
    public async Task H3_what_a_plugin_prints_reaches_no_stream(string keyId) =>
        Assert.Equal(new Reply(0, $$"""{"keyId":"{{keyId}}","keySpec":"EC-256"}""", ""), await DescribeAsync(keyId));

    [Fact]
    public async Task Standard_input_is_the_request_and_nothing_for_the_plugin() =>
        (await DescribeAsync("reads")).Failed(PluginErrorCode.Error, "keyId is not the request's");

    [Fact]
    public async Task A_bug_is_one_error_without_a_trace() =>
        Assert.Equal(new Reply(1, "", """{"errorCode":"ERROR","errorMessage":"a bug"}"""), await DescribeAsync("throws"));

    [Fact]
    public async Task A_refusal_is_one_error_with_its_facts() =>
        Assert.Equal(
            new Reply(1, "", """{"errorCode":"ACCESS_DENIED","errorMessage":"wrong PIN","errorMetadata":{"requestId":"r-1"}}"""),
            await DescribeAsync("denies"));

    [Fact]
    public async Task A_constructor_that_throws_is_one_error()
    {
        _home.Variables["ODD_CONSTRUCTOR"] = "throws";
        (await RunAsync("version", "")).Failed(PluginErrorCode.Error, "the constructor threw");
    }

    [Fact]
    public async Task An_unfinished_plugin_is_one_error()
    {
        _home.Variables["ODD_VERSION"] = "v1";
        (await RunAsync("get-plugin-metadata", "{}")).Failed(PluginErrorCode.Error, "set Metadata.Version");
    }

    [Fact]
    public async Task A_wrong_command_is_an_error_like_any_other() =>
        (await RunAsync("generate-signature", "{}")).Failed(
            PluginErrorCode.Validation,
            "Invalid command, valid commands are: get-plugin-metadata, describe-key, generate-envelope, version");

    /// <summary>More than a pipe holds, both ways.</summary>
    [Fact]
    public async Task Megabytes_pass()
    {
        var payload = new string('A', 4 * 1024 * 1024);

        var reply = await RunAsync("generate-envelope", HostLab.With("generate-envelope", "payload", $"\"{payload}\""));

        Assert.Equal(payload, (string)reply.Succeeded()["signatureEnvelope"]!);
    }

    [Theory]
    [InlineData(">&-", "Bad file descriptor")]
    [InlineData("> /dev/full", "No space left on device")]
    [InlineData("2>&-", "")]
    [InlineData("nothing 2>&-", "")]
    [InlineData("nothing 2> /dev/full", "")]
    public async Task A_stream_that_cannot_be_used_is_one_error(string streams, string words)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no file that is always full");
        var reply = await RunAsync("sh", ["-c", $"\"$0\" get-plugin-metadata {streams}", Odd], "{}");

        Assert.DoesNotContain("   at ", reply.Error, StringComparison.Ordinal);
        if (words.Length > 0)
        {
            reply.Failed(PluginErrorCode.Error, $"the answer could not be written to standard output: {words}");
        }
        else
        {
            Assert.Equal((streams == "2>&-" ? 0 : 1, ""), (reply.ExitCode, reply.Error));
        }
    }

    [Fact]
    public async Task A_debug_log_is_written_on_request()
    {
        _home.Variables[PluginHost.DebugLogVariable] = _home.PathOf("plugin.log");
        await DescribeAsync("quiet");

        Assert.Contains("describe-key of odd 1.0.0", await File.ReadAllTextAsync(_home.PathOf("plugin.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task H3_a_signal_ends_a_plugin_that_hangs(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        var token = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Odd, ["describe-key"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["ODD_STARTED"] = _home.PathOf("started");
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(HostLab.With("describe-key", "keyId", "\"hangs\""));
        process.StandardInput.Close();
        while (!File.Exists(_home.PathOf("started")))
        {
            await Task.Delay(20, token);
        }

        (await _home.RunAsync("kill", [$"-{signal}", $"{process.Id}"])).Succeeded();
        var reply = new Reply(-1, await process.StandardOutput.ReadToEndAsync(token), await process.StandardError.ReadToEndAsync(token));
        await process.WaitForExitAsync(token);

        (reply with { ExitCode = process.ExitCode }).Failed(PluginErrorCode.Timeout, "interrupted");
    }

    public void Dispose() => _home.Dispose();

    private Task<Reply> DescribeAsync(string keyId) =>
        RunAsync("describe-key", HostLab.With("describe-key", "keyId", $"\"{keyId}\""));

    private Task<Reply> RunAsync(string command, string input) => RunAsync(Odd, [command], input);

    private async Task<Reply> RunAsync(string program, string[] arguments, string input)
    {
        var result = await _home.RunAsync(program, arguments, input);
        return new Reply(result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
