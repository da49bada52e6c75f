using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Signet.TestKit.Servers;

/// <summary>
/// Ports of servers that have ended. They are kept for a while, so that nobody listens there: the next server would get the
/// port, and answer what a test wants nobody to answer.
/// </summary>
internal static class ClosedPorts
{
    private const int Kept = 256;

    private static readonly ConcurrentQueue<Socket> Held = new();

    /// <summary>Keeps a loopback port on which nobody listens any more; whoever connects is refused.</summary>
    public static void Keep(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // The server's connections may linger; nobody else may have the port.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false);
        }
        catch (SocketException)
        {
            socket.Dispose(); // Somebody was faster.
            return;
        }

        Held.Enqueue(socket);
        if (Held.Count > Kept && Held.TryDequeue(out var oldest))
        {
            oldest.Dispose();
        }
    }
}
