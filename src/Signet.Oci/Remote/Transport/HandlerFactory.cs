using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Oci.Remote.Transport;

/// <summary>Makes the one connection pool of a client.</summary>
internal static class HandlerFactory
{
    /// <param name="options">The client's.</param>
    /// <param name="isRegistryHost">True for the hosts a client certificate is meant for.</param>
    public static SocketsHttpHandler Create(RegistryClientOptions options, Func<string, bool> isRegistryHost)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = true,
            Proxy = new ProxyBypass(options.Addresses),
            ConnectTimeout = options.Limits.ResponseTimeout,
            // A long-running verifier must notice when a registry's address changes.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
        };
        if (options.CaFile is { } caFile)
        {
            handler.SslOptions.CertificateChainPolicy = TrustOnly(caFile);
        }

        if (options.AcceptsAnyServerCertificate)
        {
#pragma warning disable CA5359 // What the option's name says; it is never on by itself.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (options.ClientCertificate is { } files)
        {
            var certificate = Load(files);
            handler.SslOptions.LocalCertificateSelectionCallback =
                (_, host, _, _, _) => isRegistryHost(host) ? certificate : null!;
        }

        if (options.Addresses.Count > 0)
        {
            handler.ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, options.Addresses, ct);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target, IReadOnlyDictionary<string, IPEndPoint> addresses, CancellationToken cancellationToken)
    {
        EndPoint address = addresses.GetValueOrDefault($"{target.Host}:{target.Port}") is { } given ? given : target;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509Certificate2 Load(ClientCertificateFiles files)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
            if (!OperatingSystem.IsWindows())
            {
                return certificate;
            }

            // Windows' TLS does not use a key that exists in memory only.
            using (certificate)
            {
                return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
            }
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new OciException(
                OciError.Malformed,
                $"the client certificate \"{files.CertificateFile}\" with the key \"{files.KeyFile}\" cannot be used: "
                + $"{e.Message} Both must be PEM files, the key without a passphrase",
                e);
        }
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
    /// reachable through a proxy, and Go's clients do the same. Nor for a registry whose address is given: that is where to
    /// connect to.
    /// </summary>
    private sealed class ProxyBypass(IReadOnlyDictionary<string, IPEndPoint> addresses) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => HttpClient.DefaultProxy.Credentials;
            set => throw new NotSupportedException("the proxy's credentials come from its variable");
        }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) =>
            Origin.IsLoopback(host)
            || addresses.ContainsKey($"{host.IdnHost}:{host.Port}")
            || HttpClient.DefaultProxy.IsBypassed(host);
    }
}
