using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Signet.TestKit.Registries;

/// <summary>Basic and Bearer authentication, with the token service for the latter.</summary>
internal sealed class AccessGate(ScriptedRegistryOptions options, Func<string> ownRealm)
{
    private const string Service = "registry.example.com";

    private readonly ConcurrentDictionary<string, string[]> _tokens = new();

    /// <summary>No token issued so far is accepted any more.</summary>
    public void RevokeTokens() => _tokens.Clear();

    /// <summary>True when the request may pass; else the challenge was sent.</summary>
    public async Task<bool> AdmitsAsync(HttpContext context)
    {
        switch (options.Authentication)
        {
            case RegistryAuthentication.Basic when !HasPassword(context):
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"example\"";
                await RegistryReply.ErrorAsync(context, 401, "UNAUTHORIZED", "authentication required");
                return false;
            case RegistryAuthentication.Bearer:
                return await AdmitsBearerAsync(context);
            default:
                return true;
        }
    }

    /// <summary>The token service: GET with a password or nobody, POST with OAuth2's refresh_token or password grant.</summary>
    public async Task IssueAsync(HttpContext context)
    {
        bool known;
        IEnumerable<string> asked;
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            known = form["grant_type"].ToString() switch
            {
                "refresh_token" => form["refresh_token"] == options.RefreshToken,
                "password" => form["username"] == options.UserName && form["password"] == options.Password,
                _ => false,
            };
            asked = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        else
        {
            known = HasPassword(context);
            asked = context.Request.Query["scope"].SelectMany(scope => (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        if (!known && (!options.AnonymousPull || context.Request.Headers.Authorization.Count > 0))
        {
            await RegistryReply.ErrorAsync(context, 401, "UNAUTHORIZED", "incorrect username or password");
            return;
        }

        var granted = asked.SelectMany(Rights).Where(right => known || right.EndsWith(":pull", StringComparison.Ordinal));
        var token = $"token-{Guid.NewGuid():N}";
        _tokens[token] = [.. granted];
        var reply = new JsonObject { ["token"] = token, ["access_token"] = token, ["expires_in"] = 300 };
        await RegistryReply.BytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(reply), "application/json");
    }

    private async Task<bool> AdmitsBearerAsync(HttpContext context)
    {
        var needed = Needs(context.Request);
        var header = context.Request.Headers.Authorization.ToString();
        var isKnown = _tokens.TryGetValue(header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : "", out var granted);
        if (isKnown && needed.All(granted!.Contains))
        {
            return true;
        }

        var scope = needed.Count == 0
            ? ""
            : $",scope=\"{needed[0][..needed[0].LastIndexOf(':')]}:{string.Join(',', needed.Select(one => one[(one.LastIndexOf(':') + 1)..]))}\"";
        var error = isKnown ? ",error=\"insufficient_scope\"" : "";
        context.Response.Headers.WWWAuthenticate =
            $"Bearer realm=\"{options.Realm ?? ownRealm()}\",service=\"{Service}\"{scope}{error}";
        await RegistryReply.ErrorAsync(context, 401, "UNAUTHORIZED", "authentication required");
        return false;
    }

    private bool HasPassword(HttpContext context) =>
        context.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{options.UserName}:{options.Password}"));

    private static List<string> Needs(HttpRequest request)
    {
        if (RegistryEndpoints.RepositoryName(request.Path.Value ?? "") is not { } name)
        {
            return [];
        }

        string[] actions = request.Method switch
        {
            "GET" or "HEAD" => ["pull"],
            "DELETE" => ["delete"],
            _ => ["pull", "push"],
        };
        return [.. actions.Select(action => $"repository:{name}:{action}")];
    }

    /// <summary><c>repository:app:pull,push</c> is two rights; <c>*</c> is all of them.</summary>
    private static IEnumerable<string> Rights(string scope)
    {
        var colon = scope.LastIndexOf(':');
        return colon < 0
            ? []
            : scope[(colon + 1)..].Split(',')
                .SelectMany(action => action == "*" ? ["pull", "push", "delete"] : new[] { action })
                .Select(action => $"{scope[..colon]}:{action}");
    }
}
