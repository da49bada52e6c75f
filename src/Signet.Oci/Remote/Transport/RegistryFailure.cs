using System.Net.Http.Headers;

namespace Signet.Oci.Remote.Transport;

/// <summary>Turns an answer that is not a success into an <see cref="OciException"/>.</summary>
internal static class RegistryFailure
{
    /// <summary>Reads the error body, bounded, and names the failure.</summary>
    public static async Task<OciException> ReadAsync(
        RegistryRequest request, RegistryResponse response, CancellationToken cancellationToken)
    {
        var errors = await response.ReadErrorsAsync(cancellationToken);
        var status = (int)response.Status;
        var detail = errors.Count > 0 ? string.Join("; ", errors) : response.ReasonPhrase;
        var text = $"{request}: response status code {status}: {detail}";
        return new OciException(Kind(status, errors), text + Hint(status, response.Attempt)) { StatusCode = status };
    }

    /// <summary>What an answer means to the caller.</summary>
    public static OciError Kind(int status, IReadOnlyList<RegistryError> errors) => status switch
    {
        400 or 404 when errors.Any(e => e.Code == "MANIFEST_BLOB_UNKNOWN") => OciError.ReferencedContentMissing,
        401 => OciError.Unauthorized,
        403 => OciError.Forbidden,
        404 => OciError.NotFound,
        405 => OciError.Unsupported,
        408 => OciError.TimedOut,
        429 => OciError.Throttled,
        >= 500 and not (501 or 505) => OciError.ServerFailed,
        501 or 505 => OciError.Unsupported,
        _ when errors.Any(e => e.Code == "TOOMANYREQUESTS") => OciError.Throttled,
        _ when errors.Any(e => e.Code == "UNSUPPORTED") => OciError.Unsupported,
        _ => OciError.Refused,
    };

    /// <summary>The status line's own words where the server sent none, as HTTP/2 never does.</summary>
    public static string Reason(HttpResponseMessage response) =>
        UrlText.Clean(string.IsNullOrEmpty(response.ReasonPhrase) ? response.StatusCode.ToString() : response.ReasonPhrase, 64);

    private static string Hint(int status, int attempts) => status switch
    {
        429 => $" (after {attempts} attempt(s); the registry limits requests, try again later)",
        >= 500 => $" (after {attempts} attempt(s))",
        _ => "",
    };

    /// <summary>The media type without its parameters; empty when there is none.</summary>
    public static string MediaType(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Type", out var values))
        {
            return "";
        }

        var text = values.ToString();
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }
}
