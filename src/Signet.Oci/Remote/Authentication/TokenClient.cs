using System.Text;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.Credentials;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote.Authentication;

/// <summary>
/// Asks a token service for an access token (Docker Registry v2 token authentication): GET with or without the user's
/// password, or the OAuth2 refresh token grant when the user has an identity token.
/// </summary>
internal sealed class TokenClient(HttpExchange exchange, string clientId)
{
    /// <summary>Lifetime of a token whose reply names none, from the token specification.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromSeconds(60);

    // A token is not used in its last seconds: it could expire on the way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public async Task<AccessToken> FetchAsync(
        Uri realm, string service, IReadOnlyList<string> scopes, Credential? credential, CancellationToken cancellationToken)
    {
        var request = credential is { RefreshToken.Length: > 0 }
            ? Refresh(realm, service, scopes, credential.RefreshToken)
            : Get(realm, service, scopes);
        var authorization = credential is { RefreshToken.Length: 0, Username.Length: > 0 } ? Basic(credential) : null;
        var sent = exchange.Time.GetUtcNow();
        using var response = new RegistryResponse(
            request,
            await exchange.SendAsync(request, authorization, cancellationToken),
            exchange.Limits,
            exchange.Time,
            attempt: 1);
        if ((int)response.Status != 200)
        {
            var failure = await response.FailureAsync(cancellationToken);
            RetryBudget.SetRetryAfter(failure, response.RetryAfter);
            // 400 and 403 are what services answer to a wrong password; to the caller it is one thing.
            throw (int)response.Status is 400 or 403
                ? new OciException(OciError.Unauthorized, failure.Message) { StatusCode = failure.StatusCode }
                : failure;
        }

        var body = await response.ReadSmallBodyAsync(exchange.Limits.TokenBytes, "token reply", cancellationToken);
        return Read(request, body, scopes, sent);
    }

    /// <summary>The header for a user name and password.</summary>
    public static string Basic(Credential credential) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}"));

    private static RegistryRequest Get(Uri realm, string service, IReadOnlyList<string> scopes)
    {
        var query = new StringBuilder(realm.Query.TrimStart('?'));
        if (service.Length > 0)
        {
            Append(query, "service", service);
        }

        foreach (var scope in scopes)
        {
            Append(query, "scope", scope);
        }

        return new RegistryRequest
        {
            Method = HttpMethod.Get,
            Uri = new UriBuilder(realm) { Query = query.ToString() }.Uri,
        };
    }

    private RegistryRequest Refresh(Uri realm, string service, IReadOnlyList<string> scopes, string refreshToken)
    {
        var form = new Dictionary<string, string>
        {
            ["client_id"] = clientId,
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = refreshToken,
        };
        if (service.Length > 0)
        {
            form["service"] = service;
        }

        if (scopes.Count > 0)
        {
            form["scope"] = string.Join(' ', scopes);
        }

        return new RegistryRequest
        {
            Method = HttpMethod.Post,
            Uri = realm,
            OpenContent = _ => ValueTask.FromResult<HttpContent>(new FormUrlEncodedContent(form)),
        };
    }

    private static AccessToken Read(RegistryRequest request, byte[] body, IReadOnlyList<string> scopes, DateTimeOffset sent)
    {
        if (StrictJson.FindFault(body) is { } fault)
        {
            throw Malformed(request, UrlText.Clean(fault, 256));
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var value = Text(root, "access_token") is { Length: > 0 } accessToken ? accessToken : Text(root, "token");
        if (value.Length == 0)
        {
            throw Malformed(request, "it has no token");
        }

        if (value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw Malformed(request, "its token has characters that a header cannot hold");
        }

        var lifetime = root.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            && seconds.TryGetInt64(out var count) && count is > 0 and <= 365 * 24 * 3600
            ? TimeSpan.FromSeconds(count)
            : DefaultLifetime;
        return new AccessToken(value, scopes, sent + (lifetime > 2 * Margin ? lifetime - Margin : lifetime));
    }

    private static string Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static void Append(StringBuilder query, string name, string value) =>
        query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));

    private static OciException Malformed(RegistryRequest request, string why) =>
        new(OciError.Malformed, $"{request}: the token service's reply cannot be used: {why}");
}
