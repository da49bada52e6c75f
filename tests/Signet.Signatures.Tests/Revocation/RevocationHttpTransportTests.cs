using System.Net;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Fetching;
using Signet.TestKit.Servers;

namespace Signet.Signatures.Tests.Revocation;

/// <summary>What is asked of the network, and what is taken from it.</summary>
public sealed class RevocationHttpTransportTests
{
    private static readonly byte[] Der = [0x30, 0x03, 0x0a, 0x01, 0x06];

    /// <summary>Nothing that any of these tests needs has to take longer; what must time out says so itself.</summary>
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Addresses that never lead to a connection, however they are written.</summary>
    public static TheoryData<string> RefusedAddresses =>
    [
        "https://ca.example.com/x",
        "ftp://ca.example.com/x",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "ldap://ca.example.com/cn=x?certificateRevocationList",
        "gopher://127.0.0.1:6379/_x",
        "//ca.example.com/x",
        "/x",
        "",
        "http:",
        "http://",
        "http:///x",
        "http://:80/x",
        "http:/ca.example.com/x",
        " http://ca.example.com/x",
        "http://ca.example.com/x\r\nHost: y",
        "http://ca.example.com/\u00fc",
        "http://c\u0430.example.com/",
        "http://user@ca.example.com/x",
        "http://user:secret@ca.example.com/x",
        "http://ca.example.com\\@169.254.169.254/x",
        "http://ca.example.com:0/x",
        "http://ca.example.com:22/x",
        "http://ca.example.com:25/x",
        "http://127.0.0.1:6379/x",
        "http://ca.example.com:65536/x",
        "http://169.254.169.254/latest/meta-data/",
        "HTTP://169.254.169.254/",
        "http://169.254.0.1:8080/",
        "http://169.254.169.254./",
        "http://2852039166/",
        "http://2852039166./",
        "http://0xa9fea9fe/",
        "http://0xA9.0xFE.0xA9.0xFE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://169.16689662/",
        "http://%31%36%39.254.169.254/",
        "http://\uff11\uff16\uff19.254.169.254/",
        "http://169\u3002254\u3002169\u3002254/",
        "http://4294967296/",
        "http://1.2.3.4.5/",
        "http://ca.example.0x7f/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::169.254.169.254]/",
        "http://[::ffff:0:169.254.169.254]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[64:ff9b:1::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[fd00:ec2::254]/",
        "http://[fd20:ce::254]/",
        "http://100.100.100.200/",
        "http://192.0.0.192/",
        "http://168.63.129.16/",
        "http://0.0.0.0/",
        "http://0/",
        "http://[::]/",
        "http://[::ffff:0.0.0.0]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[ff02::1]/",
        "http://" + new string('a', 2100) + ".example.com/",
    ];

    public static TheoryData<string, bool> Networks => new()
    {
        { "127.0.0.1", true },
        { "::1", true },
        { "10.1.2.3", true },
        { "172.16.0.1", true },
        { "192.168.1.1", true },
        { "100.64.0.1", true },
        { "fd12:3456::1", true },
        { "8.8.8.8", true },
        { "2001:db8::1", true },
        { "64:ff9b::8.8.8.8", true },
        { "169.253.255.255", true },
        { "169.255.0.0", true },
        { "169.254.0.0", false },
        { "169.254.255.255", false },
        { "fe80::1", false },
        { "febf::1", false },
        { "::ffff:169.254.169.254", false },
        { "64:ff9b::169.254.169.254", false },
        { "0.0.0.0", false },
        { "::", false },
        { "239.1.1.1", false },
        { "ff0e::1", false },
        { "fd00:ec2::254", false },
        { "100.100.100.200", false },
    };

    [Theory]
    [MemberData(nameof(RefusedAddresses))]
    public async Task C9_addresses_that_are_not_plain_http_to_a_harmless_host_are_refused(string address)
    {
        var connections = 0;
        using var transport = Resolving((_, _) =>
        {
            connections++;
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });

        var failure = await FailAsync(transport, address);

        Assert.Equal(RevocationFailure.AddressRefused, failure.Failure);
        Assert.Equal(0, connections);
        Assert.True(failure.Message.All(c => c is (>= ' ' and <= '~') or '…') && failure.Message.Length < 800, failure.Message);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void C9_networks_with_credentials_on_them_are_not_connected_to(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, NetworkRules.FindFault(IPAddress.Parse(address)) is null);

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    [InlineData("0.0.0.0")]
    public async Task C9_a_name_that_resolves_to_a_refused_address_among_others_is_not_asked(string address)
    {
        await using var server = await LoopbackHttpServer.StartAsync(_ => LoopbackReply.Of(Der, "x/y"));
        using var transport = Resolving((_, _) =>
            Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse(address)]));

        var failure = await FailAsync(transport, $"http://ca.example.com:{server.Port}/x");

