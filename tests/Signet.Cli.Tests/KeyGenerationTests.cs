using Signet.Cli.Commands;

namespace Signet.Cli.Tests;

/// <summary><c>key generate</c> and <c>certificate generate-test</c> when something is in the way: all of it is there afterwards, or nothing.</summary>
public sealed class KeyGenerationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signet-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("key generate", "localkeys/test.key", "failed to write key file: open ")]
    [InlineData("key generate", "localkeys/test.crt", "failed to write certificate file: open ")]
    [InlineData("certificate generate-test", "localkeys/test.key", "failed to write key file: open ")]
    [InlineData("certificate generate-test", "localkeys/test.crt", "failed to write certificate file: open ")]
    [InlineData("certificate generate-test", "truststore/x509/ca/test/test.crt", "")]
    [InlineData("certificate generate-test", "truststore", "")]
    [InlineData("certificate generate-test", "signingkeys.json.lock/", "")]
    [InlineData("key generate", "signingkeys.json.lock/", "")]
    public async Task What_is_there_stays_and_nothing_is_left_of_what_failed(string command, string inTheWay, string message)
    {
        var path = Path.Combine(_folder, inTheWay);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!inTheWay.EndsWith('/'))
        {
            await File.WriteAllTextAsync(path, "theirs", TestContext.Current.CancellationToken);
        }

        var failed = await RunAsync(command);

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains(message, failed.Error, StringComparison.Ordinal);
        Assert.Equal(
            inTheWay.EndsWith('/') ? [] : [path],
            Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)));
        if (!inTheWay.EndsWith('/'))
        {
            Assert.Equal("theirs", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
            File.Delete(path);
        }
        else
        {
            Directory.Delete(path);
        }

        var result = await RunAsync(command);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("test: added to the key list", result.Out, StringComparison.Ordinal);
    }

    private Task<InProcess> RunAsync(string command) => InProcess.RunAsync(
        new RootCommand(), "", new() { ["HOME"] = _folder, ["NOTATION_CONFIG"] = _folder }, [.. command.Split(' '), "--key-type", "ec-256", "test"]);
}
