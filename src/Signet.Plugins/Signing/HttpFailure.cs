using System.Globalization;
using System.Net;

namespace Signet.Plugins.Signing;

/// <summary>Turns a key service's HTTP status into the protocol's error, always in the same way.</summary>
public static class HttpFailure
{
    /// <summary>Where services say which request it was, for their support; the first that is there is taken.</summary>
    private static readonly string[] RequestIdHeaders =
        ["x-amzn-RequestId", "x-ms-request-id", "x-acs-request-id", "x-goog-request-id", "X-Vault-Request-Id", "x-request-id", "Request-Id"];

    /// <summary>
    /// 400, 404, 409 and 422 are <see cref="PluginErrorCode.Validation"/>; 401 and 403
    /// <see cref="PluginErrorCode.AccessDenied"/>; 408 and 504 <see cref="PluginErrorCode.Timeout"/>; 429
    /// <see cref="PluginErrorCode.Throttled"/>; all others <see cref="PluginErrorCode.Error"/>.
    /// </summary>
    public static string CodeOf(HttpStatusCode status) => (int)status switch
    {
        400 or 404 or 409 or 422 => PluginErrorCode.Validation,
        401 or 403 => PluginErrorCode.AccessDenied,
        408 or 504 => PluginErrorCode.Timeout,
        429 => PluginErrorCode.Throttled,
        _ => PluginErrorCode.Error,
    };

    /// <summary>
    /// The failure to throw for a response that is no success. The metadata has <c>httpStatus</c>, and <c>requestId</c> and
    /// <c>serviceCode</c> where they are known; whether and when to try again follows from status and <c>Retry-After</c>.
    /// </summary>
    /// <param name="response">The response; its body is not read.</param>
    /// <param name="message">What failed, with the service's own words, which say what permission is missing.</param>
    /// <param name="serviceCode">The service's own error code.</param>
    /// <param name="timeProvider">Clock for a <c>Retry-After</c> that is a date.</param>
    public static PluginException From(
        HttpResponseMessage response, string message, string? serviceCode = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        var metadata = new Dictionary<string, string>
        {
            ["httpStatus"] = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture),
        };
        if (FindRequestId(response) is { } requestId)
        {
            metadata["requestId"] = requestId;
        }

        if (!string.IsNullOrEmpty(serviceCode))
        {
            metadata["serviceCode"] = serviceCode;
        }

        var code = CodeOf(response.StatusCode);
        return new PluginException(code, message, metadata)
        {
            IsRetryable = code is PluginErrorCode.Timeout or PluginErrorCode.Throttled || (int)response.StatusCode >= 500,
            RetryAfter = FindRetryAfter(response, timeProvider ?? TimeProvider.System),
        };
    }

    private static string? FindRequestId(HttpResponseMessage response)
    {
        foreach (var header in RequestIdHeaders)
        {
            if (response.Headers.TryGetValues(header, out var values) && values.FirstOrDefault() is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }

    private static TimeSpan? FindRetryAfter(HttpResponseMessage response, TimeProvider timeProvider)
    {
        var wait = response.Headers.RetryAfter is { } header
            ? header.Delta ?? header.Date - timeProvider.GetUtcNow()
            : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
