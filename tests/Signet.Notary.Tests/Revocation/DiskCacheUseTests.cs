using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Revocation;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using Signet.TestKit.Servers;

namespace Signet.Notary.Tests.Revocation;

/// <summary>The cache on disk in front of a live list server: it saves requests and decides nothing.</summary>
public sealed class DiskCacheUseTests : IAsyncLifetime
{
    private static readonly LabCertificate Root = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 1);

    private readonly TempConfig _config = new();
    private CrlServer _server = null!;
    private X509Certificate2[] _chain = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RevocationFileCache Cache => new(_config.Directories);

    private string Entry => Directory.GetFiles(_config.Directories.CrlCacheDirectory).Single();

    public async ValueTask InitializeAsync()
    {
        _server = await CrlServer.StartAsync(Root);
        _chain = [PkiLab.Issue(LabRecipe.Leaf().WithRevocation(crlUrls: [_server.Url]), Root).Certificate, Root.Certificate];
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _config.Dispose();
    }

    [Fact]
    public async Task WarmCache_AsksNobody()
    {
        Assert.Equal("Good from Network", await CheckAsync());
        _server.Http.ClearRequests();
        Assert.Equal("Good from Disk", await CheckAsync());
        Assert.Equal("Good from Disk", await CheckAsync(isOffline: true));
        Assert.Empty(_server.Http.Requests);
    }

    [Fact]
    public async Task Offline_WithoutEntry_IsUnknown() => Assert.Equal("Unknown Offline", await CheckAsync(isOffline: true));

    [Fact]
    public async Task C10_ListOfAnotherAuthorityInTheCache_IsNotBelieved()
    {
        _server.Revoke(_chain[0]);
        var stranger = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 4);
        await Cache.StoreCrlAsync(_server.Url, new(new LabCrl().Sign(stranger), null), default, Stop);
        Assert.StartsWith("Unknown", await CheckAsync(isOffline: true), StringComparison.Ordinal);
        Assert.Equal("Revoked from Network, 1 fault", await CheckAsync());
        Assert.Equal("Revoked from Disk", await CheckAsync());
    }

    [Fact]
    public async Task C10_DeltaTakenOutOfTheCache_MakesNobodyGood()
    {
        _server.RevokeInDelta(_chain[0]);
        Assert.Equal("Revoked from Network", await CheckAsync());
        var whole = await Cache.FindCrlAsync(_server.Url, Stop);
        await Cache.StoreCrlAsync(_server.Url, whole! with { Delta = null }, default, Stop);
        Assert.StartsWith("Unknown", await CheckAsync(isOffline: true), StringComparison.Ordinal);
        Assert.Equal("Revoked from Network", await CheckAsync());
    }

    [Fact]
    public async Task C10_DamagedEntry_IsFetchedAnew()
    {
        Assert.Equal("Good from Network", await CheckAsync());
        await File.WriteAllTextAsync(Entry, "junk", Stop);
        Assert.Equal("Unknown Offline, 1 fault", await CheckAsync(isOffline: true));
        Assert.Equal("Good from Network, 1 fault", await CheckAsync());
        Assert.Equal("Good from Disk", await CheckAsync());
    }

    [Fact]
    public async Task C10_CacheThatCannotBeWritten_ChangesNoStatus()
    {
        _config.Write(_config.Directories.CacheDirectory, "a file");
        var outcome = await CheckAsync();
        Assert.StartsWith("Good from Network, ", outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExpiredEntry_StillRevokesAndShowsNobodyAsGood()
    {
        var expired = new LabCrl { NextUpdate = new(2025, 2, 1, 0, 0, 0, TimeSpan.Zero) };
        await Cache.StoreCrlAsync(_server.Url, new(expired.Sign(Root), null), default, Stop);
        Assert.StartsWith("Unknown", await CheckAsync(isOffline: true), StringComparison.Ordinal);
        await Cache.StoreCrlAsync(_server.Url, new(expired.Revoke(_chain[0]).Sign(Root), null), default, Stop);
        Assert.Equal("Revoked from Disk", await CheckAsync(isOffline: true));
    }

    private async Task<string> CheckAsync(bool isOffline = false)
    {
        var checker = new RevocationChecker(new()
        {
            Caches = [Cache],
            Transport = isOffline ? null : RevocationHttpTransport.Shared,
        });
        var report = await checker.CheckAsync(_chain, CertificatePurpose.CodeSigning, signingTime: null, Stop);
        var source = Assert.Single(report.Certificates[0].Sources);
        var faults = report.CacheFaults.Count == 0 ? "" : $", {report.CacheFaults.Count} fault";
        return report.Status == RevocationStatus.Unknown
            ? $"Unknown {source.Failure}{faults}"
            : $"{(report.Status == RevocationStatus.NotRevocable ? report.Certificates[0].Status : report.Status)} from {source.Origin}{faults}";
    }
}
