using System.Net;

namespace Signet.Signatures.Revocation.Fetching;

/// <summary>
/// The proxy that the standard variables name, never for this machine itself, as Go's clients do. A proxy resolves names
/// itself: behind one, which machines can be reached by a name is the proxy's rule.
/// </summary>
internal sealed class ProxyOfEnvironment : IWebProxy
{
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException("the proxy's credentials come from its variable");
    }

    public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
