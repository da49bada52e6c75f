using System.Text;
using Microsoft.Extensions.Logging;

namespace Signet.Oci.Remote.Transport;

/// <summary>Writes one debug record for each request and response. Bodies are never logged, nor what authenticates.</summary>
/// <param name="logger">Receives the records.</param>
/// <param name="ownHeaders">Headers the user adds, whose values may be secrets.</param>
internal sealed partial class HttpTrace(ILogger logger, IEnumerable<string> ownHeaders)
{
    private readonly HashSet<string> _secretHeaders = new(ownHeaders, StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie",
    };

    private static readonly HashSet<string> AddressHeaders = new(StringComparer.OrdinalIgnoreCase) { "Location", "Link" };

    private long _last = -1;

    /// <summary>Records a request; the number returned names it in <see cref="Response"/>.</summary>
    public long Request(HttpRequestMessage request)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
        {
            return 0;
        }

        var number = Interlocked.Increment(ref _last);
        var text = new StringBuilder($"Request #{number}\n> Request: \"{request.Method}\" ");
        text.Append('"').Append(UrlText.Redact(request.RequestUri!)).Append("\"\n> Request headers:\n");
        AppendHeaders(text, request.Headers.NonValidated, request.Content?.Headers.NonValidated);
        var record = text.ToString();
        Write(logger, record);
        return number;
    }

    /// <summary>Records an answer.</summary>
    public void Response(long number, HttpResponseMessage response)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
        {
            return;
        }

        var text = new StringBuilder($"Response #{number}\n< Response status: ");
        text.Append('"').Append((int)response.StatusCode).Append(' ').Append(RegistryFailure.Reason(response));
        text.Append("\"\n< Response headers:\n");
        AppendHeaders(text, response.Headers.NonValidated, response.Content.Headers.NonValidated);
        var record = text.ToString();
        Write(logger, record);
    }

    /// <summary>Records that no answer came.</summary>
    public void Failure(HttpRequestMessage request, Exception exception)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var cause = UrlText.Clean(exception.GetBaseException().Message);
            var url = UrlText.Redact(request.RequestUri!);
            NoResponse(logger, cause, request.Method.Method, url);
        }
    }

    private void AppendHeaders(
        StringBuilder text, System.Net.Http.Headers.HttpHeadersNonValidated headers,
        System.Net.Http.Headers.HttpHeadersNonValidated? contentHeaders)
    {
        var start = text.Length;
        foreach (var (name, values) in contentHeaders is { } more ? headers.Concat(more) : headers)
        {
            var value = _secretHeaders.Contains(name) ? "*****" : ShownValue(name, values.ToString());
            text.Append("   \"").Append(UrlText.Clean(name, 128)).Append("\": \"").Append(value).Append("\"\n");
        }

        if (text.Length == start)
        {
            text.Append("   Empty header\n");
        }

        text.Length--;
    }

    private static string ShownValue(string name, string value) =>
        AddressHeaders.Contains(name) && value.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query
            ? RedactAddress(name, value, query)
            : UrlText.Clean(value);

    private static string RedactAddress(string name, string value, int query) =>
        name.Equals("Location", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(value, UriKind.Absolute, out var uri)
            ? UrlText.Redact(uri)
            : UrlText.Clean(value[..query]) + "?*****";

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Record}", SkipEnabledCheck = true)]
    private static partial void Write(ILogger logger, string record);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Error in getting response: {Cause}\nNo response obtained for request {Method} \"{Url}\"",
        SkipEnabledCheck = true)]
    private static partial void NoResponse(ILogger logger, string cause, string method, string url);
}
