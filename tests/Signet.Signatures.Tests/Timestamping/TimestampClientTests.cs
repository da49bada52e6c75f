using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Tests.Revocation;
using Signet.Signatures.Timestamping;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;
using Signet.TestKit.Timestamping;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>The client against live authorities, good and bad.</summary>
public sealed class TimestampClientTests
{
    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task Good_answer_gives_a_token_that_verifies(string hash)
    {
        await using var authority = await TimestampAuthority.StartAsync();
        var token = await Client(authority).RequestAsync(
            TimestampLab.Signature, new(hash), TestContext.Current.CancellationToken);
        Assert.Equal(hash, token.ImprintHash.Name);
        Assert.True(token.Verify(TimestampLab.Signature, [authority.Root]).IsValid);
        Assert.False(token.Verify(TimestampLab.Signature.AsMemory(1), [authority.Root]).IsValid);
    }

    [Fact]
    public async Task Request_is_what_RFC_3161_and_the_specification_ask_for()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        var client = Client(authority);
        for (var i = 0; i < 20; i++)
        {
            await RequestAsync(client);
        }

        var queries = authority.Http.Requests.Select(r => TimestampQuery.Read(r.Body)).ToList();
        Assert.All(authority.Http.Requests, r => Assert.Equal(
            ("POST", "/tsa", "application/timestamp-query"), (r.Method, r.Target, r.ContentType)));
        Assert.All(queries, q =>
        {
            Assert.Equal((1, LabTstInfo.Sha256, true), (q.Version, q.HashOid, q.HasNullParameters));
            Assert.Equal(SHA256.HashData(TimestampLab.Signature), q.Imprint);
            Assert.Null(q.Policy);
            Assert.True(q.WantsCertificates);
            Assert.False(q.HasExtensions);
            Assert.InRange(q.Nonce!.Length, 17, 20);
            Assert.InRange(q.Nonce[0], 0, 0x7F);
        });
        Assert.Equal(queries.Count, queries.Select(q => Convert.ToHexString(q.Nonce!)).Distinct().Count());
    }

    public static TheoryData<string, string, Func<LoopbackReply, LoopbackReply>> BadTransports => new()
    {
        { "404", "https response bad status: 404 Not Found", _ => LoopbackReply.NotFound },
        { "500", "https response bad status: 500 Internal Server Error", r => r with { Status = 500 } },
        { "201", "https response bad status: 201 Created", r => r with { Status = 201 } },
        { "301", "https response bad status: 301 Moved Permanently; redirects are not followed: if \"http://tsa.example.com/\"", r => r with { Status = 301, Location = "http://tsa.example.com/" } },
        { "307", "redirects are not followed", r => r with { Status = 307, Location = "/tsa" } },
        { "no type", "unexpected response content type: \"\"", r => r with { ContentType = null } },
        { "another type", "unexpected response content type: \"text/html\"", r => r with { ContentType = "text/html" } },
        { "a parameter", "unexpected response content type: \"application/timestamp-reply; charset=binary\"", r => r with { ContentType = "application/timestamp-reply; charset=binary" } },
        { "capital letters", "unexpected response content type", r => r with { ContentType = "Application/Timestamp-Reply" } },
        { "too large, announced", "larger than the limit of 1048576 bytes", r => r with { Body = new byte[SignatureLimits.TimestampBytes + 1] } },
        { "too large, unannounced", "larger than the limit of 1048576 bytes", r => r with { Padding = 8 * 1024 * 1024 } },
        { "nothing", "the answer is malformed", r => r with { Body = [] } },
        { "text", "the answer is malformed", r => r with { Body = "granted"u8.ToArray() } },
        { "cut short", "the answer is malformed", r => r with { Body = r.Body[..^1] } },
        { "more than an answer", "the answer is malformed", r => r with { Body = [.. r.Body, 0] } },
    };

    [Theory]
    [MemberData(nameof(BadTransports))]
    public async Task Bad_exchanges_are_refused(string what, string message, Func<LoopbackReply, LoopbackReply> change)
    {
        Assert.NotEmpty(what);
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Transport = change;
        var text = await RefusedAsync(Client(authority));
        Assert.Contains(message, text, StringComparison.Ordinal);
        Assert.Contains(authority.Url, text, StringComparison.Ordinal);
        Assert.Single(authority.Http.Requests);
    }

    [Fact]
    public async Task Messages_have_the_phrases_that_scripts_know()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Http.Answer(_ => LoopbackReply.NotFound);
        Assert.Equal($"timestamp: POST \"{authority.Url}\": https response bad status: 404 Not Found", await RefusedAsync(Client(authority)));
    }

    [Fact]
    public async Task Authority_that_is_not_there_is_refused()
    {
        var authority = await TimestampAuthority.StartAsync();
        var client = Client(authority);
        await authority.DisposeAsync();
        Assert.Equal($"timestamp: Post \"{authority.Url}\": connect: connection refused", await RefusedAsync(client));
    }

    [Theory]
    [InlineData("before the first byte")]
    [InlineData("between bytes")]
    public async Task C8_Slow_authority_is_given_up(string where)
    {
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Transport = reply => where == "between bytes"
            ? reply with { Drip = TimeSpan.FromMilliseconds(50) }
            : reply with { Delay = TimeSpan.FromMinutes(5) };
        var client = Client(authority, o => o with { Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(
            $"timestamp: Post \"{authority.Url}\": no whole answer within 0.3 s; try again, or ask another authority", await RefusedAsync(client));
    }

    [Fact]
    public async Task Connection_cut_in_the_body_is_refused()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Transport = reply => reply with { Abort = true };
        Assert.StartsWith("timestamp: ", await RefusedAsync(Client(authority)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_by_the_caller_it_says_so()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        using var cancellation = new CancellationTokenSource();
        authority.Transport = reply =>
        {
            cancellation.Cancel();
            return reply with { Delay = TimeSpan.FromMinutes(5) };
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(authority).RequestAsync(
            TimestampLab.Signature, HashAlgorithmName.SHA256, cancellation.Token));
    }

    public static TheoryData<int, int[], string> Rejections => new()
    {
        { 2, [0], "status 2 (rejection), failure badAlg" },
        { 2, [2], "failure badRequest" },
        { 2, [5], "failure badDataFormat" },
        { 2, [14], "failure timeNotAvailable" },
        { 2, [15], "failure unacceptedPolicy" },
        { 2, [16], "failure unacceptedExtension" },
        { 2, [17], "failure addInfoNotAvailable" },
        { 2, [25], "failure systemFailure" },
        { 2, [0, 25], "failure badAlg: unrecognized or unsupported algorithm identifier, systemFailure" },
        { 2, [7], "failure unknown" },
        { 2, [], "status 2 (rejection); the authority says \"not today\"" },
        { 3, [], "status 3 (waiting)" },
        { 4, [], "status 4 (revocationWarning)" },
        { 5, [], "status 5 (revocationNotification)" },
        { 6, [], "status 6 (unknown)" },
        { -1, [], "status -1 (unknown)" },
    };

    [Theory]
    [MemberData(nameof(Rejections))]
    public async Task Rejection_is_told_in_words_also_with_a_token_beside(int status, int[] failures, string message)
    {
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Reply = reply => reply with { Status = status, Failures = failures, Texts = ["not today"] };
        Assert.Contains(message, await RefusedAsync(Client(authority)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Granted_with_modifications_is_granted_and_without_a_token_is_not()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Reply = reply => reply with { Status = 1, Texts = ["the policy is ours"] };
        await RequestAsync(Client(authority));
        authority.Reply = reply => reply with { Token = null };
        Assert.Contains("there is none in it", await RefusedAsync(Client(authority)), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Func<LabToken, LabToken>> BadTokens => new()
    {
        { "C8 another imprint", "another imprint", Info(i => i with { Imprint = new byte[32] }) },
        { "C8 another hash function", "another imprint", Info(i => i with { HashOid = LabTstInfo.Sha384, Imprint = SHA384.HashData(TimestampLab.Signature) }) },
        { "C8 another spelling of the hash function", "another imprint", Info(i => i with { HasNullParameters = false }) },
        { "C8 no nonce", "does not repeat the request's nonce", Info(i => i with { Nonce = null }) },
        { "C8 another nonce", "another nonce", Info(i => i with { Nonce = [5] }) },
        { "C8 the nonce negated", "another nonce", Info(i => i with { Nonce = [0x80, .. i.Nonce!.Skip(1)] }) },
        { "version 2", "has version 2", Info(i => i with { Version = 2 }) },
        { "time in another zone", "genTime", Info(i => i with { Time = "20260601140000+0200" }) },
        { "negative accuracy", "accuracy", Info(i => i with { Accuracy = (-5, null, null) }) },
        { "C8 no certificates", "signing certificate not found in the timestamp token", t => t with { Certificates = [] } },
        { "C8 signing-certificate of version 1", "version 1", Signer(s => s with { SigningCertificate = new() { Version = 1 } }) },
        { "C8 no signing-certificate", "signing-certificate-v2", Signer(s => s with { SigningCertificate = null }) },
        { "C8 empty signed attributes", "empty set", Signer(s => s with { Attributes = _ => [] }) },
        { "broken signature", "does not verify", Signer(s => s with { IsBroken = true }) },
        { "a token cut short", "malformed", t => t with { Change = b => LabAttribute.Der(w => w.WriteOctetString(b)) } },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Bad_tokens_are_refused(string what, string message, Func<LabToken, LabToken> change)
    {
        Assert.NotEmpty(what);
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Token = change;
        var text = await RefusedAsync(Client(authority));
        Assert.StartsWith($"timestamp: the answer of \"{authority.Url}\" is refused: ", text, StringComparison.Ordinal);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    /// <summary>Any policy is taken: none was asked for, and what to ask of a token is for whoever verifies.</summary>
    [Fact]
    public async Task Another_policy_and_ber_are_accepted()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Token = token => token with { Info = token.Info with { Policy = "2.999.42" }, IsBer = true };
        Assert.Equal("2.999.42", (await RequestAsync(Client(authority))).Policy);
    }

    [Fact]
    public async Task C8_Old_answer_replayed_is_refused()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        var old = default(LoopbackReply);
        authority.Transport = reply => old ??= reply;
        await RequestAsync(Client(authority));
        Assert.Contains("another nonce", await RefusedAsync(Client(authority)), StringComparison.Ordinal);
    }

    /// <summary>Over http anybody on the way can answer; without a trusted root above it that helps nobody.</summary>
    [Fact]
    public async Task C8_Answer_of_another_authority_on_the_way_is_refused()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        var client = Client(authority);
        authority.Chain = PkiLab.TimestampChain(name: "tsa");
        authority.Chain = PkiLab.Chain([.. authority.Chain.Members.Select(m => m.Recipe with { KeySlot = 30 })]);
        Assert.Contains("is refused", await RefusedAsync(client), StringComparison.Ordinal);
        authority.Chain = PkiLab.TimestampChain(name: "mallory");
        Assert.Contains("does not lead to a trusted root", await RefusedAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C8_Intermediate_certificate_as_root_is_none()
    {
        await using var authority = await TimestampAuthority.StartAsync();
        var client = Client(authority, o => o with { Roots = [authority.Chain.Members[1].Certificate] });
        Assert.Contains("none of the 1 trusted certificates", await RefusedAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-23, true)]
    [InlineData(23, true)]
    [InlineData(-25, false)]
    [InlineData(25, false)]
    public async Task Time_more_than_a_day_off_is_refused(int hours, bool isAccepted)
    {
        await using var authority = await TimestampAuthority.StartAsync();
        authority.Time = TimestampLab.Time.AddHours(hours);
        var client = Client(authority, o => o with { TimeProvider = new SettableTime(TimestampLab.Time) });
        if (isAccepted)
        {
            Assert.Equal(authority.Time, (await RequestAsync(client)).Time);
        }
        else
        {
            Assert.Contains("one of the two clocks is wrong", await RefusedAsync(client), StringComparison.Ordinal);
        }
    }

    /// <summary>Good at the time stated, and expired by now: the next verifier could still accept it, and we do not.</summary>
    [Fact]
    public async Task Chain_must_be_valid_today_too()
    {
        var chain = PkiLab.TimestampChain(leaf: r => r with { NotAfter = TimestampLab.Time.AddMinutes(-5) });
        await using var authority = await TimestampAuthority.StartAsync(chain);
        authority.Time = TimestampLab.Time.AddMinutes(-10);
        var client = Client(authority, o => o with { TimeProvider = new SettableTime(TimestampLab.Time) });
        Assert.Contains("was invalid at", await RefusedAsync(client), StringComparison.Ordinal);
        Assert.Null(TimestampLab.FindFault(TimestampLab.Token(chain, authority.Time)));
    }

    [Fact]
    public async Task C8_Purpose_not_critical_is_refused()
    {
        await using var authority = await TimestampAuthority.StartAsync(
            PkiLab.TimestampChain(leaf: r => r with { IsPurposesCritical = false }));
        Assert.Contains("must be marked critical", await RefusedAsync(Client(authority)), StringComparison.Ordinal);
    }

    /// <summary>GHSA-45v3-38pc-874v: at signing, a revoked authority and one that nobody can ask about are refused.</summary>
    [Fact]
    public async Task C8_Revoked_or_unknown_authority_is_refused()
    {
        await using var responder = await OcspResponder.StartAsync();
        var chain = PkiLab.TimestampChain(leaf: l => l.WithRevocation([responder.Url]));
        responder.Serve(chain);
        await using var authority = await TimestampAuthority.StartAsync(chain);
        var client = Client(authority);
        await RequestAsync(client);
        Assert.NotEmpty(responder.Http.Requests);

        responder.Revoke(chain.Leaf.Certificate);
        var revoked = await RefusedAsync(client);
        Assert.Contains("is revoked", revoked, StringComparison.Ordinal);
        Assert.Contains(responder.Url, revoked, StringComparison.Ordinal);

        responder.Http.Answer(_ => LoopbackReply.NotFound);
        Assert.Contains("revocation status is unknown", await RefusedAsync(client), StringComparison.Ordinal);
    }

    /// <summary>Addresses in a stranger's certificate are an attack: nothing is asked before a trusted root backs the chain.</summary>
    [Fact]
    public async Task C8_Nobody_is_asked_about_an_untrusted_chain()
    {
        await using var responder = await OcspResponder.StartAsync();
        await using var authority = await TimestampAuthority.StartAsync(PkiLab.TimestampChain(leaf: l => l.WithRevocation([responder.Url])));
        var client = Client(authority, o => o with { Roots = [PkiLab.TimestampChain(name: "other").Root.Certificate] });
        await RefusedAsync(client);
        Assert.Empty(responder.Http.Requests);
    }

    [Theory]
    [InlineData("ftp://tsa.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/tsa")]
    [InlineData("http://user:secret@tsa.example.com/")]
    [InlineData("http://secret@tsa.example.com/")]
    public void Addresses_that_are_no_authoritys_are_refused(string url)
    {
        var options = new TimestampOptions { Url = new Uri(url, UriKind.RelativeOrAbsolute), Roots = [TimestampLab.Chain.Root.Certificate] };
        var message = Assert.Throws<ArgumentException>(() => new TimestampClient(options)).Message;
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused()
    {
        var options = new TimestampOptions { Url = new("http://tsa.example.com"), Roots = [TimestampLab.Chain.Root.Certificate] };
        Assert.Throws<ArgumentException>(() => new TimestampClient(options with { Roots = [] }));
        Assert.Throws<ArgumentException>(() => new TimestampClient(options with { Timeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => new TimestampClient(options with { Timeout = TimeSpan.FromDays(30) }));
        await Assert.ThrowsAsync<ArgumentException>(() => new TimestampClient(options).RequestAsync(
            TimestampLab.Signature, HashAlgorithmName.SHA1, TestContext.Current.CancellationToken));
    }

    internal static TimestampClient Client(TimestampAuthority authority, Func<TimestampOptions, TimestampOptions>? change = null) =>
        Client(authority.Url, authority.Root, change);

    internal static TimestampClient Client(string url, X509Certificate2 root, Func<TimestampOptions, TimestampOptions>? change = null)
    {
        var options = new TimestampOptions
        {
            Url = new Uri(url),
            Roots = [root],
            Revocation = new RevocationChecker(new RevocationOptions { Caches = [] }),
            Timeout = TimeSpan.FromMinutes(1),
        };
        return new TimestampClient(change is null ? options : change(options));
    }

    internal static Task<TimestampToken> RequestAsync(TimestampClient client) =>
        client.RequestAsync(TimestampLab.Signature, HashAlgorithmName.SHA256, TestContext.Current.CancellationToken);

    internal static async Task<string> RefusedAsync(TimestampClient client) =>
        (await Assert.ThrowsAsync<TimestampException>(() => RequestAsync(client))).Message;

    private static Func<LabToken, LabToken> Info(Func<LabTstInfo, LabTstInfo> change) => t => t with { Info = change(t.Info) };

    private static Func<LabToken, LabToken> Signer(Func<LabSigner, LabSigner> change) => t => t with { Signer = change(t.Signer!) };
}
