using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Oci.Remote.Transport;

/// <summary>Makes the one connection pool of a client.</summary>
internal static class HandlerFactory
{
    public static SocketsHttpHandler Create(RegistryClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = true,
            Proxy = new LoopbackBypass(),
            ConnectTimeout = options.Limits.ResponseTimeout,
            // A long-running verifier must notice when a registry's address changes.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
        };
        if (options.CaFile is { } caFile)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(caFile) };
        }

        return handler;
    }

    // Read here, once and at once: a client that cannot establish whom it trusts must not come into being.
    private static X509ChainPolicy TrustOnly(string caFile)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new OciException(OciError.Malformed, $"CA file \"{caFile}\" cannot be read: {e.Message}", e);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new OciException(
                OciError.Malformed, $"CA file \"{caFile}\" holds no certificate; it must be a PEM bundle of authorities");
    }

    /// <summary>
    /// The proxy that the standard variables name, never for this machine itself: a registry on loopback is not
    /// reachable through a proxy, and Go's clients do the same.
    /// </summary>
    private sealed class LoopbackBypass : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => HttpClient.DefaultProxy.Credentials;
            set => throw new NotSupportedException("the proxy's credentials come from its variable");
        }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => Origin.IsLoopback(host) || HttpClient.DefaultProxy.IsBypassed(host);
    }
}