        Assert.Equal(RevocationFailure.AddressRefused, failure.Failure);
        Assert.Contains(address, failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", "link-local")]
    [InlineData("http://2852039166/", "link-local")]
    [InlineData("https://ca.example.com/x", "not http")]
    [InlineData("file:///etc/passwd", "not http")]
    [InlineData("//169.254.169.254/x", "link-local")]
    [InlineData("http://user@ca.example.com/", "not of the form")]
    [InlineData("http://ca.example.com\\@169.254.169.254/", "not http")]
    public async Task C9_redirects_out_of_the_rules_are_not_followed(string target, string reason)
    {
        await using var server = await LoopbackHttpServer.StartAsync(_ => new() { Status = 302, Location = target });
        using var transport = new RevocationHttpTransport();

        var failure = await FailAsync(transport, $"{server.Url}/x");

        Assert.Equal(RevocationFailure.AddressRefused, failure.Failure);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/y")]
    [InlineData("http://localhost:{0}/y")]
    [InlineData("http://a.localhost:{0}/y")]
    [InlineData("http://[::1]:{0}/y")]
    [InlineData("http://2130706433:{0}/y")]
    [InlineData("http://rebound.example.com:{0}/y")]
    public async Task C9_a_redirect_from_another_machine_does_not_reach_this_one(string target)
    {
        await using var inner = await LoopbackHttpServer.StartAsync(_ => LoopbackReply.Of(Der, "x/y"));
        await using var outer = await LoopbackHttpServer.StartAsync(_ => new()
        {
            Status = 302,
            Location = string.Format(null, target, inner.Port),
        });
        using var transport = Resolving((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        // A connection that is open already must not be a way around.
        await transport.SendAsync(Get($"http://rebound.example.com:{inner.Port}/first"), Token);
        inner.ClearRequests();

        var failure = await FailAsync(transport, $"http://ca.example.com:{outer.Port}/x");

        Assert.Equal(RevocationFailure.AddressRefused, failure.Failure);
        Assert.Single(outer.Requests);
        Assert.Empty(inner.Requests);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(int.MaxValue, true)]
    public async Task Redirects_are_followed_three_times(int redirects, bool isRefused)
    {
        await using var server = await LoopbackHttpServer.StartAsync(r => int.Parse(r.Target[1..], null) is var n && n < redirects
            ? new() { Status = 301, Location = $"/{n + 1}" }
            : LoopbackReply.Of(Der, "x/y"));
        using var transport = new RevocationHttpTransport();

        if (isRefused)
        {
            Assert.Equal(RevocationFailure.AddressRefused, (await FailAsync(transport, $"{server.Url}/0")).Failure);
            Assert.Equal(4, server.Requests.Count);
            return;
        }

        Assert.Equal(Der, (await transport.SendAsync(Get($"{server.Url}/0"), Token)).ToArray());
        Assert.All(server.Requests, r => Assert.Equal("GET", r.Method));
    }

    [Theory]
    [InlineData(301, false)]
    [InlineData(302, false)]
    [InlineData(303, false)]
    [InlineData(307, true)]
    [InlineData(308, true)]
    public async Task A_post_is_followed_only_where_it_stays_one(int status, bool isFollowed)
    {
        await using var server = await LoopbackHttpServer.StartAsync(r => r.Target == "/0"
            ? new() { Status = status, Location = "/1" }
            : LoopbackReply.Of(Der, "x/y"));
        using var transport = new RevocationHttpTransport();
        var request = Get($"{server.Url}/0") with { Body = new byte[] { 1, 2, 3 }, BodyMediaType = "application/ocsp-request" };

        if (!isFollowed)
        {
            Assert.Equal(
                RevocationFailure.AddressRefused,
                (await Assert.ThrowsAsync<RevocationTransportException>(() => transport.SendAsync(request, Token))).Failure);
            Assert.Single(server.Requests);
            return;
        }

        await transport.SendAsync(request, Token);
        Assert.Equal(["POST", "POST"], server.Requests.Select(r => r.Method));
        Assert.All(server.Requests, r => Assert.Equal([1, 2, 3], r.Body));
        Assert.All(server.Requests, r => Assert.Equal("application/ocsp-request", r.ContentType));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(304)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task C10_only_status_200_is_an_answer(int status)
    {
        await using var server = await LoopbackHttpServer.StartAsync(_ => new() { Status = status });
        using var transport = new RevocationHttpTransport();

        var failure = await FailAsync(transport, $"{server.Url}/list.crl");

        Assert.Equal(RevocationFailure.Unreachable, failure.Failure);
        Assert.Equal($"\"{server.Url}/list.crl\" answered with status {status} instead of 200", failure.Message);
    }

    [Theory]
    [InlineData(4096, false)]
    [InlineData(4097, true)]
    public async Task The_limit_is_what_an_answer_may_have_and_no_more(int bytes, bool isTooLarge)
    {
        await using var server = await LoopbackHttpServer.StartAsync(r => r.Target == "/announced"
            ? LoopbackReply.Of(new byte[bytes], "x/y")
            : new() { Body = new byte[bytes - 1], Padding = 1 });
        using var transport = new RevocationHttpTransport();
        foreach (var path in new[] { "announced", "streamed" })
        {
            var sending = transport.SendAsync(Get($"{server.Url}/{path}", maxBytes: 4096), Token);
            if (isTooLarge)
            {
                var failure = await Assert.ThrowsAsync<RevocationTransportException>(() => sending);
                Assert.Equal(RevocationFailure.TooLarge, failure.Failure);
            }
            else
            {
                Assert.Equal(bytes, (await sending).Length);
            }
        }
    }

    [Fact]
    public async Task C10_a_list_of_33_MiB_is_refused_while_it_streams()
    {
        await using var server = await LoopbackHttpServer.StartAsync(_ => new() { Padding = 33 * 1024 * 1024 });
        using var transport = new RevocationHttpTransport();

        var failure = await FailAsync(transport, $"{server.Url}/x", SignatureLimits.CrlBytes);

        Assert.Equal(RevocationFailure.TooLarge, failure.Failure);
    }

    [Fact]
    public async Task C10_an_answer_without_an_end_is_refused()
    {
        await using var server = await LoopbackHttpServer.StartAsync(_ => new() { Padding = long.MaxValue });
        using var transport = new RevocationHttpTransport();

        Assert.Equal(
            RevocationFailure.TooLarge,
            (await FailAsync(transport, $"{server.Url}/x", SignatureLimits.OcspResponseBytes)).Failure);
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("drip")]
    [InlineData("redirects")]
    public async Task A5_the_time_limit_holds_for_the_whole_exchange(string what)
    {
        await using var server = await LoopbackHttpServer.StartAsync(r => what switch
        {
            "silent" => new() { Delay = TimeSpan.FromHours(1) },
            "drip" => new() { Body = new byte[50_000], Drip = TimeSpan.FromMilliseconds(20) },
            _ => r.Target == "/x" ? new() { Status = 302, Location = "/y" } : new() { Delay = TimeSpan.FromHours(1) },
        });
        using var transport = new RevocationHttpTransport();
        var request = Get($"{server.Url}/x") with { Timeout = TimeSpan.FromMilliseconds(300) };

        var failure = await Assert.ThrowsAsync<RevocationTransportException>(() => transport.SendAsync(request, Token));

        Assert.Equal(RevocationFailure.TimedOut, failure.Failure);
        Assert.Equal($"\"{server.Url}/x\" gave no whole answer within 0.3 s", failure.Message);
    }

    [Fact]
    public async Task A_caller_who_gives_up_hears_no_failure_of_the_server()
    {
        await using var server = await LoopbackHttpServer.StartAsync(_ => new() { Delay = TimeSpan.FromHours(1) });
        using var transport = new RevocationHttpTransport();
        using var stop = new CancellationTokenSource();

        var sending = transport.SendAsync(Get($"{server.Url}/x"), stop.Token);
        await stop.CancelAsync();

        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending)).CancellationToken);
    }

    [Fact]
    public async Task Dead_servers_and_cut_answers_are_unreachable()
    {
        var server = await LoopbackHttpServer.StartAsync(_ => new() { Body = Der, Abort = true });
        using var transport = new RevocationHttpTransport();

        Assert.Equal(RevocationFailure.Unreachable, (await FailAsync(transport, $"{server.Url}/cut")).Failure);
        await server.DisposeAsync();
        Assert.Equal(RevocationFailure.Unreachable, (await FailAsync(transport, $"{server.Url}/dead")).Failure);
    }

    [Fact]
    public async Task Nothing_about_this_machine_is_sent_and_nothing_is_kept()
    {
        await using var server = await LoopbackHttpServer.StartAsync(_ => LoopbackReply.Of(Der, "x/y"));
        using var transport = new RevocationHttpTransport();

        await transport.SendAsync(Get($"{server.Url}/a%2Bb%2Fc%3D"), Token);
        await transport.SendAsync(Get($"{server.Url}/"), Token);

        Assert.Equal("/a%2Bb%2Fc%3D", server.Requests[0].Target);
        Assert.All(server.Requests, r => Assert.Equal(["Host"], r.Headers.Keys));
    }

    [Fact]
    public async Task R15_a_server_cannot_write_lines_of_its_own_into_a_message()
    {
        using var transport = new RevocationHttpTransport();

        var failure = await FailAsync(transport, "http://169.254.1.1/\u001b[2J\nVerified" + new string('x', 1500));

        Assert.StartsWith("\"http://169.254.1.1/\\u{1b}[2J\\u{a}Verifiedxxx", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 200, 300);
    }

    private static RevocationHttpTransport Resolving(HostResolver resolve) => new(proxy: null, resolve);

    private static RevocationRequest Get(string address, int maxBytes = 64 * 1024) =>
        new() { Address = address, MaxBytes = maxBytes, Timeout = Ample };

    private static Task<RevocationTransportException> FailAsync(
        RevocationHttpTransport transport, string address, int maxBytes = 64 * 1024) =>
        Assert.ThrowsAsync<RevocationTransportException>(() => transport.SendAsync(Get(address, maxBytes), Token));
}
