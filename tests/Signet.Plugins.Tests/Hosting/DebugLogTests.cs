using System.Text;
using Signet.Plugins.Hosting;

namespace Signet.Plugins.Tests.Hosting;

public sealed class DebugLogTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signet-log-");

    private string LogFile => Path.Combine(_folder.FullName, "log");

    [Fact]
    public async Task H6_a_log_tells_what_happened_and_no_secret()
    {
        const string Request =
            """
            {"contractVersion":"1.0","keyId":"pkcs11:token=t?pin-value=hunter2","keySpec":"EC-256","hashAlgorithm":"SHA-256",
             "payload":"aHVudGVyMg==","pluginConfig":{"pin":"hunter2"},"later":"hunter2","later2":{"hunter2":1},"number":42042}
            """;
        await CallAsync(new RawPlugin(), "generate-signature", Request);
        await CallAsync(
            new RawPlugin { OnDescribe = (_, _) => throw new InvalidOperationException("it broke", new ArgumentException("hunter2")) },
            "describe-key",
            """{"contractVersion":"1.0","keyId":"hunter2"}""");

        var log = await File.ReadAllTextAsync(LogFile, TestContext.Current.CancellationToken);
        Assert.Contains("generate-signature of example 1.2.3", log, StringComparison.Ordinal);
        Assert.Contains("contractVersion=1.0 keyId=(32 bytes) keySpec=EC-256 hashAlgorithm=SHA-256 payload=(12 bytes) pluginConfig=(1 members)", log, StringComparison.Ordinal);
        Assert.Contains("answered, ", log, StringComparison.Ordinal);
        Assert.Contains("failed, ERROR: it broke", log, StringComparison.Ordinal);
        Assert.Contains("System.ArgumentException", log, StringComparison.Ordinal);
        Assert.StartsWith("2026-11-21T12:00:00.000Z [", log, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", log, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", log, StringComparison.Ordinal);
        Assert.DoesNotContain("42042", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_only_the_owner_reads_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes");
            return;
        }

        await CallAsync(new RawPlugin(), "describe-key");
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(LogFile));

        File.SetUnixFileMode(LogFile, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await CallAsync(new RawPlugin(), "describe-key");
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(LogFile));
    }

    [Theory]
    [InlineData("a link", "it is a symbolic link")]
    [InlineData("a link to nothing", "it is a symbolic link")]
    [InlineData("a directory", "")]
    [InlineData("no directory", "")]
    public async Task A_log_that_cannot_be_written_is_an_error(string row, string words)
    {
        var target = Path.Combine(_folder.FullName, "target");
        var file = row == "no directory" ? Path.Combine(target, "log") : LogFile;
        switch (row)
        {
            case "a link":
                await File.WriteAllTextAsync(target, "mine", TestContext.Current.CancellationToken);
                File.CreateSymbolicLink(file, target);
                break;
            case "a link to nothing":
                File.CreateSymbolicLink(file, target);
                break;
            case "a directory":
                Directory.CreateDirectory(file);
                break;
        }

        var reply = await HostLab.CallAsync(
            new RawPlugin(), ["describe-key"], Encoding.UTF8.GetBytes(HostLab.DescribeKey), new() { Log = DebugLog.For(file, TimeProvider.System) });

        var message = reply.Failed(PluginErrorCode.Error, words);
        Assert.StartsWith($"the debug log {file} cannot be written: ", message.ErrorMessage, StringComparison.Ordinal);
        Assert.EndsWith("change or unset NOTATION_PLUGIN_DEBUG_LOG", message.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(row == "a link" ? "mine" : null, File.Exists(target) ? await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken) : null);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task CallAsync(IPlugin plugin, string command, string? request = null) =>
        await HostLab.CallAsync(
            plugin, [command], Encoding.UTF8.GetBytes(request ?? HostLab.RequestOf(command)), new() { Log = DebugLog.For(LogFile, new ImpatientTime()) });
}
