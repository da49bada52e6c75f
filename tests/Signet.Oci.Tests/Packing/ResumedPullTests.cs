using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Packing;
using Signet.Oci.Remote;
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
    public async Task H4_LinkInThePlaceOfTheFileIsReplacedAlsoWhenItLeadsToTheContent()
    {
        var outside = _directory["outside"];
        await File.WriteAllBytesAsync(outside, Large, Running.Test);
        File.CreateSymbolicLink(Target, outside);

        await PullAsync();

        Assert.Equal([null], Ranges);
        Assert.Null(new FileInfo(Target).LinkTarget);
        await AssertPulledAsync();
    }

    [Fact]
    public async Task FileThatAnotherPullHasJustMadeIsLeftAlone()
    {
        var path = _directory[$"out/{Path.ChangeExtension(Name("other"), ".new")}"]; // Made and not locked yet.
        await File.WriteAllBytesAsync(path, [], Running.Test);

        await PullAsync();

        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task FileThatAKilledPullHasJustMadeIsRemoved()
    {
        await LeaveAsync("killed", []);

        await PullAsync();

        Assert.Equal([null], Ranges);
        await AssertPulledAsync();
    }

    [Fact]
    public async Task H4_FileIsPrivateUntilItIsRightAndThenLikeAnyOther()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no modes");
        await File.WriteAllBytesAsync(_directory["any"], [], Running.Test);
        var modes = new List<UnixFileMode>();
        await LeaveAsync("planted", Large[..2_000_000]);

        await PullAsync(_ => modes.AddRange(Directory.GetFiles(_directory["out"], "*.partial")
            .Where(file => !file.Contains("planted", StringComparison.Ordinal)).Select(ModeOf)));

        Assert.Equal([UnixFileMode.UserRead | UnixFileMode.UserWrite], modes.Distinct());
        Assert.Equal(ModeOf(_directory["any"]), ModeOf(Target));
        await AssertPulledAsync();
    }

    [Fact]
    public async Task StoppedPullThatBeganAnewKeepsNothingOfTheDamagedBeginning()
    {
        await LeaveAsync("a", [.. Large[..1_000_000], .. new byte[1_500_000]]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Running.Test);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(
            one =>
            {
                if (one.Stage == TransferStage.Moved && one.Bytes is > 1_200_000 and < 2_400_000)
                {
                    stop.Cancel();
                }
            },
            stop.Token));

        var left = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_directory["out"])), Running.Test);
        Assert.Equal(Large[..left.Length], left);
    }

    [Fact]
    public async Task PullStoppedAfterTheLastByteLeavesTheOldFileAndAllOfTheNew()
    {
        await File.WriteAllTextAsync(Target, "old", Running.Test);
        await LeaveAsync("a", Large);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Running.Test);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(
            one =>
            {
                if (one is { Stage: TransferStage.Moved, Bytes: Size })
                {
                    stop.Cancel();
                }
            },
            stop.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(Target, Running.Test));
        await PullAsync();

        Assert.Empty(Ranges);
        await AssertPulledAsync();
    }

    [Fact]
    public async Task PullThatIsStoppedWhileItTakesWhatWasLeftLeavesOnlyThat()
    {
        // So much that no machine is done with it before it is stopped.
        var huge = Large.Length * 100_000L;
        var layer = _blob with { Size = huge, Annotations = new Dictionary<string, string> { [PackingTypes.Title] = "large.bin" } };
        _root = _registry.Repository("app").AddManifest(ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [layer]));
        var path = _directory[$"out/{Name("a")}"];
        await using (var sparse = File.Create(path))
        {
            sparse.SetLength(huge - 1);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Running.Test);
        var pull = PullAsync(cancellationToken: stop.Token);
        while (!pull.IsCompleted && new DirectoryInfo(_directory["out"]).EnumerateFiles().All(file => file.FullName == path || file.Length < 2_000_000))
        {
            await Task.Delay(5, Running.Test);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        Assert.Equal([path], Directory.GetFiles(_directory["out"]));
    }

    [Fact]
    public async Task LargeFileThatComesWhileItsContentIsFetchedIsKept()
    {
        _registry.On("GET", "/blobs/").Before(_ => File.WriteAllText(Target, "theirs"));

        await TestContent.FailsAsync(OciError.Refused, () => FilePuller.PullAsync(
            Repository, _root, new PullOptions { OutputDirectory = _directory["out"], KeepsOldFiles = true }, Running.Test));

        Assert.Equal("theirs", await File.ReadAllTextAsync(Target, Running.Test));
    }

    [Fact]
    public async Task PullsOfOneFileAtOnceAllEndWell()
    {
        // One looks for what was left at the moment in which another has closed its file and not moved it.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            for (var round = 0; round < 40; round++)
            {
                await FilePuller.PullAsync(Repository, _root, new PullOptions { OutputDirectory = _directory["out"] }, Running.Test);
            }
        }));
        await AssertPulledAsync();
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

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private Task<PullResult> PullAsync(Action<TransferEvent>? progress = null, CancellationToken? cancellationToken = null) => FilePuller.PullAsync(
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
