using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Signet.TestKit.Servers;

/// <summary>A server on a free loopback port, of plain HTTP or with a certificate of HTTPS, that answers as a function says and records what it was asked.</summary>
public sealed class LoopbackHttpServer : IAsyncDisposable
{
    private readonly string _scheme;
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();
    private Func<LoopbackRequest, Task<LoopbackReply>> _answer;

    private LoopbackHttpServer(Func<LoopbackRequest, LoopbackReply> answer, X509Certificate2? certificate)
    {
        _scheme = certificate is null ? "http" : "https";
        _answer = request => Task.FromResult(answer(request));
        // Empty: the other builders watch configuration files, of which a machine allows few.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        _application = builder.Build();
        _application.Run(ServeAsync);
    }

    public int Port { get; private set; }

    /// <summary><c>http://localhost:port</c>, or <c>https</c>.</summary>
    public string Url => $"{_scheme}://localhost:{Port}";

    /// <summary>What was asked, in order of arrival.</summary>
    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    public static async Task<LoopbackHttpServer> StartAsync(
        Func<LoopbackRequest, LoopbackReply> answer, X509Certificate2? certificate = null)
    {
        var server = new LoopbackHttpServer(answer, certificate);
        await server._application.StartAsync();
        var addresses = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        server.Port = new Uri(addresses!.Addresses.Single()).Port;
        return server;
    }

    /// <summary>Answers differently from now on.</summary>
    public void Answer(Func<LoopbackRequest, LoopbackReply> answer) => AnswerLater(request => Task.FromResult(answer(request)));

    /// <summary>Answers from now on with what takes time to find out, from another program for example.</summary>
    public void AnswerLater(Func<LoopbackRequest, Task<LoopbackReply>> answer) => Volatile.Write(ref _answer, answer);

    /// <summary>Forgets what was asked.</summary>
    public void ClearRequests() => _requests.Clear();

    /// <summary>Ends it; from then on its port refuses connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        ClosedPorts.Keep(Port);
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new LoopbackRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.ContentType,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        _requests.Enqueue(request);
        try
        {
            var reply = await Volatile.Read(ref _answer)(request);
            await reply.WriteAsync(context);
        }
        catch (OperationCanceledException)
        {
            // The client gave up, as some tests want it to.
        }
    }
}
