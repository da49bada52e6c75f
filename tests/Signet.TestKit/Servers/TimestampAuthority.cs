using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;
using Signet.TestKit.Timestamping;

namespace Signet.TestKit.Servers;

/// <summary>
/// A timestamping authority on loopback (RFC 3161), good unless told otherwise. It writes its tokens itself, without the
/// code under test.
/// </summary>
public sealed class TimestampAuthority : IAsyncDisposable
{
    private const string MediaType = "application/timestamp-reply";
    private readonly TimeProvider _timeProvider;

    private TimestampAuthority(LabChain chain, TimeProvider timeProvider, LoopbackHttpServer http)
    {
        Chain = chain;
        _timeProvider = timeProvider;
        Http = http;
    }

    /// <summary>The server itself: what it was asked, and hostile answers in place of all others.</summary>
    public LoopbackHttpServer Http { get; }

    /// <summary>Where to ask.</summary>
    public string Url => $"{Http.Url}/tsa";

    /// <summary>The authority's chain; its leaf signs.</summary>
    public LabChain Chain { get; set; }

    /// <summary>The root to trust.</summary>
    public X509Certificate2 Root => Chain.Root.Certificate;

    /// <summary>The time to state; null for now.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Changes each token before it is signed.</summary>
    public Func<LabToken, LabToken> Token { get; set; } = token => token;

    /// <summary>Changes each answer.</summary>
    public Func<LabTimestampReply, LabTimestampReply> Reply { get; set; } = reply => reply;

    /// <summary>Changes each answer's bytes, type, pace.</summary>
    public Func<LoopbackReply, LoopbackReply> Transport { get; set; } = reply => reply;

    /// <summary>Starts an authority.</summary>
    /// <param name="chain">Its chain; null for a good one of three.</param>
    /// <param name="timeProvider">Its clock.</param>
    public static async Task<TimestampAuthority> StartAsync(LabChain? chain = null, TimeProvider? timeProvider = null)
    {
        var http = await LoopbackHttpServer.StartAsync(_ => LoopbackReply.NotFound);
        var authority = new TimestampAuthority(chain ?? PkiLab.TimestampChain(), timeProvider ?? TimeProvider.System, http);
        http.Answer(authority.Answer);
        return authority;
    }

    /// <summary>A good token without the way over HTTP, for a chain and a time.</summary>
    /// <param name="chain">The authority's chain.</param>
    /// <param name="signature">What is timestamped.</param>
    /// <param name="hash">Hash function of the imprint.</param>
    /// <param name="time">The time to state.</param>
    public static LabToken TokenOf(LabChain chain, ReadOnlySpan<byte> signature, HashAlgorithmName hash, DateTimeOffset time) => new()
    {
        Chain = chain,
        Info = new LabTstInfo
        {
            HashOid = LabSigner.OidOf(hash),
            Imprint = CryptographicOperations.HashData(hash, signature),
            Time = LabTstInfo.At(time),
        },
    };

    /// <summary>The token that this authority would give for a signature, its changes included.</summary>
    public byte[] TokenFor(ReadOnlySpan<byte> signature, HashAlgorithmName hash, DateTimeOffset? time = null) =>
        Token(TokenOf(Chain, signature, hash, time ?? Time ?? _timeProvider.GetUtcNow())).Encode();

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    private LoopbackReply Answer(LoopbackRequest request)
    {
        var query = TimestampQuery.Read(request.Body);
        var token = new LabToken
        {
            Chain = Chain,
            Info = new LabTstInfo
            {
                HashOid = query.HashOid,
                HasNullParameters = query.HasNullParameters,
                Imprint = query.Imprint,
                Nonce = query.Nonce,
                Time = LabTstInfo.At(Time ?? _timeProvider.GetUtcNow()),
            },
        };
        var reply = Reply(new LabTimestampReply { Token = Token(token).Encode() });
        return Transport(LoopbackReply.Of(reply.Encode(), MediaType));
    }
}
