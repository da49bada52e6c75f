using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Packing;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;
using Signet.Oci.Tests.Graph;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Packing;

/// <summary>Large files whose pull was stopped.</summary>
public sealed class ResumedPullTests : IAsyncLifetime
{
    private const int Size = 3_000_000;

    private static readonly byte[] Large = MakeContent(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<TransferEvent> _events = [];
    private ScriptedRegistry _registry = null!;
    private RegistryClient _client = null!;
    private Descriptor _blob = null!;
    private Descriptor _root = null!;

    private string Target => _directory["out/large.bin"];

    private IEnumerable<string?> Ranges => _registry.Requests.Of("GET", "/blobs/").Select(request => request.Header("Range"));

    public async ValueTask InitializeAsync()
    {
        _registry = await ScriptedRegistry.StartAsync();
        _client = TestContent.Client();
        Directory.CreateDirectory(_directory["out"]);
        _blob = Descriptor.Of("application/octet-stream", Large);
        await GraphLab.PushBlobAsync(Repository, Large);
        await GraphLab.PushBlobAsync(Repository, Descriptor.EmptyJson, "{}"u8.ToArray());
        var layer = _blob with { Annotations = new Dictionary<string, string> { [PackingTypes.Title] = "large.bin" } };
        _root = await GraphLab.ManifestAsync(
            Repository, MediaTypes.ImageManifest, ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [layer]));
        _registry.Requests.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _registry.DisposeAsync();
        _directory.Dispose();
    }

    private RemoteRepository Repository => _client.GetRepository(_registry.Host, "app", RepositoryAccess.PullAndPush);

    [Fact]
    public async Task StoppedPullKeepsWhatItHasAndTheNextGoesOnFromThere()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Running.Test);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(
            one =>
            {
                if (one.Stage == TransferStage.Moved && one.Bytes >= 2_000_000)
                {
                    stop.Cancel();
                }
            },
            stop.Token));

        var kept = Assert.Single(_events, one => one.Stage == TransferStage.Kept).Bytes;
        var left = Assert.Single(Directory.GetFiles(_directory["out"]));
        Assert.Equal(Large[..(int)kept], await File.ReadAllBytesAsync(left, Running.Test));
        _registry.Requests.Clear();
        _events.Clear();

        await PullAsync();

        Assert.Equal([$"bytes={kept}-{Size - 1}"], Ranges);
        Assert.True(_events.First(one => one.Stage == TransferStage.Moved).Bytes > kept);
        await AssertPulledAsync();
    }

    [Fact]
    public async Task LongestOfWhatWasLeftIsTakenAndAllOfItIsGoneAfterwards()
    {
        await LeaveAsync("a", Large[..1_000_000]);
        await LeaveAsync("b", Large[..2_000_000]);
        await LeaveAsync("c", [.. Large, 0]);

        await PullAsync();

        Assert.Equal(["bytes=2000000-2999999"], Ranges);
        await AssertPulledAsync();
    }

    [Theory]
    [InlineData(2_000_000)]
    [InlineData(Size)]
    public async Task DamagedBeginningIsFetchedAnew(int length)
    {
        var damaged = Large[..length];
        damaged[100] ^= 1;
        await LeaveAsync("a", damaged);

        await PullAsync();

        Assert.Null(Ranges.Last());
        await AssertPulledAsync();
    }

    [Fact]
    public async Task WhatIsForgedIsNotKept()
    {
        await LeaveAsync("a", Large[..2_000_000]);
        _registry.On("GET", "/blobs/").Always().Change(content => [.. content.Select(b => (byte)(b ^ 1))]);

        await TestContent.FailsAsync(OciError.ContentMismatch, () => PullAsync());

        Assert.Empty(Directory.GetFiles(_directory["out"]));
        Assert.DoesNotContain(_events, one => one.Stage == TransferStage.Kept);
    }

    [Fact]
    public async Task FileThatIsRightAlreadyIsNotFetchedAndStillReplaced()
    {
        await File.WriteAllBytesAsync(Target, Large, Running.Test);
        await using var before = new FileStream(Target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        await PullAsync();

        Assert.Empty(Ranges);
        before.WriteByte(1); // Whoever had it open changes the old file, not the one that was checked.
        await before.FlushAsync(Running.Test);
        await AssertPulledAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FileOfTheSameSizeIsReplaced(bool wasStopped)
    {
        await File.WriteAllBytesAsync(Target, MakeContent(2), Running.Test);
        if (wasStopped)
        {
            await LeaveAsync("a", Large[..2_000_000]);
        }

        await PullAsync();

        Assert.Equal([wasStopped ? "bytes=2000000-2999999" : null], Ranges);
        await AssertPulledAsync();
    }

    [Fact]
    public async Task WhatAnotherPullIsWritingIsLeftAlone()
    {
        var path = await LeaveAsync("other", Large[..2_000_000]);
        await using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await PullAsync();
        }

        Assert.Equal([null], Ranges);
        Assert.True(File.Exists(path));
        Assert.Equal(Large, await File.ReadAllBytesAsync(Target, Running.Test));
    }

    [Fact]
    public async Task H4_PlantedLinkIsNeitherReadNorFollowed()
    {
        var outside = _directory["outside"];
        await File.WriteAllBytesAsync(outside, Large[..2_000_000], Running.Test);
        File.CreateSymbolicLink(_directory[$"out/{Name("planted")}"], outside);

        await PullAsync();

        Assert.Equal([null], Ranges);
        Assert.Equal(2_000_000, new FileInfo(outside).Length);
        Assert.Equal(Large, await File.ReadAllBytesAsync(Target, Running.Test));
    }

    [Fact]
    public async Task SmallFileLeavesNothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Running.Test);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(
            one =>
            {
                if (one.Stage == TransferStage.Moved && one.Bytes < 1_000_000)
                {
                    stop.Cancel();
                }
            },
            stop.Token));

        Assert.Empty(Directory.GetFiles(_directory["out"]));
    }

    private async Task AssertPulledAsync()
    {
        Assert.Equal([Target], Directory.GetFiles(_directory["out"]));
        Assert.Equal(Large, await File.ReadAllBytesAsync(Target, Running.Test));
    }

    private string Name(string part) => $".signet-sha256-{_blob.Digest.Hex}.{part}.partial";

    private async Task<string> LeaveAsync(string part, byte[] content)
    {
        var path = _directory[$"out/{Name(part)}"];
        await File.WriteAllBytesAsync(path, content, Running.Test);
        return path;
    }

    private Task PullAsync(Action<TransferEvent>? progress = null, CancellationToken? cancellationToken = null) => FilePuller.PullAsync(
        Repository,
        _root,
        new PullOptions
        {
            OutputDirectory = _directory["out"],
            Progress = one =>
            {
                _events.Add(one);
                progress?.Invoke(one);
            },
        },
        cancellationToken ?? Running.Test);

    private static byte[] MakeContent(int seed)
    {
        var content = new byte[Size];
        new Random(seed).NextBytes(content);
        return content;
    }
}
