using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Fetches packages by HTTPS. Every step of a redirect is HTTPS; no credentials and no cookies are sent, and nothing is
/// believed of what comes but that it has the SHA-256 the user gave, which is compared before anything looks into it.
/// </summary>
public sealed class PluginDownloader : IDisposable
{
    private const string HttpsOnly = "only the HTTPS scheme is supported, but got ";

    private readonly HttpMessageInvoker _client;
    private readonly string _userAgent;
    private readonly TimeProvider _timeProvider;

    /// <summary>A downloader that trusts the system's authorities and uses the proxy its variables name.</summary>
    /// <param name="userAgent">Name and version of the program.</param>
    /// <param name="timeProvider">Clock of the time limit; null for the system's.</param>
    public PluginDownloader(string userAgent, TimeProvider? timeProvider = null)
        : this(new HttpMessageInvoker(CreateHandler()), userAgent, timeProvider)
    {
    }

    internal PluginDownloader(HttpMessageInvoker client, string userAgent, TimeProvider? timeProvider)
    {
        ArgumentException.ThrowIfNullOrEmpty(userAgent);
        _client = client;
        _userAgent = userAgent;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="PluginInstallException">It is none, not HTTPS, or holds credentials.</exception>
    public static Uri ParseUrl(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var scheme = url.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? url[..colon] : "";
        if (scheme.Length == 0)
        {
            var shown = PluginText.Printable(url, PluginText.MessageLength);
            throw new PluginInstallException(
                PluginInstallFault.Source,
                url.StartsWith(':')
                    ? $"failed to parse plugin download URL {shown} with error: parse {PluginText.Quoted(url)}: missing protocol scheme"
                    : $"failed to download plugin from URL: {HttpsOnly}");
        }

        if (!scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase))
        {
            throw new PluginInstallException(
                PluginInstallFault.Source,
                $"failed to download plugin from URL: {HttpsOnly}{PluginText.Printable(scheme, PluginText.WordLength)}");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0)
        {
            throw new PluginInstallException(
                PluginInstallFault.Source,
                $"failed to parse plugin download URL {PluginText.Printable(url, PluginText.MessageLength)} with error: it is no address");
        }

        return address.UserInfo.Length == 0
            ? address
            : throw new PluginInstallException(
                PluginInstallFault.Source,
                $"failed to download plugin from URL: the address of {address.Host} holds a user name or password, which end up in "
                + "the shell's history and in logs; download the package yourself and install it with --file");
    }

    /// <summary>Downloads a package.</summary>
    /// <param name="url">Where it is, as <see cref="ParseUrl"/> takes it.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="PluginInstallException">It is not there, too large, or takes too long.</exception>
    public async Task<PluginSource> DownloadAsync(Uri url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        using var timer = new CancellationTokenSource(NotaryLimits.PluginDownloadTime, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var response = await FollowAsync(ParseUrl(url.OriginalString), both.Token);
            await using var body = await response.Content.ReadAsStreamAsync(both.Token);
            if (response.Content.Headers.ContentLength >= NotaryLimits.PluginPackageBytes)
            {
                throw PackageBytes.LimitReached("https response");
            }

            return await PluginSource.OpenDownloadAsync(NameIn(url), body, both.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException
            && !cancellationToken.IsCancellationRequested)
        {
            throw Failure(
                timer.IsCancellationRequested
                    ? $"Get \"{Shown(url)}\": it was not done in {NotaryLimits.PluginDownloadTime.TotalMinutes:0} minutes"
                    : $"Get \"{Shown(url)}\": {Cause(e)}",
                e);
        }
    }

    /// <summary>Ends all connections.</summary>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
            var response = await _client.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentEncoding.Count == 0)
            {
                return response;
            }

            using (response)
            {
                url = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
                        ? Target(url, response.Headers.Location, redirects)
                        : throw Failure(
                            $"GET \"{Shown(url)}\": https response bad status: {(int)response.StatusCode} "
                            + PluginText.Printable(response.ReasonPhrase ?? "", PluginText.WordLength));
            }
        }
    }

    private static Uri Target(Uri url, Uri? location, int redirects)
    {
        if (redirects == NotaryLimits.PluginRedirects)
        {
            throw Failure($"Get \"{Shown(url)}\": stopped after {NotaryLimits.PluginRedirects} redirects");
        }

        if (location is null || !Uri.TryCreate(url, location, out var target))
        {
            throw Failure($"GET \"{Shown(url)}\": it redirects to no address");
        }

        return target.Scheme != Uri.UriSchemeHttps
            ? throw Failure($"GET \"{Shown(url)}\": it redirects to {Shown(target)}; {HttpsOnly}{target.Scheme}")
            : target.UserInfo.Length > 0
            ? throw Failure($"GET \"{Shown(url)}\": it redirects to an address of {target.Host} with a user name or password")
            : target;
    }

    /// <summary>An address without its query, where signed addresses have their secret (attack H6).</summary>
    private static string Shown(Uri url) => PluginText.Printable(
        url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), PluginText.MessageLength);

    /// <summary>The last part of the path: the file name that a browser would give it.</summary>
    private static string NameIn(Uri url) => Uri.UnescapeDataString(url.Segments[^1]);

    private static string Cause(Exception e) => e.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connect: connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => "no such host",
        AuthenticationException cause => $"tls: {PluginText.Printable(cause.Message, PluginText.MessageLength)}",
        var cause => PluginText.Printable(cause.Message, PluginText.MessageLength),
    };

    private static PluginInstallException Failure(string why, Exception? innerException = null) =>
        new(PluginInstallFault.Download, why, innerException);

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        Proxy = new LoopbackBypass(),
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        // What is refused is not read to its end.
        MaxResponseDrainSize = 0,
    };

    /// <summary>The proxy that the standard variables name, never for this machine itself, as Go's clients do.</summary>
    private sealed class LoopbackBypass : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => HttpClient.DefaultProxy.Credentials;
            set => throw new NotSupportedException("the proxy's credentials come from its variable");
        }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
    }
}
