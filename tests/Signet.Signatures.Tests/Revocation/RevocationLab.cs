using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Signatures.Tests.Revocation;

/// <summary>
/// An authority with two responders and two list servers, all alive, and certificates that name them as a test wants. The
/// report of a check is turned into one line, so that a table can say it.
/// </summary>
internal sealed class RevocationLab : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private RevocationLab(LabCertificate root) => Root = root;

    public LabCertificate Root { get; }

    public required OcspResponder Ocsp { get; init; }

    public required OcspResponder Ocsp2 { get; init; }

    public required CrlServer Crl { get; init; }

    public required CrlServer Crl2 { get; init; }

    /// <summary>An address at which nothing listens.</summary>
    public required string Dead { get; init; }

    public SettableTime Time { get; } = new(Now);

    public RecordingTransport Transport { get; } = new(RevocationHttpTransport.Shared);

    /// <summary>The root's leaf; made by <see cref="Issue"/>.</summary>
    public LabCertificate Leaf { get; private set; } = null!;

    public IReadOnlyList<X509Certificate2> Chain => [Leaf.Certificate, Root.Certificate];

    public static async Task<RevocationLab> StartAsync()
    {
        var root = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 3);
        var gone = await LoopbackHttpServer.StartAsync(_ => LoopbackReply.NotFound);
        await gone.DisposeAsync();
        return new RevocationLab(root)
        {
            Ocsp = await OcspResponder.StartAsync(root),
            Ocsp2 = await OcspResponder.StartAsync(root),
            Crl = await CrlServer.StartAsync(root),
            Crl2 = await CrlServer.StartAsync(root),
            Dead = gone.Url,
        };
    }

    /// <summary>Makes the leaf.</summary>
    public LabCertificate Issue(Func<LabRecipe, LabRecipe> recipe) =>
        Leaf = PkiLab.Issue(recipe(LabRecipe.Leaf("signer.example.com")), Root, slot: 0);

    /// <summary>Options for checks here: no caches unless given, time enough for everything.</summary>
    public RevocationOptions Options(params IRevocationCache[] caches) => new()
    {
        Transport = Transport,
        Caches = caches,
        OcspTimeout = TimeSpan.FromMinutes(1),
        CrlTimeout = TimeSpan.FromMinutes(1),
        CertificateTimeout = TimeSpan.FromMinutes(2),
        TimeProvider = Time,
    };

    /// <summary>Checks the leaf.</summary>
    public Task<RevocationReport> CheckAsync(RevocationOptions? options = null, DateTimeOffset? signingTime = null) =>
        new RevocationChecker(options ?? Options())
            .CheckAsync(Chain, CertificatePurpose.CodeSigning, signingTime, TestContext.Current.CancellationToken);

    /// <summary>Checks the leaf; the outcome in one line: <c>OcspThenCrl Good [Ocsp Unreachable, Crl Good]</c>.</summary>
    public async Task<string> LineAsync(RevocationOptions? options = null, DateTimeOffset? signingTime = null) =>
        Line((await CheckAsync(options, signingTime)).Certificates[0]);

    /// <summary>One certificate's report in one line.</summary>
    public static string Line(CertificateRevocation certificate) => $"{certificate.Method} {certificate.Status} "
        + $"[{string.Join(", ", certificate.Sources.Select(s => $"{s.Method} {s.Failure?.ToString() ?? s.Status.ToString()}"))}]";

    public async ValueTask DisposeAsync()
    {
        await Ocsp.DisposeAsync();
        await Ocsp2.DisposeAsync();
        await Crl.DisposeAsync();
        await Crl2.DisposeAsync();
    }

    /// <summary>Counts what is asked.</summary>
    internal sealed class RecordingTransport(IRevocationTransport inner) : IRevocationTransport
    {
        private readonly ConcurrentQueue<string> _asked = new();

        public int Count => _asked.Count;

        public void Clear() => _asked.Clear();

        public Task<ReadOnlyMemory<byte>> SendAsync(RevocationRequest request, CancellationToken cancellationToken)
        {
            _asked.Enqueue(request.Address);
            return inner.SendAsync(request, cancellationToken);
        }
    }
}
