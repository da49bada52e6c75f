using System.Net;
using System.Net.Sockets;

namespace Signet.Signatures.Revocation.Fetching;

/// <summary>Names to addresses; <see cref="Dns"/>, or a test's.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>
/// Makes the connection pools. Every address that a name resolves to is held to <see cref="NetworkRules"/> at the moment of
/// connecting, and the connection goes to the addresses that were looked at: a name that resolves to something else a moment
/// later changes nothing.
/// </summary>
internal static class GuardedHandler
{
    /// <summary>Makes a pool.</summary>
    /// <param name="proxy">Who forwards requests; null for nobody.</param>
    /// <param name="resolve">Names to addresses.</param>
    /// <param name="allowLoopback">False in the pool for redirects from other machines to names.</param>
    public static SocketsHttpHandler Create(IWebProxy? proxy, HostResolver resolve, bool allowLoopback) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        UseProxy = proxy is not null,
        Proxy = proxy,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // A long-running verifier must notice when a responder's address changes.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // An answer that is not wanted is not read either.
        MaxResponseDrainSize = 0,
        // In KiB; responders send under one.
        MaxResponseHeadersLength = 16,
        ConnectCallback = (context, token) => ConnectAsync(
            context.DnsEndPoint, context.InitialRequestMessage.RequestUri!, proxy, resolve, allowLoopback, token),
    };

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint,
        Uri target,
        IWebProxy? proxy,
        HostResolver resolve,
        bool allowLoopback,
        CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await resolve(endPoint.Host, cancellationToken);
        // A proxy is this machine's own choice, and may well be on this machine.
        var isProxy = proxy is not null && !proxy.IsBypassed(target) && proxy.GetProxy(target) is not null;
        if (!isProxy)
        {
            Check(target, addresses, allowLoopback);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Check(Uri target, IPAddress[] addresses, bool allowLoopback)
    {
        foreach (var address in addresses)
        {
            var fault = !allowLoopback && NetworkRules.IsLoopback(address)
                ? $"a redirect must not lead to this machine itself ({address})"
                : NetworkRules.FindFault(address);
            if (fault is not null)
            {
                throw FetchAddress.Refuse(target.OriginalString, fault);
            }
        }
    }
}
