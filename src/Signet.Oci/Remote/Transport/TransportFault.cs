using System.Net.Sockets;

namespace Signet.Oci.Remote.Transport;

/// <summary>Names what went wrong below HTTP.</summary>
internal static class TransportFault
{
    /// <summary>The failure and whether the same request may succeed a moment later; null for what is none of ours.</summary>
    public static (OciException Failure, bool IsRetryable)? Map(RegistryRequest request, Exception exception)
    {
        switch (exception)
        {
            case OciException failure:
                return failure.IsTransient ? (failure, true) : null;
            case HttpRequestException http:
                return Map(request, http.HttpRequestError, http);
            case HttpIOException io:
                return Map(request, io.HttpRequestError, io);
            case IOException io:
                return (Unreachable(request, io), true);
            case OperationCanceledException:
                return (new OciException(OciError.TimedOut, $"{Name(request)}: connection timed out", exception), true);
            default:
                return null;
        }
    }

    private static (OciException, bool) Map(RegistryRequest request, HttpRequestError error, Exception exception) => error switch
    {
        HttpRequestError.ConfigurationLimitExceeded =>
            (new OciException(OciError.LimitExceeded, $"{Name(request)}: {Cause(exception)}", exception), false),
        HttpRequestError.InvalidResponse =>
            (new OciException(OciError.Malformed, $"{Name(request)}: {Cause(exception)}", exception), false),
        // A name that does not exist and a certificate that is not trusted stay so.
        HttpRequestError.NameResolutionError => (Unreachable(request, exception), IsTryAgain(exception)),
        HttpRequestError.SecureConnectionError => (Unreachable(request, exception), exception.GetBaseException() is SocketException),
        HttpRequestError.ProxyTunnelError or HttpRequestError.UserAuthenticationError =>
            (Unreachable(request, exception), false),
        _ => (Unreachable(request, exception), true),
    };

    private static OciException Unreachable(RegistryRequest request, Exception exception) =>
        new(OciError.Unreachable, $"{Name(request)}: {Cause(exception)}", exception);

    private static bool IsTryAgain(Exception exception) =>
        exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.TryAgain };

    // notation shows Go's own form here: Head "https://…": cause.
    private static string Name(RegistryRequest request)
    {
        var method = request.Method.Method;
        return $"{method[0]}{method[1..].ToLowerInvariant()} \"{UrlText.Redact(request.Uri)}\"";
    }

    private static string Cause(Exception exception) => exception.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.ConnectionReset } => "connection reset by peer",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "no such host",
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "unexpected EOF: the connection was closed early",
        var cause => UrlText.Clean(cause.Message, 512),
    };
}
