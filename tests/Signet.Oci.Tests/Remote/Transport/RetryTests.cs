using Signet.Oci.Remote;
using Signet.Oci.Remote.Transport;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote.Transport;

public sealed class RetryTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task AFailureThatPassesIsNotSeenByTheCaller(int status)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var expected = registry.Repository("app").AddArtifact("v1");
        registry.On("HEAD", "/manifests/").Status(status).Times(2);
        using var client = TestContent.Client();

        Assert.Equal(expected, await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        Assert.Equal(3, registry.Requests.Count);
    }

    [Theory]
    [InlineData(408, OciError.TimedOut)]
    [InlineData(429, OciError.Throttled)]
    [InlineData(500, OciError.ServerFailed)]
    [InlineData(503, OciError.ServerFailed)]
    public async Task A9_AFailureThatStaysIsTransientAfterTheLastAttempt(int status, OciError expected)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/manifests/").Status(status, code: "TOOMANYREQUESTS", message: "slow\u001b[2J down").Always();
        using var client = TestContent.Client();

        var failure = await TestContent.FailsAsync(
            expected, () => client.GetRepository(registry.Host, "app").FetchManifestAsync("v1", Running.Test));

        Assert.True(failure.IsTransient);
        Assert.Equal(status, failure.StatusCode);
        Assert.Contains($"response status code {status}: toomanyrequests: slow [2J down", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, registry.Requests.Count);
    }

    [Theory]
    [InlineData(400, OciError.Refused)]
    [InlineData(403, OciError.Forbidden)]
    [InlineData(404, OciError.NotFound)]
    [InlineData(410, OciError.Refused)]
    [InlineData(501, OciError.Unsupported)]
    public async Task AnAnswerThatWillNotChangeIsNotAskedForAgain(int status, OciError expected)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/manifests/").Status(status).Always();
        using var client = TestContent.Client();

        var failure = await TestContent.FailsAsync(
            expected, () => client.GetRepository(registry.Host, "app").FetchManifestAsync("v1", Running.Test));

        Assert.False(failure.IsTransient);
        Assert.Single(registry.Requests.All);
    }

    [Fact]
    public async Task ADroppedConnectionIsRetried()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var expected = registry.Repository("app").AddArtifact("v1");
        registry.On("HEAD", "/manifests/").DropConnection().Times(3);
        using var client = TestContent.Client();

        Assert.Equal(expected, await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));
    }

    [Fact]
    public async Task ATruncatedBodyIsFetchedAgain()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var expected = registry.Repository("app").AddArtifact("v1");
        registry.On("GET", "/manifests/").TruncateBodyAt(20).Times(2);
        using var client = TestContent.Client();

        var manifest = await client.GetRepository(registry.Host, "app").FetchManifestAsync(expected, Running.Test);

        Assert.Equal(expected, manifest.Descriptor);
        Assert.Equal(3, registry.Requests.Count);
    }

    [Fact]
    public async Task A9_ARegistryThatIsNotThereIsUnreachable()
    {
        int port;
        await using (var registry = await ScriptedRegistry.StartAsync())
        {
            port = registry.Port;
        }

        using var client = TestContent.Client();
        var failure = await TestContent.FailsAsync(
            OciError.Unreachable, () => client.GetRepository($"localhost:{port}", "app").ResolveAsync("v1", Running.Test));

        Assert.Equal($"Head \"http://localhost:{port}/v2/app/manifests/v1\": connection refused", failure.Message);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task A9_ARegistryThatDoesNotAnswerTimesOut()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("HEAD", "/manifests/").Hang().Always();
        using var client = TestContent.Client(o => o with
        {
            Limits = new OciLimits { ResponseTimeout = TimeSpan.FromSeconds(1) },
            Retry = TestContent.QuickRetries with { MaxAttempts = 2 },
        });

        var failure = await TestContent.FailsAsync(
            OciError.TimedOut, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        Assert.True(failure.IsTransient);
        Assert.Equal(2, registry.Requests.Count);
    }

    [Fact]
    public async Task CancellationIsNotAFailureOfTheRegistry()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("HEAD", "/manifests/").Hang().Always();
        using var client = TestContent.Client();
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", cancelled.Token));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Sat, 21 Nov 2026 12:00:20 GMT", 20)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    public void RetryAfterIsReadInSecondsAndAsADate(string value, int? expectedSeconds)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", value);

        var wait = RetryBudget.RetryAfter(response, new FixedClock());

        Assert.Equal(expectedSeconds, (int?)wait?.TotalSeconds);
    }

    [Theory]
    [InlineData(60, 30)]
    [InlineData(2, 2)]
    public async Task RetryAfterIsWaitedForUpToItsCap(int asked, int expectedSeconds)
    {
        var clock = new RecordingClock();
        var budget = new RetryBudget(RetryOptions.Default, clock);

        Assert.True(await budget.TryNextAsync(TimeSpan.FromSeconds(asked), Running.Test));

        Assert.Equal([TimeSpan.FromSeconds(expectedSeconds)], clock.Waits);
    }

    [Fact]
    public async Task WaitsDoubleUpToTheirMaximum()
    {
        var clock = new RecordingClock();
        var budget = new RetryBudget(RetryOptions.Default with { MaxAttempts = 8 }, clock);

        while (await budget.TryNextAsync(null, Running.Test))
        {
        }

        Assert.Equal(7, clock.Waits.Count);
        for (var i = 0; i < 3; i++)
        {
            Assert.InRange(clock.Waits[i].TotalMilliseconds, 0.79 * 250 * Math.Pow(2, i), 1.21 * 250 * Math.Pow(2, i));
        }

        Assert.All(clock.Waits, w => Assert.True(w <= RetryOptions.Default.MaxDelay));
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    }

    /// <summary>Lets every wait end at once and notes how long it would have been.</summary>
    private sealed class RecordingClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
