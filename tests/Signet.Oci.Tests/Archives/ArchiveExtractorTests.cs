using Signet.Oci.Archives;
using Signet.Oci.Files;
using Signet.Oci.Tests.Remote;

namespace Signet.Oci.Tests.Archives;

public sealed class ArchiveExtractorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public ArchiveExtractorTests() => Directory.CreateDirectory(_directory["out"]);

    public void Dispose() => _directory.Dispose();

    /// <summary>What an archive says, and a phrase of why it is refused.</summary>
    public static TheoryData<string, string> Hostile => new()
    {
        { "f x/../../evil", "climbs" },
        { "f ../evil", "climbs" },
        { "f /etc/evil", "absolute" },
        { "f other/a", "outside of \"x\"" },
        { "f xy/a", "outside of \"x\"" },
        { "f x", "twice" },
        { "d x/d/..", "climbs" },
        { "s x/l>/etc/passwd", "outside of \"x\"" },
        { "s x/l>../evil", "outside of \"x\"" },
        { "s x/d/l>../../evil", "outside of \"x\"" },
        { "s x/d/l>sub/../../../evil", "descends before it climbs" },
        { "s x/l>", "outside of \"x\"" },
        { "s x>/tmp", "twice" },
        { "s x/l>d|f x/l/evil", "is a symbolic link" },
        { "s x/l>.|d x/l/l2", "is a symbolic link" },
        { "f x/a|f x/a/b", "is a file" },
        { "s x/l>a|f x/l", "twice" },
        { "f x/a|s x/a>b", "twice" },
        { "d x/a|s x/a>b", "twice" },
        { "f x/a|f x/./a", "twice" },
        { "h x/h>/etc/passwd", "absolute" },
        { "h x/h>../../etc/passwd", "climbs" },
        { "h x/h>x/nothing", "no file before it" },
        { "s x/l>a|h x/h>x/l", "no file before it" },
        { "h x/h>x", "no file before it" },
        { "3 x/null", "device or pipe" },
        { "4 x/disk", "device or pipe" },
        { "6 x/pipe", "device or pipe" },
        { "V x/volume", "device or pipe" },
        { "f x/a\nb", "control character" },
        { "f x/a\u001b[2J", "control character" },
        { "x 24 path=x/../../../evil\n|f x/good", "climbs" },
        { "x 23 linkpath=../../evil\n|s x/l>a", "outside of \"x\"" },
        { "L x/../../evil|f x/good", "climbs" },
        { "K ../../evil|s x/l>a", "outside of \"x\"" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task H4_ArchiveThatLeavesItsFolderIsRefusedAndNothingIsKept(string archive, string reason)
    {
        var lab = new TarLab().Add(TarEntryKind.Directory, "x").Add(TarEntryKind.File, "x/first", "1");
        foreach (var entry in archive.Split('|'))
        {
            var rest = entry[2..].Split('>');
            switch (entry[0])
            {
                case 'f': lab.Add(TarEntryKind.File, rest[0], "evil"); break;
                case 'd': lab.Add(TarEntryKind.Directory, rest[0]); break;
                case 's': lab.Add(TarEntryKind.SymbolicLink, rest[0], rest[1]); break;
                case 'h': lab.Add(TarEntryKind.HardLink, rest[0], rest[1]); break;
                case 'x' or 'L' or 'K': lab.Extend(entry[0], entry[2..]); break;
                default: lab.Add(TarEntryKind.File, rest[0], "", flag: (byte)entry[0]); break;
            }
        }

        var failure = await TestContent.FailsAsync(OciError.UnsafeLocation, () => ExtractAsync(lab.Gzip()));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.Equal([_directory["out"]], Directory.GetFileSystemEntries(_directory.Path));
        Assert.Empty(Directory.GetFileSystemEntries(_directory["out"]));
    }

    [Theory]
    [InlineData("..\\evil")]
    [InlineData("C:evil")]
    [InlineData("a/C:\\evil")]
    [InlineData("\\\\server\\share")]
    [InlineData("file:stream")]
    [InlineData("a/NUL")]
    [InlineData("com1.txt")]
    [InlineData("LPT\u00b9")]
    [InlineData("aux ")]
    [InlineData("a./b")]
    [InlineData("a /b")]
    [InlineData("a?b")]
    [InlineData("CONOUT$")]
    public void H4_NamesThatMeanSomethingElseOnWindowsAreRefusedThere(string name)
    {
        Assert.Equal(
            OciError.UnsafeLocation, Assert.Throws<OciException>(() => ArchiveName.Split(name, isWindows: true, 10)).Error);
        Assert.NotEmpty(ArchiveName.Split(name, isWindows: false, 10));
    }

    [Theory]
    [InlineData("..\\evil")]
    [InlineData("C:evil")]
    [InlineData("C:\\evil")]
    [InlineData("\\\\server\\share")]
    [InlineData("sub\\..\\..\\evil")]
    [InlineData("a:stream")]
    public void H4_LinksThatLeadSomewhereElseOnWindowsAreRefusedThere(string target)
    {
        var link = new TarEntry { Name = "x/l", Kind = TarEntryKind.SymbolicLink, LinkName = target };
        Assert.Equal(OciError.UnsafeLocation, Assert.Throws<OciException>(
            () => new ExtractionTree("x", isWindows: true, ignoresCase: true, OciLimits.Default).Place(link)).Error);
        Assert.NotNull(new ExtractionTree("x", isWindows: false, ignoresCase: false, OciLimits.Default).Place(link));
    }

    [Theory]
    [InlineData("x/Link", "x/link/evil")]
    [InlineData("x/a", "x/A")]
    [InlineData("x/\u00c9", "x/\u00e9")]
    public void H4_NamesThatAreOneWhereCapitalsAreNotTold(string first, string second)
    {
        var tree = new ExtractionTree("x", isWindows: false, ignoresCase: true, OciLimits.Default);
        tree.Place(new TarEntry { Name = first, Kind = TarEntryKind.SymbolicLink, LinkName = "b" });
        Assert.Throws<OciException>(() => tree.Place(new TarEntry { Name = second, Kind = TarEntryKind.File }));

        var exact = new ExtractionTree("x", isWindows: false, ignoresCase: false, OciLimits.Default);
        exact.Place(new TarEntry { Name = first, Kind = TarEntryKind.SymbolicLink, LinkName = "b" });
        Assert.NotNull(exact.Place(new TarEntry { Name = second, Kind = TarEntryKind.File }));
    }

    [Fact]
    public async Task Good_archive_is_extracted_with_links_modes_and_times()
    {
        var name = string.Join('/', Enumerable.Repeat("a-long-folder-name-for-pax", 12)) + "/\u00fcber";
        var lab = TarLab.Of(
            (TarEntryKind.Directory, "x", ""),
            (TarEntryKind.File, "x/a", "content"),
            (TarEntryKind.SymbolicLink, "x/d/up", "../a"),
            (TarEntryKind.SymbolicLink, "x/down", "d/up"),
            (TarEntryKind.HardLink, "x/hard", "x/a"),
            (TarEntryKind.File, $"x/{name}", "deep"))
            .Add(TarEntryKind.File, "x/run", "#!", mode: 0xFED) // 07755
            .Extend('x', "9 size=3\n").Add(TarEntryKind.File, "x/sized").Raw([.. "abc"u8, .. new byte[509]])
            .Add(TarEntryKind.File, "x/last", "last");

        await ExtractAsync(lab.Gzip());

        Assert.Equal("content", await File.ReadAllTextAsync(_directory["out/x/down"], Running.Test));
        Assert.Equal("content", await File.ReadAllTextAsync(_directory["out/x/hard"], Running.Test));
        Assert.Equal("deep", await File.ReadAllTextAsync(_directory[$"out/x/{name}"], Running.Test));
        Assert.Equal("abc", await File.ReadAllTextAsync(_directory["out/x/sized"], Running.Test));
        Assert.Equal("last", await File.ReadAllTextAsync(_directory["out/x/last"], Running.Test));
        Assert.Equal("../a", new FileInfo(_directory["out/x/d/up"]).LinkTarget);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1_600_000_000), File.GetLastWriteTimeUtc(_directory["out/x/a"]));
        if (!OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(_directory["out/x/run"]);
            Assert.True(mode.HasFlag(UnixFileMode.UserExecute));
            Assert.Equal(default, mode & (UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit));
        }
    }

    [Fact]
    public async Task H4_LinksAreMadeWhenAllElseIsWritten()
    {
        var lab = TarLab.Of((TarEntryKind.SymbolicLink, "x/link", "0"));
        for (var i = 0; i < 20; i++)
        {
            lab.Add(TarEntryKind.File, $"x/{i}", Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(50_000)));
        }

        var seen = new List<FileSystemInfo>();
        using var source = new CountingStream(new MemoryStream(lab.Gzip()), _ => seen.AddRange(
            new DirectoryInfo(_directory["out"]).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })));
        await ArchiveExtractor.ExtractAsync(source, "x", _directory["out/x"], null, OciLimits.Default, Running.Test);

        Assert.Contains(seen, one => one.Name == "10");
        Assert.DoesNotContain(seen, one => one.Name == "link");
        Assert.Equal("0", new FileInfo(_directory["out/x/link"]).LinkTarget);
    }

    [Fact]
    public void H4_LinksArePlacedWhenAllElseIs()
    {
        Directory.CreateDirectory(_directory["staging"]);
        File.CreateSymbolicLink(_directory["staging/link"], "a");

        Assert.Throws<FileNotFoundException>(() => TreePlacer.Place(
            _directory["staging"], _directory["out"], [("link", TarEntryKind.SymbolicLink), ("missing", TarEntryKind.File)], default));

        Assert.Empty(Directory.GetFileSystemEntries(_directory["out"]));
    }

    [Fact]
    public async Task Folder_that_is_there_is_added_to_and_a_link_in_the_way_is_refused()
    {
        Directory.CreateDirectory(_directory["out/x/sub"]);
        await File.WriteAllTextAsync(_directory["out/x/kept"], "kept", Running.Test);
        await File.WriteAllTextAsync(_directory["out/x/a"], "old", Running.Test);
        await File.WriteAllTextAsync(_directory["outside"], "outside", Running.Test);
        File.CreateSymbolicLink(_directory["out/x/b"], _directory["outside"]);
        var good = TarLab.Of((TarEntryKind.File, "x/a", "new"), (TarEntryKind.File, "x/b", "new"), (TarEntryKind.File, "x/sub/c", "new"));

        await ExtractAsync(good.Gzip());

        Assert.Equal("kept", await File.ReadAllTextAsync(_directory["out/x/kept"], Running.Test));
        Assert.All(["a", "b", "sub/c"], name => Assert.Equal("new", File.ReadAllText(_directory[$"out/x/{name}"])));
        Assert.Equal("outside", await File.ReadAllTextAsync(_directory["outside"], Running.Test));

        Directory.CreateSymbolicLink(_directory["out/x/link"], _directory.Path);
        var through = TarLab.Of((TarEntryKind.File, "x/a", "newer"), (TarEntryKind.File, "x/link/evil", "evil"));
        await TestContent.FailsAsync(OciError.Refused, () => ExtractAsync(through.Gzip()));
        Assert.False(File.Exists(_directory["evil"]));
        Assert.Equal("new", await File.ReadAllTextAsync(_directory["out/x/a"], Running.Test));
    }

    [Fact]
    public async Task H4_BombsAreStopped()
    {
        var zeros = new TarLab().AddZeros("x/zeros", 80 << 20).Gzip();
        var many = new TarLab();
        for (var i = 0; i < 50; i++)
        {
            many.Add(TarEntryKind.Directory, $"x/{i}");
        }

        var copies = new TarLab().Add(TarEntryKind.File, "x/a", new string('a', 10_000));
        for (var i = 0; i < 20; i++)
        {
            copies.Add(TarEntryKind.HardLink, $"x/{i}", "x/a");
        }

        foreach (var (archive, limits) in new (byte[], OciLimits)[]
        {
            (zeros, OciLimits.Default),
            (zeros, OciLimits.Default with { ArchiveBytes = 1 << 20, ArchiveRatio = int.MaxValue }),
            (many.Gzip(), OciLimits.Default with { ArchiveEntries = 49 }),
            (copies.Gzip(), OciLimits.Default with { ArchiveBytes = 150_000 }),
            (new TarLab().Extend('x', new string('a', 100_000)).Gzip(), OciLimits.Default),
        })
        {
            await TestContent.FailsAsync(OciError.LimitExceeded, () => ExtractAsync(archive, limits: limits));
            Assert.Empty(Directory.GetFileSystemEntries(_directory["out"]));
        }

        var deep = TarLab.Of((TarEntryKind.File, "x/" + string.Concat(Enumerable.Repeat("d/", 300)) + "f", ""));
        await TestContent.FailsAsync(OciError.UnsafeLocation, () => ExtractAsync(deep.Gzip()));
    }

    [Fact]
    public async Task Damaged_archives_are_refused_and_nothing_is_kept()
    {
        var good = TarLab.Of((TarEntryKind.File, "x/a", new string('a', 2000)));
        var tar = good.Tar();
        var badSum = tar.ToArray();
        badSum[0] ^= 1;
        var wrongType = tar.ToArray();
        foreach (var (archive, digest, error) in new (byte[], Digest?, OciError)[]
        {
            (tar, null, OciError.Malformed), // Not compressed.
            (good.Gzip()[..^30], null, OciError.Malformed),
            (TarLab.Compress(tar[..700]), null, OciError.Malformed),
            (TarLab.Compress(tar[..200]), null, OciError.Malformed),
            (TarLab.Compress(badSum), null, OciError.Malformed),
            (new TarLab().Extend('x', "5 a=b\n").Gzip(), null, OciError.Malformed),
            (new TarLab().Extend('x', "28 size=9223372036854775807\n").Add(TarEntryKind.File, "x/a").Gzip(), null, OciError.Malformed),
            (new TarLab().Extend('x', "99 path=a\n").Add(TarEntryKind.File, "x/a").Gzip(), null, OciError.Malformed),
            (new TarLab().Extend('x', "22 GNU.sparse.major=1\n").Add(TarEntryKind.File, "x/a").Gzip(), null, OciError.Unsupported),
            (good.Gzip(), Digest.Sha256("other"u8), OciError.ContentMismatch),
        })
        {
            await TestContent.FailsAsync(error, () => ExtractAsync(archive, digest));
            Assert.Empty(Directory.GetFileSystemEntries(_directory["out"]));
        }

        await ExtractAsync(good.Gzip(), Digest.Sha256(tar));
        Assert.True(File.Exists(_directory["out/x/a"]));
    }

    private Task ExtractAsync(byte[] archive, Digest? digest = null, OciLimits? limits = null) =>
        ArchiveExtractor.ExtractAsync(
            new MemoryStream(archive), "x", _directory["out/x"], digest, limits ?? OciLimits.Default, Running.Test);
}
