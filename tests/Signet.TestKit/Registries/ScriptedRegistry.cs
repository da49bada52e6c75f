using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signet.TestKit.Servers;

namespace Signet.TestKit.Registries;

/// <summary>
/// An OCI registry in this process on a free loopback port, which records every request and misbehaves as the test's
/// script says.
/// </summary>
public sealed class ScriptedRegistry : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(100);

    private readonly ScriptedRegistryOptions _options;
    private readonly RegistryEndpoints _endpoints;
    private readonly AccessGate _gate;
    private readonly QuietGate _quiet = new();
    private readonly Lock _rulesGate = new();
    private readonly List<ScriptRule> _rules = [];
    private readonly LoopbackCertificates? _certificates;
    private readonly WebApplication _application;
    private string? _caFile;

    private ScriptedRegistry(ScriptedRegistryOptions options)
    {
        _options = options;
        Latency = options.Latency;
        _endpoints = new RegistryEndpoints(options);
        _gate = new AccessGate(options, () => $"{Url}/token");
        _certificates = options.Tls ? new LoopbackCertificates() : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listener =>
            {
                if (_certificates is not null)
                {
                    listener.Protocols = HttpProtocols.Http1AndHttp2;
                    listener.UseHttps(https =>
                    {
                        https.ServerCertificate = _certificates.IssueServer();
                        if (options.AsksForClientCertificate)
                        {
                            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                            https.AllowAnyClientCertificate();
                        }
                    });
                }
                else
                {
                    listener.Protocols = HttpProtocols.Http1;
                }
            });
        });
        _application = builder.Build();
        _application.Run(ServeAsync);
    }

    public int Port { get; private set; }

    /// <summary><c>localhost:port</c>, the registry as a reference names it.</summary>
    public string Host => $"localhost:{Port}";

    /// <summary>Scheme and host, without a slash at the end.</summary>
    public string Url => $"{(_options.Tls ? "https" : "http")}://{Host}";

    /// <summary>The CA that signed this registry's certificate; only with TLS.</summary>
    public string CaPem => _certificates?.CaPem ?? throw new InvalidOperationException("this registry has no TLS");

    /// <summary><see cref="CaPem"/> in a file that goes with the registry.</summary>
    public string CaFile
    {
        get
        {
            if (_caFile is null)
            {
                _caFile = Path.Combine(Path.GetTempPath(), $"signet-ca-{Guid.NewGuid():N}.pem");
                File.WriteAllText(_caFile, CaPem);
            }

            return _caFile;
        }
    }

    /// <summary>Time without a further request before any request is looked at; at first that of the options.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Everything that was asked so far.</summary>
    public RequestLog Requests { get; } = new();

    public static Task<ScriptedRegistry> StartAsync() => StartAsync(new ScriptedRegistryOptions());

    public static async Task<ScriptedRegistry> StartAsync(ScriptedRegistryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var registry = new ScriptedRegistry(options);
        await registry._application.StartAsync();
        var addresses = registry._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        registry.Port = new Uri(addresses!.Addresses.Single()).Port;
        return registry;
    }

    /// <summary>A repository's content, made when there is none.</summary>
    public StoredRepository Repository(string name) => _endpoints.Repository(name);

    /// <summary>A rule for requests of a method (<c>*</c> for any) whose path and query match a regular expression.</summary>
    public ScriptRule On(string method, string pathPattern)
    {
        var pattern = new Regex(pathPattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return On(method, request => pattern.IsMatch(request.PathAndQuery));
    }

    /// <summary>A rule for requests of a method (<c>*</c> for any) that a predicate picks.</summary>
    public ScriptRule On(string method, Func<RecordedRequest, bool> matches)
    {
        var rule = new ScriptRule(request => (method == "*" || request.Method == method) && matches(request));
        lock (_rulesGate)
        {
            _rules.Add(rule);
        }

        return rule;
    }

    /// <summary>Every token issued so far is refused from now on.</summary>
    public void RevokeTokens() => _gate.RevokeTokens();

    public async ValueTask DisposeAsync()
    {
        // Connections that hang by script are cut rather than waited for.
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            await _application.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // That is the cutting.
        }

        await _application.DisposeAsync();
        ClosedPorts.Keep(Port);
        _certificates?.Dispose();
        if (_caFile is not null)
        {
            File.Delete(_caFile);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = Requests.Start(context);
        context.Items[typeof(RecordedRequest)] = request;
        context.Response.OnStarting(() =>
        {
            Requests.Answer(request, context.Response.StatusCode);
            return Task.CompletedTask;
        });
        try
        {
            // A client on a busy machine needs a while to send what belongs together: nobody is answered before all is quiet.
            await _quiet.PassAsync(Latency, context.RequestAborted);

            ScriptRule? rule;
            lock (_rulesGate)
            {
                rule = _rules.Find(one => one.TryTake(request));
            }

            await (rule is null ? AnswerAsync(context) : rule.ApplyAsync(context, AnswerAsync));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client went away, as scripted faults make it do.
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/token")
        {
            await _gate.IssueAsync(context);
        }
        else if (await _gate.AdmitsAsync(context))
        {
            await _endpoints.ServeAsync(context);
        }
    }
}
