using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Signet.TestKit;

/// <summary>
/// A TCP proxy on loopback that delivers every byte a fixed time late, as a registry far away would: only latency, no
/// limit on bandwidth. The connection itself is accepted at once. Counts connections and, in plain HTTP/1.1, requests.
/// </summary>
public sealed class DelayingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _targetPort;
    private readonly TimeSpan _oneWay;
    private readonly Task _accepting;
    private int _connections;
    private int _requests;

    private DelayingProxy(int targetPort, TimeSpan roundTrip)
    {
        _targetPort = targetPort;
        _oneWay = roundTrip / 2;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Starts a proxy in front of a loopback port.</summary>
    /// <param name="targetPort">The server's port.</param>
    /// <param name="roundTrip">Time added to a request and its response together.</param>
    public static DelayingProxy Start(int targetPort, TimeSpan roundTrip) => new(targetPort, roundTrip);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections since the start or the last <see cref="Reset"/>.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests since the start or the last <see cref="Reset"/>; plain HTTP/1.1 only.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public void Reset()
    {
        Volatile.Write(ref _connections, 0);
        Volatile.Write(ref _requests, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _targetPort, _stop.Token);
                await Task.WhenAll(
                    CarryAsync(client, server, CountRequests), CarryAsync(server, client, static _ => { }));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One side went away, or the proxy stops: both sockets close.
            }
        }
    }

    /// <summary>Reads without waiting for what was read before: bytes overlap in flight, as on a real line.</summary>
    private async Task CarryAsync(TcpClient from, TcpClient to, Action<ReadOnlyMemory<byte>> look)
    {
        var line = Channel.CreateUnbounded<(long Due, byte[] Bytes)>();
        var delivering = DeliverAsync(line.Reader, to);
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
            {
                look(buffer.AsMemory(0, read));
                var due = Environment.TickCount64 + (long)_oneWay.TotalMilliseconds;
                await line.Writer.WriteAsync((due, buffer[..read]), _stop.Token);
            }
        }
        finally
        {
            line.Writer.Complete();
            await delivering;
        }
    }

    private async Task DeliverAsync(ChannelReader<(long Due, byte[] Bytes)> line, TcpClient to)
    {
        await foreach (var (due, bytes) in line.ReadAllAsync(_stop.Token))
        {
            var wait = due - Environment.TickCount64;
            if (wait > 0)
            {
                await Task.Delay((int)wait, _stop.Token);
            }

            await to.GetStream().WriteAsync(bytes, _stop.Token);
        }

        to.Client.Shutdown(SocketShutdown.Send);
    }

    /// <summary>A request's head starts a segment in practice; bodies of registries are not text that looks like one.</summary>
    private void CountRequests(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> version = " HTTP/1.1\r\n"u8;
        var rest = bytes.Span;
        int at;
        while ((at = rest.IndexOf(version)) >= 0)
        {
            Interlocked.Increment(ref _requests);
            rest = rest[(at + version.Length)..];
        }
    }
}
