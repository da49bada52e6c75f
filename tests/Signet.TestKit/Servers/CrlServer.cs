using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.TestKit.Servers;

/// <summary>
/// An authority's list server on loopback: a complete list at <see cref="Url"/>, and a delta at <see cref="DeltaUrl"/>
/// once there is one. Lists are signed anew for each request, so a change counts at once.
/// </summary>
public sealed class CrlServer : IAsyncDisposable
{
    private const string MediaType = "application/pkix-crl";

    private readonly LabCertificate _issuer;

    private CrlServer(LabCertificate issuer, LoopbackHttpServer http)
    {
        _issuer = issuer;
        Http = http;
    }

    /// <summary>The server itself: what it was asked, and hostile answers in place of the lists.</summary>
    public LoopbackHttpServer Http { get; }

    /// <summary>Address of the complete list.</summary>
    public string Url => $"{Http.Url}/ca.crl";

    /// <summary>Address of the delta.</summary>
    public string DeltaUrl => $"{Http.Url}/delta.crl";

    /// <summary>The complete list.</summary>
    public LabCrl Base { get; set; } = new();

    /// <summary>The delta; null answers its address with 404.</summary>
    public LabCrl? Delta { get; set; }

    /// <summary>Starts a server that publishes the lists of <paramref name="issuer"/>; nothing is revoked yet.</summary>
    public static async Task<CrlServer> StartAsync(LabCertificate issuer)
    {
        var server = new CrlServer(issuer, await LoopbackHttpServer.StartAsync(_ => LoopbackReply.NotFound));
        server.AnswerWithLists();
        return server;
    }

    /// <summary>Puts the certificate on the complete list.</summary>
    public void Revoke(X509Certificate2 certificate, int? reason = null) => Base = Base.Revoke(certificate, reason);

    /// <summary>Puts the certificate on the delta, which the complete list names from now on.</summary>
    public void RevokeInDelta(X509Certificate2 certificate, int? reason = null)
    {
        AddDelta();
        Delta = Delta!.Revoke(certificate, reason);
    }

    /// <summary>Publishes a delta with nothing on it, unless there is one, and names it in the complete list.</summary>
    public void AddDelta()
    {
        Delta ??= new LabCrl { Number = Base.Number + 1, DeltaOf = Base.Number };
        Base = Base with { DeltaAddresses = [DeltaUrl] };
    }

    /// <summary>Publishes the lists again after <see cref="Http"/> was told to answer otherwise.</summary>
    public void AnswerWithLists() => Http.Answer(request => request.Target switch
    {
        "/ca.crl" => LoopbackReply.Of(Base.Sign(_issuer), MediaType),
        "/delta.crl" when Delta is { } delta => LoopbackReply.Of(delta.Sign(_issuer), MediaType),
        _ => LoopbackReply.NotFound,
    });

    public ValueTask DisposeAsync() => Http.DisposeAsync();
}
