using System.Text;
using Signet.Oci.Credentials;

namespace Signet.Oci.Tests.Credentials;

public sealed class CredentialFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private async Task<CredentialFile> LoadAsync(string json)
    {
        await File.WriteAllTextAsync(_directory["config.json"], json, Running.Test);
        return await CredentialFile.LoadAsync(_directory["config.json"], cancellationToken: Running.Test);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task Every_form_of_entry_is_read()
    {
        var file = await LoadAsync($$"""
            {
              "auths": {
                "pair.example.com": { "auth": "{{Base64("user:pass:word")}}", "username": "legacy" },
                "legacy.example.com:5000": { "username": "u", "password": "p" },
                "identity.example.com": { "identitytoken": "it" },
                "registry.example.com": { "registrytoken": "rt" },
                "empty.example.com": {},
                "https://address.example.com/v2/": { "auth": "{{Base64("a:b")}}" },
                "https://index.docker.io/v1/": { "auth": "{{Base64("hub:secret")}}" }
              }
            }
            """);

        Assert.Equal(new Credential { Username = "user", Password = "pass:word" }, file.FindPlaintext("pair.example.com"));
        Assert.Equal(new Credential { Username = "u", Password = "p" }, file.FindPlaintext("legacy.example.com:5000"));
        Assert.Equal(new Credential { RefreshToken = "it" }, file.FindPlaintext("identity.example.com"));
        Assert.Equal(new Credential { AccessToken = "rt" }, file.FindPlaintext("registry.example.com"));
        Assert.Equal(new Credential { Username = "a", Password = "b" }, file.FindPlaintext("address.example.com"));
        Assert.Equal("hub", file.FindPlaintext("docker.io")!.Username);
        Assert.Equal("hub", file.FindPlaintext("registry-1.docker.io")!.Username);
        Assert.Null(file.FindPlaintext("empty.example.com"));
        Assert.Null(file.FindPlaintext("legacy.example.com"));
        Assert.Null(file.FindPlaintext("evil-pair.example.com"));
    }

    [Fact]
    public async Task Helper_of_the_registry_wins_over_the_one_for_all()
    {
        var file = await LoadAsync("""{"credsStore":"all","credHelpers":{"a.example.com":"one"}}""");

        Assert.Equal("one", file.FindHelper("a.example.com"));
        Assert.Equal("all", file.FindHelper("b.example.com"));
        Assert.True(file.IsConfigured);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"insecureRegistries":["a"],"auths":{},"credHelpers":{},"credsStore":""}""", false)]
    [InlineData("""{"auths":{"a":{}}}""", true)]
    [InlineData("""{"credHelpers":{"a":"b"}}""", true)]
    [InlineData("""{"credsStore":"b"}""", true)]
    public async Task File_counts_when_it_says_anything_about_credentials(string json, bool expected) =>
        Assert.Equal(expected, (await LoadAsync(json)).IsConfigured);

    [Fact]
    public async Task Missing_file_is_empty() =>
        Assert.False((await CredentialFile.LoadAsync(_directory["none/config.json"], cancellationToken: Running.Test)).IsConfigured);

    [Fact]
    public async Task Removal_keeps_all_else_and_writes_tabs_and_mode_0600()
    {
        var file = await LoadAsync(
            """{"insecureRegistries":["a:5000"],"auths":{"a":{"auth":"YTpi"},"b":{"x":1.50}},"HttpHeaders":{"k":"<v>+"},"n":null}""");

        Assert.True(await file.RemovePlaintextAsync("a", Running.Test));
        Assert.Equal(
            """
            {
            >"insecureRegistries": [
            >>"a:5000"
            >],
            >"auths": {
            >>"b": {
            >>>"x": 1.50
            >>}
            >},
            >"HttpHeaders": {
            >>"k": "\u003cv\u003e+"
            >},
            >"n": null
            }
            """.ReplaceLineEndings("\n").Replace('>', '\t'),
            await File.ReadAllTextAsync(_directory["config.json"], Running.Test));
        Assert.False(await (await CredentialFile.LoadAsync(_directory["config.json"], cancellationToken: Running.Test))
            .RemovePlaintextAsync("a", Running.Test));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory["config.json"]));
        }
    }

    [Fact]
    public async Task Linked_file_stays_where_it_is_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        Directory.CreateDirectory(_directory["kept"]);
        await File.WriteAllTextAsync(_directory["kept/config.json"], """{"auths":{"a":{"auth":"YTpi"}}}""", Running.Test);
        File.CreateSymbolicLink(_directory["config.json"], _directory["kept/config.json"]);
        var file = await CredentialFile.LoadAsync(_directory["config.json"], cancellationToken: Running.Test);

        Assert.True(await file.RemovePlaintextAsync("a", Running.Test));
        Assert.NotNull(new FileInfo(_directory["config.json"]).LinkTarget);
        Assert.Equal("{\n\t\"auths\": {}\n}", await File.ReadAllTextAsync(_directory["kept/config.json"], Running.Test));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"auths":[]}""")]
    [InlineData("""{"credsStore":1}""")]
    [InlineData("""{"auths":{},"Auths":{}}""")]
    public async Task Undecodable_file_is_named(string json)
    {
        var e = await Assert.ThrowsAsync<OciException>(() => LoadAsync(json));

        Assert.Equal(OciError.Malformed, e.Error);
        Assert.StartsWith(
            $"failed to decode config file at {_directory["config.json"]}: invalid config format: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_EntryThatCannotBeDecodedIsNotRepeated()
    {
        var file = await LoadAsync($$"""{"auths":{"a":{"auth":"{{Base64("topsecret")}}"},"b":{"auth":"topsecret*"} } }""");

        foreach (var registry in new[] { "a", "b" })
        {
            var e = Assert.Throws<OciException>(() => file.FindPlaintext(registry));
            Assert.DoesNotContain("topsecret", e.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Base64("topsecret"), e.ToString(), StringComparison.Ordinal);
        }
    }
}
