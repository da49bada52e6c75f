using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Signet.TestKit.Peers;

/// <summary>
/// A token service for the real docker-registry: it signs JSON Web Tokens (ES256, certificate in <c>x5c</c>) for one
/// user, granting what is asked for.
/// </summary>
public sealed class TokenIssuer : IAsyncDisposable
{
    public const string UserName = "user";

    public const string Password = "pass-example";

    private const string Service = "registry.example.com";

    private const string Issuer = "issuer.example.com";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _bundle = Path.Combine(Path.GetTempPath(), $"signet-issuer-{Guid.NewGuid():N}.pem");
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _application;
    private int _issued;

    private TokenIssuer()
    {
        var request = new CertificateRequest("CN=token issuer,O=Example", _key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(_bundle, _certificate.ExportCertificatePem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(IssueAsync);
    }

    /// <summary>Tokens given out so far.</summary>
    public int Issued => Volatile.Read(ref _issued);

    /// <summary>What makes a <see cref="DockerRegistryServer"/> trust this service.</summary>
    public DockerRegistryOptions Options { get; private set; } = new();

    public static async Task<TokenIssuer> StartAsync()
    {
        var issuer = new TokenIssuer();
        await issuer._application.StartAsync();
        var addresses = issuer._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        var port = new Uri(addresses!.Addresses.Single()).Port;
        issuer.Options = new DockerRegistryOptions
        {
            Token = ($"http://localhost:{port}/token", Service, Issuer, issuer._bundle),
        };
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
        File.Delete(_bundle);
    }

    private async Task IssueAsync(HttpContext context)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"));
        var known = context.Request.Headers.Authorization == basic;
        var scopes = context.Request.Query["scope"].ToArray();
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            known = form["username"] == UserName && form["password"] == Password;
            scopes = form["scope"].ToArray();
        }

        if (!known)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        Interlocked.Increment(ref _issued);
        var token = Sign(scopes.SelectMany(scope => (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var reply = new JsonObject { ["token"] = token, ["access_token"] = token, ["expires_in"] = 300 };
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply), context.RequestAborted);
    }

    private string Sign(IEnumerable<string> scopes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = new JsonObject
        {
            ["typ"] = "JWT",
            ["alg"] = "ES256",
            ["x5c"] = new JsonArray(Convert.ToBase64String(_certificate.RawData)),
        };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = UserName,
            ["aud"] = Service,
            ["iat"] = now,
            ["nbf"] = now - 60,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["access"] = new JsonArray([.. scopes.Select(Access)]),
        };
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256);
        return $"{content}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
    }

    /// <summary><c>repository:app:pull,push</c> as the registry wants it in a claim.</summary>
    private static JsonNode Access(string scope)
    {
        var first = scope.IndexOf(':', StringComparison.Ordinal);
        var last = scope.LastIndexOf(':');
        return new JsonObject
        {
            ["type"] = scope[..first],
            ["name"] = scope[(first + 1)..last],
            ["actions"] = new JsonArray([.. scope[(last + 1)..].Split(',').Select(action => (JsonNode)action)]),
        };
    }

    private static string Encode(JsonObject part) =>
        System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
