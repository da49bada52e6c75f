using Microsoft.Extensions.Logging;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote.Transport;

public sealed class HttpTraceTests
{
    [Fact]
    public async Task RequestsAndResponsesAreRecordedInNotationsForm()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Repository("app").AddArtifact("v1");
        var log = new ListLogger();
        using var client = TestContent.Client(o => o with { Logger = log, UserAgent = "signet/0.1.0" });

        await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test);

        Assert.StartsWith(
            $"Request #0\n> Request: \"HEAD\" \"{registry.Url}/v2/app/manifests/v1\"\n> Request headers:\n   \"User-Agent\": \"signet/0.1.0\"\n",
            log.Records[0],
            StringComparison.Ordinal);
        Assert.StartsWith("Response #0\n< Response status: \"200 OK\"\n< Response headers:\n   \"", log.Records[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task H6_NothingThatAuthenticatesIsInTheTrace()
    {
        await using var storage = await ScriptedRegistry.StartAsync();
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        var descriptor = registry.Repository("app").AddBlob("x"u8);
        storage.On("GET", "^/b").Body("x"u8.ToArray(), "text/plain").Header("Set-Cookie", "session=cookie-secret").Always();
        registry.On("GET", r => r.Path.Contains("/blobs/", StringComparison.Ordinal) && r.Header("Authorization") is not null)
            .RedirectTo($"{storage.Url}/b?sig=query-secret");
        var log = new ListLogger();
        using var client = TestContent.Client(o => o with
        {
            Logger = log,
            Credentials = new OneCredential(OneCredential.User),
        });

        await client.GetRepository(registry.Host, "app").FetchBlobAsync(descriptor, 10, Running.Test);

        var all = string.Join('\n', log.Records);
        Assert.Contains("\"Authorization\": \"*****\"", all, StringComparison.Ordinal);
        Assert.Contains("\"Set-Cookie\": \"*****\"", all, StringComparison.Ordinal);
        Assert.Contains("sig=*****", all, StringComparison.Ordinal);
        Assert.DoesNotContain("cookie-secret", all, StringComparison.Ordinal);
        Assert.DoesNotContain("query-secret", all, StringComparison.Ordinal);
        Assert.DoesNotContain("token-", all, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToBase64String("user:pass-example"u8), all, StringComparison.Ordinal);
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Records { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Records)
            {
                Records.Add(formatter(state, exception));
            }
        }
    }
}
