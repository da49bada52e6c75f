using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Signet.TestKit.Peers;

/// <summary>
/// The real <c>docker-registry</c> on a free loopback port with its storage in a temporary folder; it has no referrers
/// API, so signatures go through the tag schema.
/// </summary>
public sealed class DockerRegistryServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Task<string> _log;

    private DockerRegistryServer(DirectoryInfo folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        _log = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        Port = port;
    }

    public int Port { get; }

    /// <summary><c>localhost:port</c>: with this name, Go programs speak plain HTTP.</summary>
    public string Host => $"localhost:{Port}";

    /// <summary><c>127.0.0.1:port</c>: with this name, Go programs speak HTTPS.</summary>
    public string TlsHost => $"127.0.0.1:{Port}";

    /// <summary>Starts a registry and waits until it answers.</summary>
    public static async Task<DockerRegistryServer> StartAsync(DockerRegistryOptions? options = null)
    {
        options ??= new DockerRegistryOptions();
        var program = Peers.DockerRegistry;
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var folder = Directory.CreateTempSubdirectory("signet-registry-");
            var configuration = Path.Combine(folder.FullName, "config.yml");
            await File.WriteAllTextAsync(configuration, options.ToYaml(folder.FullName, port));
            var start = new ProcessStartInfo(program, ["serve", configuration])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["OTEL_TRACES_EXPORTER"] = "none";
            var server = new DockerRegistryServer(folder, Process.Start(start)!, port);
            if (await server.IsListeningAsync())
            {
                return server;
            }

            await server.DisposeAsync();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"docker-registry did not start:\n{await server._log}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _log;
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The registry takes no port 0: a port that was free a moment ago may be taken, hence the attempts.</summary>
    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private async Task<bool> IsListeningAsync()
    {
        var deadline = Stopwatch.StartNew();
        while (!_process.HasExited && deadline.Elapsed < StartPatience)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        return false;
    }
}
