using Signet.Notary.Configuration;
using Signet.TestKit;

namespace Signet.Notary.Tests.Configuration;

public sealed class SigningKeyListTests : IDisposable
{
    private readonly TempConfig _config = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File_ => _config.Directories.SigningKeysFile;

    [Fact]
    public async Task The_file_is_written_as_notation_writes_it()
    {
        await SigningKeyList.Empty
            .Add(new() { Name = "a", KeyPath = "/k/a.key", CertificatePath = "/k/a.crt" }, isDefault: true)
            .Add(new() { Name = "p<q>", Id = "id1", PluginName = "x", PluginConfig = new Dictionary<string, string> { ["k"] = "v" } })
            .SaveAsync(_config.Directories, Token);
        Assert.Equal(
            """
            {
                "default": "a",
                "keys": [
                    {
                        "name": "a",
                        "keyPath": "/k/a.key",
                        "certPath": "/k/a.crt"
                    },
                    {
                        "name": "p\u003cq\u003e",
                        "id": "id1",
                        "pluginName": "x",
                        "pluginConfig": {
                            "k": "v"
                        }
                    }
                ]
            }

            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(File_, Token));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("600", Mode(File_));
            Assert.Equal("700", Mode(_config.Directories.ConfigDirectory));
        }
    }

    [Fact]
    public async Task An_empty_list_keeps_its_array()
    {
        await SigningKeyList.Empty.SaveAsync(_config.Directories, Token);
        Assert.Equal("{\n    \"keys\": []\n}\n", await File.ReadAllTextAsync(File_, Token));
    }

    [Fact]
    public async Task The_valid_vector_of_notation_go_is_read_and_kept()
    {
        var list = await LoadVectorAsync("valid");
        Assert.Equal("wabbit-networks", list.Default);
        Assert.Equal(["wabbit-networks", "import.acme-rockets", "external-key"], list.Keys.Select(k => k.Name));
        Assert.Equal("value", list.Find("external-key")!.PluginConfig!["key"]);
        var before = await File.ReadAllTextAsync(File_, Token);
        await list.SaveAsync(_config.Directories, Token);
        Assert.Equal(before.TrimEnd() + "\n", await File.ReadAllTextAsync(File_, Token));
    }

    [Theory]
    [InlineData("malformed-duplicate", "malformed signingkeys.json: multiple keys with name 'wabbit-networks' found")]
    [InlineData("malformed-invalid-default", "malformed signingkeys.json: default key 'missing-default' not found")]
    public async Task The_malformed_vectors_of_notation_go_are_refused(string vector, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<ConfigurationException>(() => LoadVectorAsync(vector))).Message);

    [Theory]
    [InlineData("", "malformed signingkeys.json: EOF")]
    [InlineData("""{"keys":[{"name":""}]}""", "malformed signingkeys.json: key name cannot be empty")]
    [InlineData("""{"default":"","keys":[]}""", "malformed signingkeys.json: default key name cannot be empty")]
    [InlineData("""{"keys":[],"keys":[]}""", "malformed signingkeys.json: the member \"keys\" occurs twice")]
    [InlineData("""{"keys":[]} {}""", "malformed signingkeys.json: ")]
    public async Task A16_MalformedKeyListIsRefused(string text, string message)
    {
        _config.Write(File_, text);
        Assert.StartsWith(message, (await FaultAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_LinkAndDirectoryAreRefused()
    {
        Directory.CreateDirectory(File_);
        Assert.Equal($"\"{File_}\" is not a regular file (symlinks are not supported)", (await FaultAsync()).Message);
        Directory.Delete(File_);
        File.CreateSymbolicLink(File_, _config.Write(_config.Outside("keys.json"), """{"keys":[]}"""));
        Assert.Equal($"\"{File_}\" is not a regular file (symlinks are not supported)", (await FaultAsync()).Message);
    }

    [Fact]
    public void Rules_of_add_remove_and_default_have_the_texts_of_notation()
    {
        var list = SigningKeyList.Empty.Add(Key("a"), isDefault: true).Add(Key("b"));
        Assert.Equal("signing key with name \"a\" already exists", Fault(() => list.Add(Key("a"))));
        Assert.Equal("key name cannot be empty", Fault(() => list.Add(Key(""))));
        Assert.Equal("missing key id", Fault(() => list.Add(new() { Name = "p", PluginName = "x" })));
        Assert.Equal("plugin name cannot be empty", Fault(() => list.Add(new() { Name = "p", Id = "x" })));
        Assert.Equal("signing key x not found", Fault(() => list.SetDefault("x")));
        Assert.Equal("signing key x not found", Fault(() => list.Remove(["a", "x"])));
        Assert.Equal(2, list.Keys.Count);
        Assert.Equal("b", list.SetDefault("b").Default);
        Assert.Null(list.Remove(["a"]).Default);
        Assert.Equal("a", list.Remove(["b"]).Default);
    }

    [Fact]
    public async Task Parallel_additions_lose_nothing()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"key{i:00}").ToList();
        await Task.WhenAll(names.Select(async name =>
        {
            var list = await SigningKeyList.LoadAsync(_config.Directories, Token);
            await list.Add(Key(name)).SaveAsync(_config.Directories, Token);
        }));
        var saved = await SigningKeyList.LoadAsync(_config.Directories, Token);
        Assert.Equal(names, saved.Keys.Select(k => k.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Unknown_members_are_written_back()
    {
        _config.Write(File_, """{"keys":[{"name":"a","keyPath":"k","certPath":"c","note":[1]}],"schema":{"v":2}}""");
        var list = await SigningKeyList.LoadAsync(_config.Directories, Token);
        await list.Add(Key("b")).SaveAsync(_config.Directories, Token);
        var text = await File.ReadAllTextAsync(File_, Token);
        Assert.Contains("\"note\": [", text, StringComparison.Ordinal);
        Assert.Contains("\"schema\": {", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_LeftoverOfAKilledWriterIsIgnored()
    {
        await SigningKeyList.Empty.Add(Key("a")).SaveAsync(_config.Directories, Token);
        _config.Write(Path.Combine(_config.Directories.ConfigDirectory, ".signingkeys.json.0011223344556677.tmp"), "{\"keys\":[");
        Assert.NotNull((await SigningKeyList.LoadAsync(_config.Directories, Token)).Find("a"));
    }

    [Fact]
    public async Task H5_FileThatEverybodyMayWriteIsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        await SigningKeyList.Empty.Add(Key("a")).SaveAsync(_config.Directories, Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(File_, (UnixFileMode)0b110_000_010);
        }

        Assert.Contains($"chmod o-w '{File_}'", (await FaultAsync()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _config.Dispose();

    private static SigningKey Key(string name) => new() { Name = name, KeyPath = "/k", CertificatePath = "/c" };

    private static string Fault(Action action) => Assert.Throws<ConfigurationException>(action).Message;

    private static string Mode(string path) => OperatingSystem.IsWindows()
        ? ""
        : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private Task<ConfigurationException> FaultAsync() =>
        Assert.ThrowsAsync<ConfigurationException>(() => SigningKeyList.LoadAsync(_config.Directories, Token));

    private async Task<SigningKeyList> LoadVectorAsync(string name)
    {
        Vectors.SkipUnlessPresent();
        _config.Write(File_, await File.ReadAllTextAsync(
            Vectors.Path($"notation-go/config/testdata/{name}/signingkeys.json"), Token));
        return await SigningKeyList.LoadAsync(_config.Directories, Token);
    }
}
