using Signet.Oci.Credentials;

namespace Signet.Oci.Tests.Credentials;

public sealed class CredentialStoreTests : IDisposable
{
    private static readonly Credential Password = new() { Username = "user", Password = "s3cr<t>" };

    private readonly TemporaryDirectory _directory = new();
    private readonly HelperScripts _helpers;

    public CredentialStoreTests() => _helpers = new HelperScripts(_directory);

    public void Dispose() => _directory.Dispose();

    private CredentialStore Open(string? notation = null, string? docker = null, CredentialStoreOptions? options = null)
    {
        foreach (var (name, json) in new[] { ("notation.json", notation), ("docker.json", docker) })
        {
            if (json is not null)
            {
                File.WriteAllText(_directory[name], json);
            }
        }

        return CredentialStore.Open(_directory["notation.json"], _directory["docker.json"], options ?? _helpers.Options);
    }

    private string Log() => File.Exists(_directory["log"]) ? File.ReadAllText(_directory["log"]) : "";

    [Fact]
    public async Task Credential_is_stored_found_and_erased_with_the_helper()
    {
        _helpers.AddKeeper("keep");
        var store = Open("""{"credsStore":"keep"}""");

        Assert.Null(await store.GetAsync("r.example.com", Running.Test));
        await store.StoreAsync("r.example.com", Password, Running.Test);
        Assert.Equal(Password, await store.GetAsync("r.example.com", Running.Test));
        await store.EraseAsync("r.example.com", Running.Test);
        await store.EraseAsync("r.example.com", Running.Test);
        Assert.Null(await store.GetAsync("r.example.com", Running.Test));

        var lines = Log().Split('\n');
        Assert.EndsWith("|get|r.example.com", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(
            """|store|{"ServerURL":"r.example.com","Username":"user","Secret":"s3cr\u003ct\u003e"}""", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_token_is_stored_under_the_token_user()
    {
        _helpers.AddKeeper("keep");
        var store = Open("""{"credHelpers":{"https://index.docker.io/v1/":"keep"}}""");

        await store.StoreAsync("docker.io", new Credential { RefreshToken = "it" }, Running.Test);
        Assert.Contains("""{"ServerURL":"https://index.docker.io/v1/","Username":"<token>","Secret":"it"}"""
            .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal), Log(), StringComparison.Ordinal);
        Assert.Equal(new Credential { RefreshToken = "it" }, await store.GetAsync("registry-1.docker.io", Running.Test));
    }

    [Fact]
    public async Task Notation_file_wins_over_docker_file_when_it_says_anything()
    {
        const string Docker = """{"auths":{"r.example.com":{"username":"docker","password":"d"}}}""";

        var both = Open("""{"auths":{"r.example.com":{"username":"notation","password":"n"}}}""", Docker);
        Assert.Equal("notation", (await both.GetAsync("r.example.com", Running.Test))!.Username);
        var silent = Open("""{"insecureRegistries":["a"]}""", Docker);
        Assert.Equal("docker", (await silent.GetAsync("r.example.com", Running.Test))!.Username);
    }

    [Fact]
    public async Task Platform_helper_is_used_last_and_written_down_once_it_keeps_something()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the platform helper of this test is Linux's");
        var store = Open("""{"insecureRegistries":["a"]}""");
        Assert.Null(await store.GetAsync("r.example.com", Running.Test));

        _helpers.AddKeeper("secretservice");
        await store.StoreAsync("r.example.com", Password, Running.Test);
        Assert.Contains("docker-credential-secretservice|store", Log(), StringComparison.Ordinal);
        Assert.Equal(
            "{\n\t\"insecureRegistries\": [\n\t\t\"a\"\n\t],\n\t\"credsStore\": \"secretservice\"\n}",
            await File.ReadAllTextAsync(_directory["notation.json"], Running.Test));
    }

    [Fact]
    public async Task Pass_is_the_platform_helper_where_the_program_is_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the platform helper of this test is Linux's");
        _helpers.AddProgram("pass", "exit 0");
        _helpers.AddKeeper("secretservice");
        _helpers.AddKeeper("pass");

        await Open().StoreAsync("r.example.com", Password, Running.Test);
        Assert.Contains("docker-credential-pass|store", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_helper_nothing_is_stored_and_plain_text_is_erased()
    {
        var store = Open("""{"auths":{"r.example.com":{"username":"user","password":"s3cr<t>"}}}""");

        var e = await Assert.ThrowsAsync<OciException>(() => store.StoreAsync("r.example.com", Password, Running.Test));
        Assert.Equal(OciError.Unsupported, e.Error);
        Assert.Equal(
            "the credential could not be saved because a credentials store is required to securely store the password. "
            + "See https://notaryproject.dev/docs/how-to/registry-authentication/",
            e.Message);
        Assert.True(await store.IsInPlaintextAsync("r.example.com", Password, Running.Test));
        await store.EraseAsync("r.example.com", Running.Test);
        Assert.Null(await store.GetAsync("r.example.com", Running.Test));
        Assert.Equal("{\n\t\"auths\": {}\n}", await File.ReadAllTextAsync(_directory["notation.json"], Running.Test));
    }

    [Fact]
    public async Task Missing_helper_is_named_in_each_message()
    {
        const string Missing = "exec: \"docker-credential-x\": executable file not found in $PATH";
        var store = Open("""{"credsStore":"x"}""");

        var get = await Assert.ThrowsAsync<OciException>(async () => await store.GetAsync("r.example.com", Running.Test));
        Assert.Equal($"failed to resolve credential: {Missing}", get.Message);
        var put = await Assert.ThrowsAsync<OciException>(() => store.StoreAsync("r.example.com", Password, Running.Test));
        Assert.Equal($"failed to store the credentials for r.example.com: {Missing}", put.Message);
        var erase = await Assert.ThrowsAsync<OciException>(() => store.EraseAsync("r.example.com", Running.Test));
        Assert.Equal($"failed to delete the credential for r.example.com: {Missing}", erase.Message);
    }

    [Fact]
    public async Task Damaged_file_is_met_at_the_first_use()
    {
        var store = Open("{");

        var e = await Assert.ThrowsAsync<OciException>(async () => await store.GetAsync("r.example.com", Running.Test));
        Assert.StartsWith(
            "failed to get credentials store: failed to create credential store from config file: failed to decode config "
            + $"file at {_directory["notation.json"]}: invalid config format: ",
            e.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a;b")]
    public async Task H1_HelperNameIsNoPath(string suffix)
    {
        var store = Open($$"""{"credsStore":"{{suffix}}"}""");

        var e = await Assert.ThrowsAsync<OciException>(async () => await store.GetAsync("r.example.com", Running.Test));
        Assert.Contains("invalid credential helper", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_SecretIsInNoMessageAndNoArgument()
    {
        _helpers.Add("echo", "cat; cat >&2; exit 3");
        _helpers.Add("junk", "echo 's3cr<t> is not JSON'");
        var echo = Open("""{"credsStore":"echo"}""");
        var e = await Assert.ThrowsAsync<OciException>(() => echo.StoreAsync("r.example.com", Password, Running.Test));
        Assert.Contains("exit code 3", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr", e.ToString(), StringComparison.Ordinal);

        var junk = Open("""{"credsStore":"junk"}""");
        e = await Assert.ThrowsAsync<OciException>(async () => await junk.GetAsync("r.example.com", Running.Test));
        Assert.DoesNotContain("s3cr", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr", Password.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H3_HelperThatFloodsIsCutOff()
    {
        _helpers.Add("flood", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done");
        var options = _helpers.Options with { Limits = new OciLimits { CredentialBytes = 10_000 } };
        var store = Open("""{"credsStore":"flood"}""", options: options);

        var e = await Assert.ThrowsAsync<OciException>(async () => await store.GetAsync("r.example.com", Running.Test));
        Assert.Equal(OciError.LimitExceeded, e.Error);
    }

    [Fact]
    public async Task H3_HelperThatHangsIsEnded()
    {
        _helpers.Add("hang", $"echo $$ > '{_directory["pid"]}'; exec sleep 600");
        var hang = Open("""{"credsStore":"hang"}""", options: _helpers.Options with { HelperTimeout = TimeSpan.FromSeconds(1) });

        var e = await Assert.ThrowsAsync<OciException>(async () => await hang.GetAsync("r.example.com", Running.Test));
        Assert.Equal(OciError.TimedOut, e.Error);
        await AssertEndedAsync();

        File.Delete(_directory["pid"]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Running.Test);
        var canceled = Open(options: _helpers.Options).GetAsync("r.example.com", stop.Token).AsTask();
        while (!File.Exists(_directory["pid"]) || new FileInfo(_directory["pid"]).Length == 0)
        {
            await Task.Delay(5, Running.Test);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        await AssertEndedAsync();
    }

    [Fact]
    public async Task Explicit_credential_reaches_its_own_registry_only()
    {
        var source = new StaticCredentialSource("docker.io", Password);

        Assert.Equal(Password, await source.GetAsync("registry-1.docker.io", Running.Test));
        Assert.Null(await source.GetAsync("auth.docker.io", Running.Test));
        Assert.Null(await new StaticCredentialSource("a.example.com", Password).GetAsync("a.example.com:5000", Running.Test));
    }

    private async Task AssertEndedAsync()
    {
        var id = int.Parse(await File.ReadAllTextAsync(_directory["pid"], Running.Test), System.Globalization.CultureInfo.InvariantCulture);
        while (IsRunning(id))
        {
            await Task.Delay(5, Running.Test);
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
