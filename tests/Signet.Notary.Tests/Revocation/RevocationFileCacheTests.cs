using System.Security.Cryptography;
using System.Text;
using Signet.Notary.Revocation;
using Signet.Oci.Files;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;

namespace Signet.Notary.Tests.Revocation;

/// <summary>The cache on disk: its files are notation's, and nothing in them is believed unread.</summary>
public sealed class RevocationFileCacheTests : IDisposable
{
    private const string Url = "http://crl.example.com/ca.crl";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LabCertificate Issuer = PkiLab.Issue(LabRecipe.Authority("ca.example.com"), null);
    private static readonly CachedCrl List = new(new LabCrl().Sign(Issuer), null);
    private static readonly CachedCrl Pair = new(List.Base, new LabCrl { DeltaOf = 1, Number = 2 }.Sign(Issuer));
    private static readonly OcspCacheKey Key = new("http://ocsp.example.com/?a&b", new byte[] { 0x30, 1, 2 });

    private readonly TempConfig _config = new();
    private readonly RevocationFileCache _cache;

    public RevocationFileCacheTests() => _cache = new(_config.Directories, new FixedTime(Now));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Folder => _config.Directories.CrlCacheDirectory;

    private string FileOf(string url) =>
        Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url))));

    private string OcspFile => Directory.GetFiles(_config.Directories.OcspCacheDirectory).Single();

    public void Dispose() => _config.Dispose();

    [Fact]
    public async Task List_IsKeptInNotationsFormAndPlace()
    {
        await _cache.StoreCrlAsync(Url, List, Now, Stop);
        Assert.Equal(
            $"{{\"baseCRL\":\"{Convert.ToBase64String(List.Base.Span)}\"}}", await File.ReadAllTextAsync(FileOf(Url), Stop));
        await _cache.StoreCrlAsync(Url, Pair, Now, Stop);
        Assert.Equal(
            $"{{\"baseCRL\":\"{Convert.ToBase64String(Pair.Base.Span)}\",\"deltaCRL\":\"{Convert.ToBase64String(Pair.Delta!.Value.Span)}\"}}",
            await File.ReadAllTextAsync(FileOf(Url), Stop));
        Assert.Equal([FileOf(Url)], Directory.GetFileSystemEntries(Folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf(Url)));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        }
    }

    [Fact]
    public async Task List_ComesBack()
    {
        Assert.Null(await _cache.FindCrlAsync(Url, Stop));
        await _cache.StoreCrlAsync(Url, List, Now, Stop);
        await _cache.StoreCrlAsync(Url + "2", Pair, Now, Stop);
        var one = await _cache.FindCrlAsync(Url, Stop);
        Assert.Equal(List.Base.ToArray(), one!.Base.ToArray());
        Assert.Null(one.Delta);
        var two = await _cache.FindCrlAsync(Url + "2", Stop);
        Assert.Equal(Pair.Delta!.Value.ToArray(), two!.Delta!.Value.ToArray());
        Assert.Null(await _cache.FindCrlAsync(Url + "3", Stop));
    }

    [Fact]
    public async Task Response_ComesBackForItsQuestionOnly()
    {
        Assert.Null(await _cache.FindOcspAsync(Key, Stop));
        await _cache.StoreOcspAsync(Key, new byte[] { 5, 0 }, Now, Stop);
        Assert.Equal(new byte[] { 5, 0 }, (await _cache.FindOcspAsync(Key, Stop))!.Value.ToArray());
        Assert.Null(await _cache.FindOcspAsync(Key with { Address = "http://ocsp.example.com/" }, Stop));
        Assert.Null(await _cache.FindOcspAsync(Key with { CertificateId = new byte[] { 0x30 } }, Stop));
        Assert.Equal(
            """{"address":"http://ocsp.example.com/?a\u0026b","certificateId":"MAEC","nextUpdate":"2026-06-01T00:00:00Z","response":"BQA="}""",
            await File.ReadAllTextAsync(OcspFile, Stop));
    }

    [Fact]
    public async Task C10_ResponseToAnotherQuestion_IsRefused()
    {
        await _cache.StoreOcspAsync(Key, new byte[] { 5, 0 }, Now, Stop);
        var first = OcspFile;
        var other = Key with { CertificateId = new byte[] { 0x30, 9 } };
        await _cache.StoreOcspAsync(other, new byte[] { 5, 0 }, Now, Stop);
        var second = Directory.GetFiles(_config.Directories.OcspCacheDirectory).Single(f => f != first);
        File.Move(first, second, overwrite: true);
        await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.FindOcspAsync(other, Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"MAA=\"")]
    [InlineData("{\"baseCRL\":null}")]
    [InlineData("{\"baseCRL\":7}")]
    [InlineData("{\"baseCRL\":\"?\"}")]
    [InlineData("{\"baseCRL\":\"MAA\"}")]
    [InlineData("{\"basecrl\":\"MAA=\"}")]
    [InlineData("{\"baseCRL\":\"MAA=\",\"deltaCRL\":{}}")]
    [InlineData("{\"baseCRL\":\"MAA=\",\"baseCRL\":\"MAA=\"}")]
    [InlineData("{\"baseCRL\":\"MAA=\",\"BASECRL\":\"MAA=\"}")]
    [InlineData("{\"baseCRL\":\"MAA=\"} x")]
    [InlineData("\uFEFF{\"baseCRL\":\"MAA=\"}")]
    public async Task C10_DamagedList_IsRefused(string content)
    {
        _config.Write(FileOf(Url), content);
        var fault = await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.FindCrlAsync(Url, Stop));
        Assert.Contains(FileOf(Url), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C10_TruncatedFiles_AreRefusedAndNothingElse()
    {
        await _cache.StoreCrlAsync(Url, Pair, Now, Stop);
        await _cache.StoreOcspAsync(Key, new byte[] { 5, 0 }, Now, Stop);
        foreach (var (file, find) in new (string, Func<Task<object?>>)[]
        {
            (FileOf(Url), async () => await _cache.FindCrlAsync(Url, Stop)),
            (OcspFile, async () => await _cache.FindOcspAsync(Key, Stop)),
        })
        {
            var content = await File.ReadAllBytesAsync(file, Stop);
            for (var length = 0; length < content.Length; length += 7)
            {
                await File.WriteAllBytesAsync(file, content[..length], Stop);
                await Assert.ThrowsAsync<RevocationCacheException>(find);
            }
        }
    }

    /// <summary>A null from Go and a member of a later version are no damage.</summary>
    [Fact]
    public async Task List_WithNullDeltaAndUnknownMember_IsRead()
    {
        _config.Write(FileOf(Url), "{\"baseCRL\":\"MAA=\",\"deltaCRL\":null,\"later\":1}\n");
        var list = await _cache.FindCrlAsync(Url, Stop);
        Assert.Equal(new byte[] { 0x30, 0 }, list!.Base.ToArray());
        Assert.Null(list.Delta);
    }

    [Fact]
    public async Task C10_TooLargeFile_IsNotRead()
    {
        Directory.CreateDirectory(Folder);
        await using (var file = File.Create(FileOf(Url)))
        {
            // Sparse: takes no room on the disk.
            file.SetLength(NotaryLimits.CachedCrlBytes + 1);
        }

        await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.FindCrlAsync(Url, Stop));
    }

    [Fact]
    public async Task LargestList_IsKept()
    {
        var largest = new CachedCrl(
            new byte[Signatures.SignatureLimits.CrlBytes], (ReadOnlyMemory<byte>?)new byte[Signatures.SignatureLimits.CrlBytes]);
        await _cache.StoreCrlAsync(Url, largest, Now, Stop);
        Assert.Equal(Signatures.SignatureLimits.CrlBytes, (await _cache.FindCrlAsync(Url, Stop))!.Delta!.Value.Length);
    }

    [Fact]
    public async Task C10_LinkInPlaceOfAnEntry_IsNotFollowed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("links need a privilege on Windows");
            return;
        }

        var target = _config.Write(_config.Outside("target"), "{\"baseCRL\":\"MAA=\"}");
        Directory.CreateDirectory(Folder);
        File.CreateSymbolicLink(FileOf(Url), target);
        await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.FindCrlAsync(Url, Stop));

        await _cache.StoreCrlAsync(Url, List, Now, Stop);
        Assert.NotNull(await _cache.FindCrlAsync(Url, Stop));
        Assert.Equal("{\"baseCRL\":\"MAA=\"}", await File.ReadAllTextAsync(target, Stop));
    }

    [Fact]
    public async Task C10_FileThatEverybodyMayWrite_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such mode");
            return;
        }

        await _cache.StoreCrlAsync(Url, List, Now, Stop);
        File.SetUnixFileMode(FileOf(Url), AtomicFile.Private | UnixFileMode.OtherWrite);
        await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.FindCrlAsync(Url, Stop));
    }

    [Fact]
    public async Task C10_DirectoryThatEverybodyMayWrite_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such mode");
            return;
        }

        await _cache.StoreCrlAsync(Url, List, Now, Stop);
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | UnixFileMode.OtherWrite);
        await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.FindCrlAsync(Url, Stop));
        await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.StoreCrlAsync(Url, List, Now, Stop));
    }

    [Theory]
    [InlineData("entry")]
    [InlineData("folder")]
    [InlineData("cache")]
    public async Task C10_SomethingElseInTheWay_IsAFaultOfTheCache(string place)
    {
        if (place == "entry")
        {
            Directory.CreateDirectory(FileOf(Url));
            await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.FindCrlAsync(Url, Stop));
        }
        else
        {
            _config.Write(place == "folder" ? Folder : _config.Directories.CacheDirectory, "a file");
        }

        await Assert.ThrowsAsync<RevocationCacheException>(async () => await _cache.StoreCrlAsync(Url, List, Now, Stop));
    }

    [Fact]
    public async Task C10_ParallelWriters_NeverShowHalfAFile()
    {
        var lengths = new[] { List, Pair }.Select(c => (c.Base.Length, c.Delta?.Length)).ToHashSet();
        await _cache.StoreCrlAsync(Url, List, Now, Stop);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            async () =>
            {
                var cache = new RevocationFileCache(_config.Directories);
                for (var n = 0; n < 20; n++)
                {
                    await cache.StoreCrlAsync(Url, (i + n) % 2 == 0 ? List : Pair, Now, Stop);
                    var read = await cache.FindCrlAsync(Url, Stop);
                    Assert.Contains((read!.Base.Length, read.Delta?.Length), lengths);
                }
            },
            Stop)));
        Assert.Equal([FileOf(Url)], Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData(3, long.MaxValue, 3)]
    [InlineData(100, 35, 3)]
    [InlineData(100, 5, 1)]
    public async Task OldestEntries_MakeRoom(int maxFiles, long maxBytes, int expected)
    {
        var folder = new CacheFolder
        {
            Path = Folder, MaxFileBytes = 100, MaxFiles = maxFiles, MaxBytes = maxBytes, TimeProvider = TimeProvider.System,
        };
        string[] names = [.. Enumerable.Range(0, 6).Select(i => new string((char)('0' + i), 64))];
        for (var i = 0; i < names.Length; i++)
        {
            await folder.WriteAsync(names[i], new byte[10], Stop);
            File.SetLastWriteTimeUtc(folder.PathOf(names[i]), Now.UtcDateTime.AddDays(i));
        }

        Assert.Equal(names[^expected..], folder.Entries().Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListAndPrune_TellFreshFromExpiredAndUnreadable()
    {
        await _cache.StoreCrlAsync(Url, List, Now, Stop);
        var expiredDelta = new LabCrl { DeltaOf = 1, Number = 2, NextUpdate = Now.AddDays(-1) }.Sign(Issuer);
        await _cache.StoreCrlAsync(Url + "2", new(List.Base, expiredDelta), Now, Stop);
        _config.Write(FileOf(Url + "3"), "junk");
        _config.Write(Path.Combine(Folder, "README"), "not ours");
        await _cache.StoreOcspAsync(Key, new byte[] { 5, 0 }, Now, Stop);
        File.SetLastWriteTimeUtc(_config.Write(Path.Combine(Folder, "notation-123"), "half"), Now.UtcDateTime.AddHours(-2));
        File.SetLastWriteTimeUtc(_config.Write(Path.Combine(Folder, ".a.0.tmp"), "half"), Now.UtcDateTime.AddHours(-2));
        File.SetLastWriteTimeUtc(_config.Write(Path.Combine(Folder, "notation-456"), "half"), Now.UtcDateTime);

        var entries = await _cache.ListAsync(Stop);
        Assert.Equal(4, entries.Count);
        var fresh = entries.Single(e => e.State == RevocationCacheState.Fresh);
        Assert.Equal(FileOf(Url), fresh.File);
        Assert.Equal("CN=ca.example.com,O=Example,L=Seattle,ST=WA,C=US", fresh.Issuer);
        Assert.Equal((new LabCrl().ThisUpdate, new LabCrl().NextUpdate), (fresh.ThisUpdate, fresh.NextUpdate));
        Assert.Equal(new FileInfo(FileOf(Url)).Length, fresh.Bytes);
        var expired = entries.Single(e => e.State == RevocationCacheState.Expired);
        Assert.Equal((FileOf(Url + "2"), Now.AddDays(-1)), (expired.File, expired.NextUpdate));
        Assert.Equal(
            [RevocationCacheKind.Crl, RevocationCacheKind.Ocsp],
            entries.Where(e => e.State == RevocationCacheState.Unreadable && e.Fault is not null).Select(e => e.Kind));

        var pruning = await _cache.PruneAsync(cancellationToken: Stop);
        Assert.Equal((3, 2, 1), (pruning.RemovedEntries, pruning.RemovedTemporaries, pruning.RemainingEntries));
        Assert.Equal(
            ["README", Path.GetFileName(FileOf(Url)), "notation-456"],
            Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)
                .OrderBy(f => f == "README" ? 0 : f == "notation-456" ? 2 : 1));

        pruning = await _cache.PruneAsync(all: true, Stop);
        Assert.Equal((1, 1, 0), (pruning.RemovedEntries, pruning.RemovedTemporaries, pruning.RemainingEntries));
        Assert.Equal([Path.Combine(Folder, "README")], Directory.GetFileSystemEntries(Folder));
        Assert.Empty(await _cache.ListAsync(Stop));
    }

    [Fact]
    public async Task ListAndPrune_WithoutADirectory_FindNothing()
    {
        Assert.Empty(await _cache.ListAsync(Stop));
        Assert.Equal(0, (await _cache.PruneAsync(all: true, Stop)).RemovedEntries);
        Assert.False(Directory.Exists(_config.Directories.CacheDirectory));
    }
}
