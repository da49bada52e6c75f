using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.TestKit.Servers;

/// <summary>
/// An OCSP responder on loopback. Answers for every certificate of the authorities it serves, by GET and by POST: good
/// until told otherwise. Responses are signed anew for each request, so a change counts at once.
/// </summary>
/// <example>
/// <code>
/// await using var responder = await OcspResponder.StartAsync();
/// var chain = PkiLab.SigningChain(leaf: l => l.WithRevocation([responder.Url]));
/// responder.Serve(chain);
/// </code>
/// </example>
public sealed class OcspResponder : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LabOcspAnswer> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LabCertificate> _issuers = new(StringComparer.Ordinal);

    private OcspResponder(LoopbackHttpServer http) => Http = http;

    /// <summary>The server itself: what it was asked, and hostile answers in place of these.</summary>
    public LoopbackHttpServer Http { get; }

    /// <summary>Address for authorityInfoAccess.</summary>
    public string Url => Http.Url;

    /// <summary>How responses are made; their answers are added.</summary>
    public LabOcsp Response { get; set; } = new();

    /// <summary>Changes each answer before it is signed.</summary>
    public Func<LabOcspAnswer, LabOcspAnswer> Change { get; set; } = answer => answer;

    /// <summary>Changes each reply before it is sent: delay, status, padding.</summary>
    public Func<LoopbackReply, LoopbackReply> Reply { get; set; } = reply => reply;

    /// <summary>When set, the responder answers nothing but this response status.</summary>
    public int? ErrorStatus { get; set; }

    /// <summary>Starts a responder for what <paramref name="issuers"/> issue.</summary>
    public static async Task<OcspResponder> StartAsync(params LabCertificate[] issuers)
    {
        ArgumentNullException.ThrowIfNull(issuers);
        var responder = new OcspResponder(await LoopbackHttpServer.StartAsync(_ => LoopbackReply.NotFound));
        Array.ForEach(issuers, responder.Serve);
        responder.AnswerWithStatus();
        return responder;
    }

    /// <summary>Answers for what <paramref name="issuer"/> issues, from now on.</summary>
    public void Serve(LabCertificate issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        _issuers[Convert.ToHexString(LabOcspId.Of(issuer.Certificate, issuer.Certificate).KeyHash.Span)] = issuer;
    }

    /// <summary>Answers for all authorities of a chain.</summary>
    public void Serve(LabChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        foreach (var issuer in chain.Members.Skip(1))
        {
            Serve(issuer);
        }
    }

    /// <summary>The certificate is revoked; <paramref name="reason"/> is a CRLReason, 1 for keyCompromise.</summary>
    public void Revoke(
        X509Certificate2 certificate, DateTimeOffset? at = null, int? reason = null, DateTimeOffset? invalidityDate = null) =>
        Set(certificate, answer => answer with
        {
            Status = LabOcspStatus.Revoked,
            RevokedAt = at ?? answer.RevokedAt,
            Reason = reason,
            InvalidityDate = invalidityDate,
        });

    /// <summary>The responder does not know the certificate.</summary>
    public void Forget(X509Certificate2 certificate) => Set(certificate, answer => answer with { Status = LabOcspStatus.Unknown });

    /// <summary>Answers again after <see cref="Http"/> was told to answer otherwise.</summary>
    public void AnswerWithStatus() =>
        Http.Answer(request => Reply(LoopbackReply.Of(Respond(RequestIn(request)), "application/ocsp-response")));

    /// <summary>The response to one request, DER both.</summary>
    public byte[] Respond(ReadOnlyMemory<byte> request)
    {
        if (ErrorStatus is { } error)
        {
            return LabOcsp.Error(error);
        }

        const int unauthorized = 6;
        var id = LabOcspId.ReadRequest(request);
        if (!_issuers.TryGetValue(Convert.ToHexString(id.KeyHash.Span), out var issuer))
        {
            return LabOcsp.Error(unauthorized);
        }

        var answer = _known.GetValueOrDefault(Convert.ToHexString(id.SerialNumber.Span)) ?? new LabOcspAnswer { Id = id };
        return Response.Add(Change(answer with { Id = id })).Sign(issuer);
    }

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    /// <summary>DER of the request that came by GET, in the last part of the path, or by POST.</summary>
    public static ReadOnlyMemory<byte> RequestIn(LoopbackRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Method == "POST"
            ? request.Body
            : Convert.FromBase64String(Uri.UnescapeDataString(request.Target[(request.Target.LastIndexOf('/') + 1)..]));
    }

    private void Set(X509Certificate2 certificate, Func<LabOcspAnswer, LabOcspAnswer> change)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var id = new LabOcspId { HashOid = "", NameHash = default, KeyHash = default, SerialNumber = certificate.SerialNumberBytes };
        _known[Convert.ToHexString(certificate.SerialNumberBytes.Span)] = change(new LabOcspAnswer { Id = id });
    }
}
