using System.Net;
using Signet.Plugins.Signing;

namespace Signet.Plugins.Tests.Signing;

/// <summary>What a key service answers, when it is asked again, and what a request's settings say.</summary>
public sealed class ServiceTests
{
    [Theory]
    [InlineData(400, PluginErrorCode.Validation, false)]
    [InlineData(401, PluginErrorCode.AccessDenied, false)]
    [InlineData(403, PluginErrorCode.AccessDenied, false)]
    [InlineData(404, PluginErrorCode.Validation, false)]
    [InlineData(408, PluginErrorCode.Timeout, true)]
    [InlineData(409, PluginErrorCode.Validation, false)]
    [InlineData(412, PluginErrorCode.Error, false)]
    [InlineData(422, PluginErrorCode.Validation, false)]
    [InlineData(429, PluginErrorCode.Throttled, true)]
    [InlineData(500, PluginErrorCode.Error, true)]
    [InlineData(503, PluginErrorCode.Error, true)]
    [InlineData(504, PluginErrorCode.Timeout, true)]
    [InlineData(302, PluginErrorCode.Error, false)]
    public void A_status_is_an_error_code(int status, string code, bool isRetryable)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.Add("x-ms-request-id", "r-1");

        var failure = HttpFailure.From(response, "no key example", "KeyNotFound");

