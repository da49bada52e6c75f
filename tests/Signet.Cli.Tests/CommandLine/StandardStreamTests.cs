using System.Diagnostics;

namespace Signet.Cli.Tests.CommandLine;

/// <summary>The real executable with standard streams that cannot be written, in a shell.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signet-streams-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("version > /dev/full", 1, "Error: standard output could not be written: No space left on device")]
    [InlineData("--help > /dev/full", 1, "Error: standard output could not be written: No space left on device")]
    [InlineData("key list >&-", 1, "Error: standard output could not be written: Bad file descriptor")]
    [InlineData("resolve example > /dev/full", 2, "invalid reference")]
    [InlineData("resolve example 2> /dev/full", 2, "")]
    [InlineData("key list 2>&-", 0, "")]
    [InlineData("key delete nothing > /dev/full 2> /dev/full", 1, "")]
    public async Task Stream_that_cannot_be_written_is_told_and_is_no_crash(string command, int exitCode, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no file that is always full");
        var (code, error) = await RunAsync($"\"$0\" {command}");

        Assert.True(exitCode == code, error);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_that_has_enough_is_no_failure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell");
        Assert.Equal((0, ""), await RunAsync("set -o pipefail; \"$0\" completion bash | head -n 1 > /dev/null", "bash"));
    }

    [Fact]
    public async Task Folder_that_is_gone_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a folder in use cannot be removed elsewhere");
        var (code, error) = await RunAsync("mkdir gone; cd gone; rmdir ../gone; \"$0\" push --oci-layout layout:v1 file");

        Assert.Equal(1, code);
        Assert.Contains("the current directory is not there any more", error, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string script, string shell = "sh")
    {
        var start = new ProcessStartInfo(shell, ["-c", script, Transcript.Executable])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _folder;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
