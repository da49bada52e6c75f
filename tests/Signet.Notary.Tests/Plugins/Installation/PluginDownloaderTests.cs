using System.Net;
using Signet.Notary.Plugins.Installation;

namespace Signet.Notary.Tests.Plugins.Installation;

/// <summary>Where a download may go; over a real connection it is tested with the command line.</summary>
public sealed class PluginDownloaderTests
{
    private const string Start = "https://example.com/a/notation-foo?secret=1";

    [Theory]
    [InlineData("://x", "failed to parse plugin download URL ://x with error: parse \"://x\": missing protocol scheme")]
    [InlineData("http://example.com/x", "failed to download plugin from URL: only the HTTPS scheme is supported, but got http")]
    [InlineData("file:///etc/passwd", "failed to download plugin from URL: only the HTTPS scheme is supported, but got file")]
    [InlineData("example.com/x", "failed to download plugin from URL: only the HTTPS scheme is supported, but got ")]
    [InlineData("https://", "failed to parse plugin download URL https:// with error: it is no address")]
    public void Address_is_https(string url, string message) =>
        Assert.Equal(message, Assert.Throws<PluginInstallException>(() => PluginDownloader.ParseUrl(url)).Message);

    [Fact]
    public void H6_address_holds_no_credentials()
    {
        var e = Assert.Throws<PluginInstallException>(() => PluginDownloader.ParseUrl("https://me:hunter2@example.com/x"));
        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_is_taken_with_its_digest_and_sent_no_credentials()
    {
        var server = new Server(_ => new(HttpStatusCode.OK) { Content = new ByteArrayContent("abc"u8.ToArray()) });
        await using var source = await DownloadAsync(server);
        Assert.Equal(("notation-foo", true), (source.Name, source.IsDownload));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", source.Sha256);
        var request = Assert.Single(server.Requests);
        Assert.Equal("User-Agent: signet/test", request.Headers.ToString().Trim());
    }

    [Fact]
    public async Task Redirects_are_followed_over_https()
    {
        var server = new Server(r => r.RequestUri!.AbsolutePath == "/a/notation-foo" ? Redirect("../b?token=2")
            : r.RequestUri.Host == "example.com" ? Redirect("https://files.example.com/c") : new(HttpStatusCode.OK));
        await using var source = await DownloadAsync(server);
        Assert.Equal(
            [Start, "https://example.com/b?token=2", "https://files.example.com/c"],
            server.Requests.Select(r => r.RequestUri!.ToString()));
        Assert.Equal("notation-foo", source.Name);
    }

    [Theory]
    [InlineData("http://example.com/x", "only the HTTPS scheme is supported, but got http")]
    [InlineData("file:///etc/passwd", "only the HTTPS scheme is supported, but got file")]
    [InlineData("https://me:hunter2@example.com/x", "with a user name or password")]
    [InlineData("https://example.com/again?secret=1", "stopped after 10 redirects")]
    public async Task H2_redirects_elsewhere_are_refused(string target, string message)
    {
        var e = await FailAsync(new Server(_ => Redirect(target)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_answers_are_failures()
    {
        var e = await FailAsync(new Server(_ => new(HttpStatusCode.NotFound)));
        Assert.Equal("GET \"https://example.com/a/notation-foo\": https response bad status: 404 Not Found", e.Message);
        Assert.Contains("redirects to no address", (await FailAsync(new Server(_ => new(HttpStatusCode.Found)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H2_body_stays_under_the_limit_announced_or_not(bool isAnnounced)
    {
        var e = await FailAsync(new Server(_ => new(HttpStatusCode.OK)
        {
            Content = new StreamContent(new Zeros()) { Headers = { ContentLength = isAnnounced ? NotaryLimits.PluginPackageBytes : null } },
        }));
        Assert.Equal("https response reached the 256 MiB size limit", e.Message);
        Assert.Equal(PluginInstallFault.TooLarge, e.Fault);
    }

    [Fact]
    public async Task H2_download_ends_after_its_time()
    {
        using var downloader = new PluginDownloader(new HttpMessageInvoker(new Silence()), "signet/test", new Impatience());
        var e = await Assert.ThrowsAsync<PluginInstallException>(
            async () => await downloader.DownloadAsync(new(Start), TestContext.Current.CancellationToken));
        Assert.Equal("Get \"https://example.com/a/notation-foo\": it was not done in 10 minutes", e.Message);
    }

    [Fact]
    public async Task Download_is_not_installed_without_a_checksum()
    {
        using var lab = new InstallLab();
        var server = new Server(_ => new(HttpStatusCode.OK) { Content = new StringContent(InstallLab.Script()) });
        await using var source = await DownloadAsync(server);
        var e = await Assert.ThrowsAsync<PluginInstallException>(
            () => lab.Installer.InstallAsync(source, new(), TestContext.Current.CancellationToken));
        Assert.Equal("installing from URL requires non-empty SHA256 checksum of the plugin source", e.Message);
        await lab.Installer.InstallAsync(source, new() { Sha256 = source.Sha256 }, TestContext.Current.CancellationToken);
        Assert.Equal(["foo"], lab.Manager.FindNames());
    }

    private static HttpResponseMessage Redirect(string target) =>
        new(HttpStatusCode.Found) { Headers = { Location = new(target, UriKind.RelativeOrAbsolute) } };

    private static async Task<PluginSource> DownloadAsync(Server server)
    {
        using var downloader = new PluginDownloader(new HttpMessageInvoker(server), "signet/test", timeProvider: null);
        return await downloader.DownloadAsync(new(Start), TestContext.Current.CancellationToken);
    }

    private static Task<PluginInstallException> FailAsync(Server server) =>
        Assert.ThrowsAsync<PluginInstallException>(async () => await DownloadAsync(server));

    private sealed class Server(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<HttpRequestMessage> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return Task.FromResult(answer(request));
        }
    }

    private sealed class Silence : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new();
        }
    }

    /// <summary>Ten minutes take a moment.</summary>
    private sealed class Impatience : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(20), period);
    }

    private sealed class Zeros : MemoryStream
    {
        private long _left = NotaryLimits.PluginPackageBytes;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(_left, buffer.Length);
            _left -= read;
            return ValueTask.FromResult(read);
        }
    }
}