        Assert.Equal((code, isRetryable, "no key example"), (failure.Code, failure.IsRetryable, failure.Message));
        Assert.Equal(
            new Dictionary<string, string> { ["httpStatus"] = $"{status}", ["requestId"] = "r-1", ["serviceCode"] = "KeyNotFound" },
            failure.Metadata);
    }

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("Sat, 21 Nov 2026 12:00:09 GMT", 9.0)]
    [InlineData("Sat, 21 Nov 2026 11:00:00 GMT", 0.0)]
    [InlineData(null, null)]
    public void Retry_after_is_seconds_or_a_date(string? header, double? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        if (header is not null)
        {
            response.Headers.Add("Retry-After", header);
        }

        Assert.Equal(seconds, HttpFailure.From(response, "later", timeProvider: new ImpatientTime()).RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("succeeds at once", 0, null, "")]
    [InlineData("comes back", 2, null, "0.25 0.5")]
    [InlineData("stays away", 9, null, "0.25 0.5 1")]
    [InlineData("asks for a wait", 2, 3, "3 3")]
    [InlineData("asks for a wait that is too long", 2, 11, "")]
    public async Task A_service_is_asked_again_a_few_times(string row, int failures, int? retryAfter, string delays)
    {
        Assert.NotEmpty(row);
        var (time, calls) = (new ImpatientTime(), 0);
        var policy = new RetryPolicy { TimeProvider = time, Jitter = () => 0 };
        var run = policy.RunAsync(_ => ++calls <= failures
            ? throw new PluginException(PluginErrorCode.Throttled, "later") { RetryAfter = retryAfter is { } s ? TimeSpan.FromSeconds(s) : null }
            : Task.FromResult(calls), TestContext.Current.CancellationToken);

        var waits = delays.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (waits.Length >= failures)
        {
            Assert.Equal(failures + 1, await run);
        }
        else
        {
            await Expect.FailureAsync(PluginErrorCode.Throttled, "later", () => run);
        }

        Assert.Equal(waits, time.Waits.Select(w => FormattableString.Invariant($"{w.TotalSeconds}")));
        Assert.Equal(waits.Length + 1, calls);
    }

    public static TheoryData<string, Exception, bool> Failures => new()
    {
        { "timeout", new PluginException(PluginErrorCode.Timeout, ""), true },
        { "a wrong PIN", new PluginException(PluginErrorCode.AccessDenied, ""), false },
        { "a wrong key", new PluginException(PluginErrorCode.Validation, ""), false },
        { "an error", new PluginException(PluginErrorCode.Error, ""), false },
        { "status 500", new PluginException(PluginErrorCode.Error, "") { IsRetryable = true }, true },
        { "no connection", new HttpRequestException("refused"), true },
        { "a client's limit", new TaskCanceledException("", new TimeoutException()), true },
        { "a bug", new InvalidOperationException(), false },
        { "a plain cancellation", new OperationCanceledException(), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Only_what_may_pass_is_tried_again(string row, Exception failure, bool isRetried)
    {
        Assert.NotEmpty(row);
        var calls = 0;
        var policy = new RetryPolicy { TimeProvider = new ImpatientTime() };

        await Assert.ThrowsAnyAsync<Exception>(() => policy.RunAsync<int>(_ => { calls++; throw failure; }, TestContext.Current.CancellationToken));

        Assert.Equal(isRetried ? policy.Attempts : 1, calls);
    }

    [Fact]
    public async Task Nothing_is_tried_after_a_cancellation()
    {
        var calls = 0;
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAsync<PluginException>(() => new RetryPolicy().RunAsync<int>(
            _ =>
            {
                calls++;
                source.Cancel();
                throw new PluginException(PluginErrorCode.Throttled, "later");
            },
            source.Token));

        Assert.Equal(1, calls);
    }

    private static readonly Dictionary<string, string> Config = new()
    {
        ["text"] = "hunter2", ["yes"] = "True", ["number"] = "42", ["address"] = "https://vault.example.com:8200", ["choice"] = "AzureCLI", ["blank"] = " ",
    };

    [Fact]
    public void Settings_have_types()
    {
        var reader = new PluginConfigReader(Config);

        Assert.Equal("hunter2", reader.GetRequiredString("text"));
        Assert.True(reader.GetBoolean("yes"));
        Assert.Equal(42, reader.GetInt32("number", 0, 100));
        Assert.Equal(8200, reader.GetUri("address", "https")!.Port);
        Assert.Equal("azurecli", reader.GetChoice("choice", "environment", "azurecli"));
        Assert.Null(reader.GetString("absent"));
        Assert.Null(reader.GetBoolean("absent"));
        Assert.Null(reader.GetInt32("absent", 0, 1));
        Assert.Null(reader.GetUri("absent", "https"));
        Assert.Null(reader.GetChoice("absent", "a"));
        Assert.Null(new PluginConfigReader(null).GetString("absent"));
    }

    public static TheoryData<string, Action<PluginConfigReader>> Faults => new()
    {
        { "\"absent\" of pluginConfig is required", r => r.GetRequiredString("absent") },
        { "\"blank\" of pluginConfig is empty", r => r.GetString("blank") },
        { "\"text\" of pluginConfig must be true or false", r => r.GetBoolean("text") },
        { "\"text\" of pluginConfig must be a whole number from 0 to 9", r => r.GetInt32("text", 0, 9) },
        { "\"number\" of pluginConfig must be a whole number from 0 to 9", r => r.GetInt32("number", 0, 9) },
        { "\"text\" of pluginConfig must be an absolute address that starts with https://", r => r.GetUri("text", "https") },
        { "\"address\" of pluginConfig must be", r => r.GetUri("address", "http") },
        { "\"text\" of pluginConfig must be one of a, b", r => r.GetChoice("text", "a", "b") },
        { "does not know: \"address\", \"blank\", \"choice\", \"number\", \"yes\"; it knows other, text", r => { r.GetString("text"); r.GetString("other"); r.RefuseUnknown(); } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void H6_a_fault_names_the_setting_and_not_its_value(string words, Action<PluginConfigReader> read)
    {
        var failure = Expect.Failure(PluginErrorCode.Validation, words, () => read(new PluginConfigReader(Config)));

        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_are_all_known_pass()
    {
        var reader = new PluginConfigReader(new Dictionary<string, string> { ["a"] = "1" });
        reader.GetString("a");
        reader.RefuseUnknown();
    }
}
